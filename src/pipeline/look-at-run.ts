import { earliest, type Instant } from '../core/instant.ts'
import type { Run } from '../core/run.ts'
import { type GateEvaluation, judgeGate } from '../engine/gate/judge-gate.ts'
import { underWayUntil } from '../engine/gate/turn.ts'
import { type GatePlan, givenUpAt, planGate } from '../planner/gate.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import { untilKnown } from './load-facts.ts'
import { changedDecisions } from './look-at-item.ts'
import { noPolicy } from './policies.ts'
import type { PolicyInForce, Ports, SubjectRow } from './ports.ts'

/** A look at a deployment: held, let through or rejected at its gate (D19), and then followed until it has ended. */
export async function lookAtRun(ports: Ports, repo: string, input: LookInput): Promise<Look> {
  const { row } = input.taken
  const { run } = row
  if (!run || run.ended) return { ...nothing, row }
  const inForce = (await ports.policyOf(repo)) ?? noPolicy
  if (run.answered) return untilOver(ports, input, { row, run, inForce })
  const evaluation = await judge(ports, input, { row, run, inForce })
  const planned = planFor(ports, input, { row, run, evaluation })
  if (!run.gated || planned.answered !== 'approved')
    return finish(ports, input, { row, run, evaluation, planned })
  // Nothing takes an approval back: all of it is read afresh before.
  const again = await judge(ports, input, { row, run, inForce, fresh: true })
  return finish(ports, input, {
    row,
    run,
    evaluation: again,
    planned: planFor(ports, input, { row, run, evaluation: again }),
  })
}

interface About {
  row: SubjectRow
  run: Run
}

function judge(
  ports: Ports,
  { now, past }: LookInput,
  { row, run, inForce, fresh }: About & { inForce: PolicyInForce; fresh?: boolean },
): Promise<GateEvaluation> {
  const { repo } = row
  const { policy, since } = inForce
  const near = { repo, now, ...(fresh === undefined ? {} : { fresh }) }
  return untilKnown(ports, near, (facts) =>
    judgeGate({ repo, run, policy, since, facts, memory: past.memory, now, app: ports.app }),
  )
}

function planFor(
  ports: Ports,
  { now, past }: LookInput,
  { row, run, evaluation }: About & { evaluation: GateEvaluation },
): GatePlan {
  if (evaluation.ended) return { effects: [] }
  const { closes, decisions, ready, ships, sinceNext } = evaluation
  return planGate({
    repo: row.repo,
    subject: row.key,
    run,
    decisions,
    ships,
    sinceNext,
    closes,
    ledger: past.ledger,
    now,
    // Two may come to lack nothing at one instant: that they do is recorded first, and whose turn it is told then.
    queued: ready && run.ready !== true,
    patient: row.unsure === 0 && ports.retryAfter(1) !== undefined,
  })
}

/** Let through: it counts as under way until GitHub tells how it went, or has been silent for long. */
async function untilOver(
  ports: Ports,
  input: LookInput,
  { row, run, inForce }: About & { inForce: PolicyInForce },
): Promise<Look> {
  const until = underWayUntil(run)
  const { ended, reads } = await judge(ports, input, { row, run, inForce })
  const isOver = ended || until === undefined || input.now >= until
  return {
    ...nothing,
    row: isOver ? { ...row, run: { ...run, ended: true } } : row,
    depends: isOver ? [] : reads.filter((key) => /^(?:env|run):/.test(key)),
    changed: isOver ? [{ key: queueOf(row, run) }] : [],
    next: isOver ? undefined : until,
  }
}

function queueOf({ repo }: SubjectRow, { environment }: Run): string {
  return `queue:${repo}/${environment}`
}

function finish(
  ports: Ports,
  input: LookInput,
  { row, run, evaluation, planned }: About & { evaluation: GateEvaluation; planned: GatePlan },
): Look {
  const { decisions, ended, next, reads, ready, remember } = evaluation
  const isUnsure = decisions.some(({ mode, verdict }) => mode === 'enforce' && verdict === 'unknown')
  const unsure = isUnsure ? row.unsure + 1 : 0
  const after = runAfter(run, { ended, ready, now: input.now, answered: planned.answered })
  const isOver = ended || planned.answered !== undefined
  const isNews = JSON.stringify(after) !== JSON.stringify(run)
  return {
    ...nothing,
    row: { ...row, unsure, run: after },
    remember,
    decisions: changedDecisions(input.past.decisions, decisions),
    effects: planned.effects,
    depends: ended ? [] : reads,
    changed: isNews ? [{ key: queueOf(row, run) }] : [],
    // Once more: to learn whose turn it is, or to follow what was let through.
    wake: isNews && !ended && (after.ready === true || planned.answered === 'approved') ? [row.key] : [],
    next: isOver ? undefined : nextLook(ports, { now: input.now, next: nextOf(run, next), unsure }),
  }
}

function nextOf(run: Run, next: Instant | undefined): Instant | undefined {
  return run.gated ? earliest(next, givenUpAt(run)) : undefined
}

function runAfter(
  { ready: _before, ...run }: Run,
  {
    answered,
    ended,
    now,
    ready,
  }: { answered: GatePlan['answered']; ended: boolean; now: Instant; ready: boolean },
): Run {
  return {
    ...run,
    ...(ready ? { ready } : {}),
    ...(ended || answered === 'rejected' || (answered !== undefined && !run.gated) ? { ended: true } : {}),
    ...(answered === undefined || ended ? {} : { answered: { state: answered, at: now } }),
  }
}
