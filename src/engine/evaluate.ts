import type { Answer } from '../core/answer.ts'
import type { Membership } from '../core/counting.ts'
import type { Decision, Finding, Memory } from '../core/decision.ts'
import type { FactRef } from '../core/fact.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { Item, Login } from '../core/item.ts'
import type { Lead } from '../core/lead.ts'
import type { EnvironmentLock } from '../core/lock.ts'
import { oncePer } from '../core/once-per.ts'
import type { Override } from '../core/override.ts'
import type { Past } from '../core/past.ts'
import type { Names, Policy, Rule } from '../core/policy.ts'
import { type Known, known, type Truth, unknown } from '../core/truth.ts'
import type { QueryView } from '../query/query-view.ts'
import { answersTo } from './commands/answers.ts'
import { askedBy } from './commands/asked.ts'
import { hearerOn } from './commands/hearer.ts'
import { overridesOf } from './commands/overrides.ts'
import { memberships } from './counting.ts'
import { decisionOf } from './decision-of.ts'
import { createFactReader, type LoadedFacts, type NotingReader } from './fact-set.ts'
import { finish } from './finish.ts'
import { followersOf, withReadCards } from './followers.ts'
import { locksOf } from './gate/hear.ts'
import { guardsOf } from './guards.ts'
import { type Lawful, lawfulView } from './lawful.ts'
import { withoutUnlawful } from './lawful-assignees.ts'
import { withoutPutBack } from './lawful-closings.ts'

export interface EvaluateInput {
  policy: Policy
  /** For each rule, since when its present mode holds in this repository (D6). */
  since: ReadonlyMap<string, { from: Instant }>
  /** The item and its past as GitHub has them. */
  past: Past
  facts: LoadedFacts
  memory: readonly Memory[]
  now: Instant
  /** How long before windows close their checks turn; none where it is left out. */
  lead?: Lead | undefined
  app: Login
  /** The name by which acts are keyed, where the repository has another now. */
  knownAs?: string | undefined
}

/** What the policy says about one item at one instant. */
export interface Evaluation {
  decisions: readonly Decision[]
  /** What commands ask to be done: like decisions of rules, but no rule's. */
  asked: readonly Decision[]
  /** What the writers of commands are answered. */
  answers: readonly Answer[]
  /** Whether the item is among those that each counting question of the policy is about (D14). */
  counts: readonly Omit<Membership, 'since'>[]
  /** Overrides that were made or ended now. */
  overrides: readonly Override[]
  /** Environments that were locked or unlocked now. */
  locks: readonly EnvironmentLock[]
  remember: readonly Memory[]
  /** Facts that were asked for and not loaded: load them and evaluate again. */
  missing: readonly FactRef[]
  /** Everything beyond the item that the answers depend on (D14). */
  reads: readonly string[]
  /** When time alone may change an answer. */
  next?: Instant
  /** The item without what was not allowed. */
  lawful: Lawful
}

/** One evaluation's working state. Rules are judged when first asked for, so that `rule:` may lean on any other. */
export interface Course extends EvaluateInput {
  reader: NotingReader
  lawful: Lawful
  findings: Map<string, Finding>
  /** What is to be remembered, in the order in which it came up. */
  remember: Memory[]
  /** The rules being judged now, each leaning on the next. */
  judging: Rule[]
  /** What each rule remembers of this item. */
  memoryByRule: ReadonlyMap<string, readonly Memory[]>
  /** Views made so far: most rules ask about the same item at the same instants. */
  views: WeakMap<Item, KnownView>
}

interface KnownView {
  at: Instant
  names: Names
  timezone: string
  unsure: readonly string[]
  view: QueryView
}

/** Judges one item by all rules: guards first, then clocks, then the rest, each on what the ones before leave (D4). Pure. */
export function evaluate(input: EvaluateInput): Evaluation {
  const course = courseOn(input, createFactReader(input.facts))
  for (const rule of inOrderOfPhases(input.policy)) findingOf(course, rule)
  return collect(course)
}

/** An item without what was not allowed, for those that look at it from elsewhere. */
export function lawfulOf(input: EvaluateInput): {
  lawful: Lawful
  missing: readonly FactRef[]
  reads: readonly string[]
} {
  const reader = createFactReader(input.facts)
  const { lawful } = courseOn(input, reader)
  return { lawful, missing: reader.missing(), reads: reader.reads() }
}

