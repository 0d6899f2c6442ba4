import type { Decision } from '../core/decision.ts'
import type { LedgerLine } from '../core/effect.ts'
import { earliest } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { riskOf } from '../core/risk.ts'
import { commitKey } from '../core/subject.ts'
import { known, type Unknown } from '../core/truth.ts'
import { recheckedAt } from '../engine/commands/heard.ts'
import type { Evaluation } from '../engine/evaluate.ts'
import { type Plan, plan } from '../planner/plan.ts'
import { acceptedElsewhere } from './accepted.ts'
import { keepCounts } from './count-members.ts'
import { withEffects } from './effects-in-history.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import { type EvaluationThen, judge } from './load-facts.ts'
import { noPolicy } from './policies.ts'
import type { PolicyInForce, Ports, SubjectRow } from './ports.ts'
import { type HeldRow, readMissed, readPast } from './read-past.ts'
import { againAt, triedAgain } from './tried-again.ts'

/** A look at an issue or pull request: judged on what is held first, and read afresh before anything is written. */
export async function lookAtItem(ports: Ports, input: LookInput): Promise<Look> {
  const { row } = input.taken
  const { item } = row
  if (!item) return first(ports, input)
  const inForce = (await ports.policyOf(row.repo)) ?? whatIsLeft(input)
  if (!inForce) return { ...nothing, row, changed: changedKeys(input, row, []) }
  const read = row.missed ? await readMissed(ports, { ...row, item }) : known({ ...row, item })
  if (read !== 'gone' && !read.ok) return later(ports, input, read)
  const judged = read === 'gone' ? read : await judgeTwice(ports, input, { held: read.value, inForce })
  if (judged === 'gone') return { ...nothing, row: undefined, wake: [row.key] }
  const accepted = await acceptedElsewhere(ports, judged.plan.effects, { repo: row.repo, now: input.now })
  return finish(ports, input, {
    ...judged,
    plan: { ...judged.plan, effects: accepted.effects },
    refused: accepted.refused,
  })
}

/** Where the policy has gone, what Reeve owns here is tidied as for a rule that went (D20); where there never was one, silence. */
function whatIsLeft({ past }: LookInput): PolicyInForce | undefined {
  return past.ledger.some(({ owned, change }) => owned && change.do !== 'label.remove') ? noPolicy : undefined
}

/** A subject that was woken before it was seen: read it, then look again. */
async function first(ports: Ports, input: LookInput): Promise<Look> {
  const { row } = input.taken
  if (!(await ports.policyOf(row.repo))) return { ...nothing, row }
  const read = await ports.facts.refresh(row)
  if (!read.ok) return later(ports, input, read)
  if (read.value === undefined) return { ...nothing, row: undefined }
  const heard = Math.max(row.heard ?? 0, input.now - clocksApartMilliseconds)
  return { ...nothing, row: { ...row, item: read.value, heard, missed: false }, wake: [row.key] }
}

/** What was read is as new as GitHub's clock, which may be behind ours. */
const clocksApartMilliseconds = 60_000

/** What is to be read first cannot be read now: nothing is judged, and it is tried again. */
function later(ports: Ports, input: LookInput, { until: turn }: Unknown): Look {
  const { row } = input.taken
  const unsure = turn === undefined ? row.unsure + 1 : row.unsure
  return {
    ...nothing,
    row: { ...row, unsure },
    changed: changedKeys(input, row, []),
    next: nextLook(ports, { now: input.now, next: undefined, unsure, turn }),
  }
}

interface Judged {
  row: HeldRow
  evaluation: EvaluationThen
  plan: Plan
  /** Nothing may be written now: what is true could not be read afresh. */
  stale: boolean
  /** Of what lies before the first event nothing is known yet: it could not be read. */
  unread?: Unknown | undefined
}

