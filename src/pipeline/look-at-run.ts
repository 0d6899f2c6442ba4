import type { Decision } from '../core/decision.ts'
import type { LedgerLine } from '../core/effect.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { type Run, underWayUntil } from '../core/run.ts'
import { parseSubject } from '../core/subject.ts'
import { type GateEvaluation, judgeGate } from '../engine/gate/judge-gate.ts'
import { answerKey, type GatePlan, givenUpAt, planGate } from '../planner/gate.ts'
import { acceptedElsewhere } from './accepted.ts'
import { type GatePolicy, gatePolicyOf, waitingForPolicy } from './gate-policy.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import { untilKnown } from './load-facts.ts'
import { changedDecisions } from './look-at-item.ts'
import type { PolicyInForce, Ports, SubjectRow } from './ports.ts'

/** A look at a deployment: held, let through or rejected at its gate (D19), and then followed until it has ended. */
export async function lookAtRun(ports: Ports, repo: string, input: LookInput): Promise<Look> {
  const { row } = input.taken
  const run = row.run && withoutLostAnswer(row.run, input.past.ledger)
  if (!run || run.ended) return { ...nothing, row }
  const { inForce, trouble } = await gatePolicyOf(ports, repo)
  if (run.answered) return untilOver(ports, input, { row, run, inForce })
  const first = await judge(ports, input, { row, run, inForce })
  // Its run is over, and how the deployment went may be told later: it is asked for before it is forgotten.
  const isUnclear = run.gated && first.ended && !first.past
  const judged = isUnclear ? await judge(ports, input, { row, run, inForce, fresh: true }) : first
  const evaluation = trouble && run.gated ? withTrouble(judged, trouble, { run, now: input.now }) : judged
  const planned = planFor(ports, input, { row, run, inForce, evaluation })
  if (evaluation.past || planned.answered !== 'approved')
    return finish(ports, input, { row, run, evaluation, planned })
  // Nothing takes an approval back: all of it is read afresh before.
  const again = await judge(ports, input, { row, run, inForce, fresh: true })
  return finish(ports, input, {
    row,
    run,
    evaluation: again,
    planned: planFor(ports, input, { row, run, inForce, evaluation: again }),
  })
}

/** GitHub refused the answer, and what it was refused for was forgotten, as a permission that is given by now: it waits again. */
function withoutLostAnswer(run: Run, ledger: readonly LedgerLine[]): Run {
  const { answered, ended, ...rest } = run
  if (!run.gated || !answered || ledger.some(({ key }) => key === answerKey(run))) return run
  return ended && answered.state === 'approved' ? run : rest
}

/** Without its policy nothing is let through; what is over, and what went past its gate, waits no more. */
function withTrouble(
  evaluation: GateEvaluation,
  trouble: NonNullable<GatePolicy['trouble']>,
  { run, now }: { run: Run; now: Instant },
): GateEvaluation {
  if (evaluation.ended) return evaluation
  const waiting = waitingForPolicy(trouble, { environment: run.environment, at: now })
  const next = earliest(evaluation.next, waiting.next)
  return { ...evaluation, decisions: [waiting], ...(next === undefined ? {} : { next }) }
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
  { row, run, inForce, evaluation }: About & { inForce: PolicyInForce; evaluation: GateEvaluation },
): GatePlan {
  const { closes, decisions, ended, past: pastGate, ready, ships, sinceNext, whole } = evaluation
  if (ended && !pastGate) return { effects: [] }
  return planGate({
    repo: row.repo,
    subject: row.key,
    run,
    decisions,
    ships,
    whole,
    sinceNext,
    closes,
    ledger: past.ledger,
    app: ports.app,
    was: new Map(inForce.policy.rules.map(({ id, was }) => [id, was])),
    now,
    past: pastGate,
    // Two may come to lack nothing at one instant: that they do is recorded first, and whose turn it is told then.
    queued: ready && run.ready !== true,
    patient: patientUntil(ports, run.unsureSince ?? now) > now,
  })
}

/** Whatever else it is looked at for in between: until it was tried once more, what could not be read is no news. */
function patientUntil(ports: Ports, unsureSince: Instant): Instant {
  return unsureSince + (ports.retryAfter(1) ?? 0)
}

function later(at: Instant, now: Instant): Instant | undefined {
  return at > now ? at : undefined
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
    changed: isOver ? [{ key: queueOf(row, run) }, { key: `runs:${row.repo}` }] : [],
    next: isOver ? undefined : until,
  }
}

function queueOf({ repo }: SubjectRow, { environment }: Run): string {
  return `queue:${repo}/${environment}`
}