/** What any rule is judged on: the item without what was not allowed. */
export function courseOn(input: EvaluateInput, reader: NotingReader): Course {
  const course: Course = {
    ...input,
    reader,
    lawful: { ...input.past, states: [], unsure: [], commands: [], rulings: new Map(), remember: [] },
    findings: new Map(),
    remember: [],
    judging: [],
    memoryByRule: Map.groupBy(input.memory, ({ rule }) => rule),
    views: new WeakMap(),
  }
  const guards = guardsOf(course)
  const followers = followersOf(course)
  course.lawful = lawfulView({
    actual: input.past,
    told: withReadCards(course, followers),
    guards,
    followers,
    memory: input.memory,
    app: input.app,
    now: input.now,
    hear: hearerOn(course, guards),
  })
  for (const leaveOut of [withoutPutBack, withoutUnlawful]) {
    const held = leaveOut(course)
    if (!held) continue
    course.lawful = held.lawful
    for (const { rule, finding } of held.findings) keep(course, rule, finding)
  }
  return course
}

const inOrderOfPhases = oncePer(({ rules }: Policy): readonly Rule[] =>
  (['guard', 'clock', 'rule'] as const).flatMap((phase) =>
    rules.filter(({ kind, mode }) => kind.phase === phase && mode !== 'off'),
  ),
)

/** Since when a rule counts here; from the beginning of time where nothing says otherwise. */
export function inForceSince(course: Pick<EvaluateInput, 'since'>, rule: Rule): Instant {
  return rule.since ?? course.since.get(rule.id)?.from ?? 0
}

/** A rule's finding, made when first asked for. A circle of rules is a problem of the policy; here it ends as unknown. */
export function findingOf(course: Course, rule: Rule): Finding | undefined {
  const known = course.findings.get(rule.id)
  if (known) return known
  if (course.judging.includes(rule)) return undefined
  course.judging.push(rule)
  const finding = finish(course, rule)
  course.judging.pop()
  keep(course, rule, finding)
  return finding
}

function keep(course: Course, rule: Rule, finding: Finding): void {
  course.remember.push(...finding.remember)
  course.findings.set(rule.id, finding)
}

/** The rule of an id, and its finding where it is judged at all. */
function called(course: Course, id: string): { rule: Rule | undefined; finding: Finding | undefined } {
  const rule = course.policy.rules.find((other) => other.id === id)
  return { rule, finding: rule && rule.mode !== 'off' ? findingOf(course, rule) : undefined }
}

/** `rule:<id>`: that rule applies and is kept. */
export function ruleTruth(course: Course, id: string): Truth {
  const { rule, finding } = called(course, id)
  if (!finding) return rule ? 'unknown' : 'no'
  if (finding.verdict === 'unknown') return 'unknown'
  return finding.verdict === 'pass' ? 'yes' : 'no'
}

/** Who agreed where a rule asks people to; unknown while that rule is. */
export function agreedTo(course: Course, id: string): Known<readonly Login[]> {
  const { finding } = called(course, id)
  if (!finding || finding.verdict === 'unknown') return unknown(`who agreed to ${id} is not known`)
  return known(finding.agreed ?? [])
}

/** `sla:at-risk`, `sla:breached`: some clock of this item stands so. */
export function slaTruth(course: Course, state: 'at-risk' | 'breached'): { truth: Truth; next?: Instant } {
  let truth: Truth = 'no'
  let next: Instant | undefined
  for (const rule of course.policy.rules) {
    if (rule.kind.phase !== 'clock' || rule.mode === 'off') continue
    const finding = findingOf(course, rule)
    next = earliest(next, finding?.next)
    if (finding?.verdict === 'unknown' && truth === 'no') truth = 'unknown'
    if (state === 'breached' ? finding?.clock?.breached : finding?.clock?.atRisk) truth = 'yes'
  }
  return { truth, ...(next === undefined ? {} : { next }) }
}

function collect(course: Course): Evaluation {
  const decisions: Decision[] = []
  let next: Instant | undefined
  // In the policy's order, whatever the order in which rules were judged.
  for (const rule of course.policy.rules) {
    const finding = course.findings.get(rule.id)
    if (!finding) continue
    const decision = decisionOf(course, rule, finding)
    decisions.push(decision)
    next = earliest(next, decision.next)
  }
  const asked = askedBy(course)
  const members = memberships(course)
  next = earliest(next, members.next)
  return {
    decisions,
    asked,
    answers: answersTo(course, decisions),
    counts: members.counts,
    overrides: overridesOf(course),
    locks: locksOf(course),
    remember: onlyNew([...course.lawful.remember, ...course.remember], course.memory),
    missing: course.reader.missing(),
    reads: course.reader.reads(),
    lawful: course.lawful,
    ...(next === undefined ? {} : { next }),
  }
}

/** Without what is remembered already; of two of one name the first. */
export function onlyNew(remember: readonly Memory[], kept: readonly Memory[]): Memory[] {
  if (remember.length === 0) return []
  const name = ({ rule, kind, key }: Memory) => `${rule}\n${kind}\n${key}`
  const known = new Set(kept.map(name))
  return remember.filter((memory) => {
    if (known.has(name(memory))) return false
    known.add(name(memory))
    return true
  })
}