/** No call where nothing is to be done; one read before the writes; the whole past where it turns out not to be known. */
async function judgeTwice(
  ports: Ports,
  input: LookInput,
  { held: before, inForce }: { held: HeldRow; inForce: PolicyInForce },
): Promise<Judged | 'gone'> {
  let held = before
  let unread: Unknown | undefined
  let evaluation = await evaluateRow(ports, input, { row: held, inForce })
  if (!held.complete && evaluation.decisions.some(({ verdict }) => verdict !== 'not-applicable')) {
    const read = await readPast(ports, held)
    if (read.ok) held = read.value
    else unread = read
    evaluation = await evaluateRow(ports, input, { row: held, inForce })
  }
  const planned = planFor(ports, input, { row: held, evaluation, inForce })
  const isFresh = input.taken.row.missed === true
  const judged = { row: held, evaluation, plan: planned, unread }
  if (planned.effects.length === 0 || isFresh) return { ...judged, stale: false }
  const fresh = await ports.facts.refresh(held)
  if (!fresh.ok) return { ...judged, stale: true, unread: unread ?? fresh }
  if (fresh.value === undefined) return 'gone'
  if (isSameItem(held.item, fresh.value)) return { ...judged, stale: false }
  held = { ...held, item: fresh.value }
  const read = await readPast(ports, held)
  if (read.ok) held = read.value
  evaluation = await evaluateRow(ports, input, { row: held, inForce })
  return {
    row: held,
    evaluation,
    plan: planFor(ports, input, { row: held, evaluation, inForce }),
    stale: false,
    unread: read.ok ? undefined : read,
  }
}

async function evaluateRow(
  ports: Ports,
  input: LookInput,
  { row, inForce }: { row: HeldRow; inForce: PolicyInForce },
): Promise<EvaluationThen> {
  const asksTheTime =
    row.item.pull !== undefined && inForce.policy.rules.some(({ names }) => names.windows.size > 0)
  return judge(ports, {
    policy: inForce.policy,
    since: inForce.since,
    past: { item: row.item, history: row.history },
    memory: input.past.memory,
    now: input.now,
    lead: asksTheTime ? await ports.lead?.(row) : undefined,
    app: ports.app,
    knownAs: input.past.knownAs,
  })
}

function planFor(
  ports: Ports,
  input: LookInput,
  { row, evaluation, inForce }: { row: HeldRow; evaluation: Evaluation; inForce: PolicyInForce },
): Plan {
  return plan({
    item: row.item,
    history: row.history,
    decisions: evaluation.decisions,
    asked: evaluation.asked,
    answers: evaluation.answers,
    ...triedAgain(ports, { ...input, item: row.item }),
    app: ports.app,
    was: new Map(inForce.policy.rules.map(({ id, was }) => [id, was])),
    cameFrom: row.cameFrom,
  })
}

function isSameItem(held: Item, fresh: Item): boolean {
  return (
    held.state === fresh.state &&
    held.locked === fresh.locked &&
    sameSet(held.labels, fresh.labels) &&
    sameSet(held.assignees, fresh.assignees) &&
    held.title === fresh.title &&
    held.body === fresh.body &&
    held.milestone?.title === fresh.milestone?.title &&
    held.pull?.sha === fresh.pull?.sha &&
    held.pull?.base === fresh.pull?.base &&
    held.pull?.draft === fresh.pull?.draft &&
    held.pull?.merged === fresh.pull?.merged
  )
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const lower = (names: readonly string[]) =>
    names
      .map((name) => name.toLowerCase())
      .sort()
      .join('\n')
  return lower(a) === lower(b)
}

const nothingPlanned: Plan = { effects: [], settled: [], shared: [], forget: [] }