async function finish(
  ports: Ports,
  input: LookInput,
  { row, run, evaluation, planned }: About & { evaluation: GateEvaluation; planned: GatePlan },
): Promise<Look> {
  const { claims, decisions, next, past, reads, ready, remember } = evaluation
  const { answered } = planned
  // What went past its gate is over once that is recorded.
  const ended = past ? answered !== undefined : evaluation.ended
  const unsure = decisions.some(isUnsure) ? row.unsure + 1 : 0
  const unsureSince = unsure > 0 ? (run.unsureSince ?? input.now) : undefined
  const found = isLeftWaiting(run, { ended, answered }) ? waitingAs(row.repo, evaluation) : {}
  const { turnEndsAt } = evaluation
  const told = unsureSince === undefined ? undefined : later(patientUntil(ports, unsureSince), input.now)
  const after = {
    ...runAfter(run, { ended, ready, now: input.now, answered, turnEndsAt, unsureSince }),
    ...found,
  }
  const isOver = ended || answered !== undefined
  const isNews = essence(after) !== essence(run)
  const isShown = JSON.stringify(after) !== JSON.stringify(run)
  const accepted = await acceptedElsewhere(ports, planned.effects, { repo: row.repo, now: input.now })
  const isLetThrough = run.gated && answered === 'approved' && !ended
  return {
    ...nothing,
    row: { ...row, unsure, run: after },
    remember,
    decisions: changedDecisions(input.past.decisions, decisions),
    effects: accepted.effects,
    ledger: [...settledBy(planned, input.now), ...accepted.refused],
    depends: ended ? [] : reads,
    changed: [
      ...(isNews ? [{ key: queueOf(row, run) }] : []),
      ...(isShown ? [{ key: `runs:${row.repo}` }] : []),
    ],
    // Once more: to learn whose turn it is, or to follow what was let through.
    wake: isNews && !ended && (after.ready === true || answered === 'approved') ? [row.key] : [],
    ...(isLetThrough && claims ? { claim: { repo: row.repo, environment: run.environment } } : {}),
    next: isOver
      ? undefined
      : nextLook(ports, { now: input.now, next: earliest(nextOf(run, next), told), unsure }),
  }
}

/** What others who wait for their turn look at. */
function essence({ ships: _ships, unsureSince: _since, wanting: _wanting, ...run }: Run): string {
  return JSON.stringify(run)
}

function isLeftWaiting(
  { gated }: Run,
  { answered, ended }: { answered: GatePlan['answered']; ended: boolean },
): boolean {
  return gated && answered === undefined && !ended
}

/** What it lacks and what it ships, for boards and for whoever asks on a pull request. */
function waitingAs(repo: string, { decisions, ships }: GateEvaluation): Pick<Run, 'ships' | 'wanting'> {
  const wanting = decisions.filter(
    ({ mode, verdict }) => mode === 'enforce' && verdict !== 'pass' && verdict !== 'not-applicable',
  )
  const pulls = (ships.ok ? ships.value.pulls : []).map(parseSubject)
  return {
    wanting: wanting.map(({ next, reason: { fix, what }, rule, verdict }) => ({
      rule,
      verdict,
      what,
      fix,
      ...(next === undefined ? {} : { next }),
    })),
    ships: pulls.flatMap((pull) => (pull?.kind === 'item' && pull.repo === repo ? [pull.number] : [])),
  }
}

function isUnsure({ mode, verdict, waiting }: Decision): boolean {
  return mode === 'enforce' && (verdict === 'unknown' || waiting !== undefined)
}

function settledBy({ settled = [] }: GatePlan, at: Instant): LedgerLine[] {
  return settled.map((line) => ({ ...line, owned: false, at, state: 'confirmed' }))
}

function nextOf(run: Run, next: Instant | undefined): Instant | undefined {
  return run.gated ? earliest(next, givenUpAt(run)) : undefined
}

function runAfter(
  { ready: _before, ships: _ships, unsureSince: _since, wanting: _wanting, ...run }: Run,
  {
    answered,
    ended,
    now,
    ready,
    turnEndsAt,
    unsureSince,
  }: Pick<GateEvaluation, 'ended' | 'ready'> & {
    answered: GatePlan['answered']
    now: Instant
    turnEndsAt: Instant | undefined
    unsureSince: Instant | undefined
  },
): Run {
  return {
    ...run,
    ...(ready ? { ready } : {}),
    ...(ended || answered === 'rejected' || (answered !== undefined && !run.gated) ? { ended: true } : {}),
    ...(answered === undefined || (ended && run.gated) ? {} : { answered: { state: answered, at: now } }),
    ...(answered !== undefined || unsureSince === undefined ? {} : { unsureSince }),
    ...(answered !== 'approved' || ended || turnEndsAt === undefined ? {} : { turnEndsAt }),
  }
}