function finish(ports: Ports, input: LookInput, judged: Judged & { refused: readonly LedgerLine[] }): Look {
  const { evaluation } = judged
  // What was not written has settled nothing either.
  const plan = judged.stale ? nothingPlanned : judged.plan
  const isUnsure =
    judged.stale ||
    judged.unread !== undefined ||
    evaluation.decisions.some(({ verdict }) => verdict === 'unknown') ||
    [...evaluation.decisions, ...evaluation.asked].some(({ waiting }) => waiting !== undefined)
  // Whose turn it only was not yet has not been asked for in vain.
  const turn = isUnsure ? earliest(evaluation.turn, judged.unread?.until) : undefined
  const unsure = isUnsure ? judged.row.unsure + (turn === undefined ? 1 : 0) : 0
  const counts = keepCounts(judged.row.counts, evaluation.counts, input.now)
  const { counts: _before, ...held } = judged.row
  const row: SubjectRow = {
    ...withEffects(
      held,
      plan.effects.map(({ change }) => change),
      input.now,
      ports.app,
    ),
    unsure,
    risk: riskOf(judged.row.item, judged.row.history),
    ...(counts ? { counts } : {}),
  }
  const again = againAt(ports, { ...input, item: judged.row.item })
  const decisions = changedDecisions(input.past.decisions, evaluation.decisions)
  const isRechecked = recheckedAt(evaluation.remember) !== undefined
  const settled = plan.settled.map(
    (line): LedgerLine => ({ ...line, owned: false, at: input.now, state: 'confirmed' }),
  )
  return {
    row,
    remember: evaluation.remember,
    decisions,
    effects: plan.effects,
    ledger: judged.stale ? settled : [...settled, ...plan.shared, ...judged.refused],
    forget: plan.forget,
    depends: evaluation.reads,
    overrides: evaluation.overrides,
    locks: evaluation.locks,
    changed: [
      ...changedKeys(input, row, decisions),
      ...(evaluation.locks.length > 0 ? [{ key: `locks:${row.repo}` }] : []),
      ...(evaluation.overrides.length > 0 ? [{ key: `overrides:${row.repo}` }] : []),
      ...(isRechecked ? readAbout(row, evaluation.reads).map((key) => ({ key })) : []),
    ],
    wake: [
      ...(plan.effects.length > 0 || isRechecked || judged.refused.length > 0 ? [row.key] : []),
      ...headOf(input, row, evaluation.decisions.length === 0 || decisions.length > 0 || isRechecked),
    ],
    next: nextLook(ports, { now: input.now, next: earliest(evaluation.next, again), unsure, turn }),
  }
}

/** Facts about the item itself: they are read again when somebody asks for it. What many share has webhooks of its own. */
function readAbout({ key, repo, item }: SubjectRow, reads: readonly string[]): string[] {
  const names = [key, ...(item?.pull ? [commitKey(repo, item.pull.sha)] : [])]
  return reads.filter((fact) => names.some((name) => fact.endsWith(`:${name}`)))
}

/** The check of a pull request belongs to its head: that is looked at when an answer, or the head, has changed. */
function headOf(input: LookInput, row: SubjectRow, isAnswerNew: boolean): string[] {
  const pull = row.item?.pull
  if (!pull || row.item?.state !== 'open') return []
  const before = input.past.row?.item
  const isNews =
    before?.pull?.sha !== pull.sha || before?.state !== 'open' || before?.pull?.base !== pull.base
  return isNews || isAnswerNew ? [commitKey(row.repo, pull.sha)] : []
}

/** Whoever leans on this item looks again when it, or what was said about it, has changed. */
function changedKeys(input: LookInput, row: SubjectRow, decisions: readonly Decision[]): { key: string }[] {
  const before = input.past.row
  const isChanged = before?.item !== row.item || before?.history !== row.history || decisions.length > 0
  return isChanged ? [{ key: `issue:${row.key}` }] : []
}

/** Decisions are recorded when they say something new. */
export function changedDecisions(before: readonly Decision[], now: readonly Decision[]): Decision[] {
  const kept = new Map(before.map((decision) => [decision.rule, essence(decision)]))
  return now.filter((decision) => kept.get(decision.rule) !== essence(decision))
}

function essence({ kind, policy, mode, verdict, reason, ...more }: Decision): string {
  const { next, gates, ownCheck, message, mayFinish } = more
  const { what, why, fix } = reason
  return JSON.stringify([
    kind,
    policy,
    mode,
    verdict,
    what,
    why,
    fix,
    next ?? null,
    gates,
    ownCheck,
    message ?? '',
    mayFinish ?? false,
  ])
}
