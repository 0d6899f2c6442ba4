import type { Decision, Finding, Memory } from '../../core/decision.ts'
import { type ConditionName, conditionKeys, type Environment, type Liftable } from '../../core/environment.ts'
import { type FactRef, mostShippedNamed, type Shipping } from '../../core/fact.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { includesName } from '../../core/item.ts'
import { oncePer } from '../../core/once-per.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Policy, Rule } from '../../core/policy.ts'
import type { SubjectKey } from '../../core/subject.ts'
import type { Known } from '../../core/truth.ts'
import { commandsRule } from '../commands/heard.ts'
import { decisionOf } from '../decision-of.ts'
import { onlyNew } from '../evaluate.ts'
import { createFactReader } from '../fact-set.ts'
import { createJudging } from '../judging.ts'
import { reviewsSeen } from './agreed.ts'
import { conditions } from './conditions.ts'
import { hasEnded, pastGateAt } from './ended.ts'
import { environmentIn, environmentsOf } from './environments.ts'
import { exemptAll, type Lifting, liftingOf } from './exempt.ts'
import { beganAt, type Gate, type GateInput, keptFor, openGate } from './gate.ts'
import { say } from './messages.ts'
import { overridden } from './overridden.ts'
import { withFollowUp } from './past-gate.ts'
import { comparedWith } from './shipped.ts'
import { type SinceNext, sinceNext } from './since-next.ts'
import type { Stand } from './stand.ts'
import { lock, turn, turnEnds } from './turn.ts'

/** What the policy says about one deployment at one instant. */
export interface GateEvaluation {
  /** One for each condition of its environment, then those of rules about deployments there. */
  decisions: readonly Decision[]
  /** It has ended, or was cancelled: nothing is said about it. */
  ended: boolean
  /** It went past its gate, and the decisions are about that instant; what is to be said of it where it should have waited. */
  past?: { said: string }
  /** Nothing but its turn is wanting, and turns are taken there. */
  ready: boolean
  /** It is its turn, and no other may be under way then. */
  claims: boolean
  /** Let through now, it keeps others waiting until then at the longest. */
  turnEndsAt?: Instant
  ships: Known<Shipping>
  /** The address of all that it ships. */
  whole?: string
  /** What it makes ready for the steps after it. */
  sinceNext: readonly SinceNext[]
  /** By pull request, the issues that it closes; only what is known. */
  closes: ReadonlyMap<SubjectKey, readonly SubjectKey[]>
  remember: readonly Memory[]
  missing: readonly FactRef[]
  reads: readonly string[]
  next?: Instant
}

/** Judges a deployment by the entries of its environment and by the rules about deployments there. Pure. */
export function judgeGate(input: GateInput): GateEvaluation {
  const reader = createFactReader(input.facts)
  const asked = openGate(input, reader)
  const ended = hasEnded(asked)
  const past = input.run.gated && !ended ? undefined : pastGateAt(asked)
  const gate = past === undefined ? asked : openGate(input, reader, past)
  const isJudged = !ended || past !== undefined
  const entries = isJudged ? entriesFor(input.policy, input.run.environment) : []
  const judged = [
    ...entries.map((entry) => judgeEntry(gate, entry)),
    ...(isJudged ? judgeRules(gate, input.policy) : []),
  ]
  const decisions = [
    ...judged.flatMap((one) => one.decisions),
    ...(isJudged ? lockOn(gate, entries, input) : []),
  ]
  const isReady = decisions.every((one) => one.mode !== 'enforce' || isKept(one))
  // Whose turn it was is not known any more.
  const turns = ended ? [] : entries.flatMap((entry) => turnIn(gate, entry))
  const all = [...decisions, ...turns]
  const ships = gate.shipped.all()
  const since = ended || input.run.answered ? [] : sinceNext(gate, input.policy)
  const next = earliest(...all.map((one) => one.next))
  const whole = comparedWith({ ...gate, to: gate.run.environment }, ships, reader)
  const turnEndsAt = turnEnds(gate, entries)
  return {
    decisions: all,
    ended,
    ready: isReady && turns.some(({ mode }) => mode === 'enforce'),
    claims:
      !ended && entries.some((entry) => entry.mode === 'enforce' && turn(gate, entry)?.verdict === 'pass'),
    ...(past === undefined ? {} : { past: { said: saidOf(gate, all) } }),
    ships,
    ...(whole === undefined ? {} : { whole }),
    sinceNext: since,
    closes: closesOf(gate, [ships, ...since.map((each) => each.ships)]),
    remember: onlyNew([...judged.flatMap(({ remember }) => remember), ...rememberedOf(gate)], input.memory),
    missing: reader.missing(),
    reads: reader.reads(),
    ...(turnEndsAt === undefined ? {} : { turnEndsAt }),
    ...(next === undefined ? {} : { next }),
  }
}

function saidOf({ run }: Gate, decisions: readonly Decision[]): string {
  const broken = decisions.find(
    ({ mode, old, verdict }) => mode === 'enforce' && !old && (verdict === 'fail' || verdict === 'wait'),
  )
  return say.pastGate(run, broken?.reason.what ?? '').trim()
}

/** What each file of the policy says about an environment; what several say holds together (D15). */
function entriesFor({ files }: Policy, name: string): Environment[] {
  return files.flatMap((names) => environmentIn(names, name) ?? []).filter(({ mode }) => mode !== 'off')
}

function isKept({ verdict }: Decision): boolean {
  return verdict === 'pass' || verdict === 'not-applicable'
}

interface Judged {
  decisions: readonly Decision[]
  remember: readonly Memory[]
}

function judgeEntry(gate: Gate, entry: Environment): Judged {
  const lifting = oncePer((of: Environment): Lifting => liftingOf(gate, of))
  const mayLift = (what: Liftable) => entry.hotfix.some(({ lifts }) => lifts.includes(what))
  const lifted = (what: Liftable) => {
    if (!mayLift(what)) return false
    const { lifts, truth } = lifting(entry)
    return truth === 'yes' && lifts.includes(what)
  }
  const decisions = conditions.flatMap((condition) => {
    const stand = condition.judge(gate, entry, lifted)
    if (!stand) return []
    const standing =
      stand.verdict !== 'pass' && mayLift(condition.name)
        ? underHotfix(stand, { gate, name: condition.name, lifting: lifting(entry) })
        : stand
    return [decisionFor(gate, entry, { key: conditionKeys[condition.name], stand: standing })]
  })
  const asked = entry.hotfix.length > 0 && decisions.some((one) => one.verdict !== 'pass')
  const remember = asked || mayLift('strict') ? lifting(entry).remember : []
  return { decisions, remember: [...remember, ...reviewsSeen(gate, entry)] }
}

/** A condition that is not kept, beside a hotfix that may lift it. */
function underHotfix(
  stand: Stand,
  { gate, name, lifting }: { gate: Gate; name: ConditionName; lifting: Lifting },
): Stand {
  const { askedOf, by, lifts, truth } = lifting
  if (!lifts.includes(name)) return stand
  const next = earliest(stand.next, lifting.next)
  const later = next === undefined ? {} : { next }
  if (truth === 'yes')
    return { verdict: 'pass', said: say.kept(say.lifted(conditionKeys[name], by)), lifted: true, ...later }
  if (truth === 'unknown') return { ...stand, verdict: 'unknown', ...later }
  if (!askedOf) return stand
  // An approval may still come, so nothing is rejected yet.
  const verdict = stand.verdict === 'fail' ? 'wait' : stand.verdict
  const asking = say.askApproval(peopleInWords(askedOf), gate.run.environment)
  return { ...stand, verdict, said: { ...stand.said, fix: `${stand.said.fix}${asking}`.trim() }, ...later }
}

function turnIn(gate: Gate, entry: Environment): Decision[] {
  const own = turn(gate, entry)
  if (!own) return []
  const mayLift = entry.hotfix.some(({ lifts }) => lifts.includes('oneAtATime'))
  const stand =
    own.verdict !== 'pass' && mayLift
      ? underHotfix(own, { gate, name: 'oneAtATime', lifting: liftingOf(gate, entry) })
      : own
  return [decisionFor(gate, entry, { key: conditionKeys.oneAtATime, stand })]
}

/** A lock is about the environment, whatever the file says of it: told under its first entry. */
function lockOn(gate: Gate, [first]: readonly Environment[], { policy, run }: GateInput): Decision[] {
  // A lock of everything is about environments without an entry, too.
  const [other] = environmentsOf(policy)
  const entry = first ?? (other && { ...other, id: `environments.${run.environment}` })
  const stand = entry && lock(gate, entry)
  return stand ? [decisionFor(gate, entry, { key: 'lock', stand })] : []
}

function decisionFor(
  { course, now, run }: Gate,
  { id, mode, since, source }: Environment,
  { key, stand }: { key: string; stand: Stand },
): Decision {
  const { lifted, next, quiet, said, seen = {}, verdict } = stand
  const inForce = since ?? course.since.get(commandsRule)?.from ?? 0
  return {
    rule: `${id}.${key}`,
    kind: 'environment',
    policy: source,
    mode,
    verdict,
    reason: { what: said.what, why: '', fix: said.fix, seen },
    wants: [],
    at: now,
    gates: true,
    ownCheck: false,
    ...(next === undefined ? {} : { next }),
    ...(quiet ? { quiet } : {}),
    ...(lifted ? { letThrough: lifted } : {}),
    ...(run.askedAt < inForce ? { old: true } : {}),
  }
}

function judgeRules(gate: Gate, { rules }: Policy): Judged[] {
  return rules.flatMap((rule) => {
    const found = findingFor(gate, rule)
    if (!found) return []
    const finding = withFollowUp(gate, rule, overridden(gate, rule, found))
    return [{ decisions: [decisionOf(gate.course, rule, finding)], remember: finding.remember }]
  })
}

/** Undefined where the rule is not about deployments to this environment. */
function findingFor(gate: Gate, rule: Rule): Finding | undefined {
  const { kind, mode, options } = rule
  const places = kind.deploysTo?.(options) ?? []
  if (mode === 'off' || kind.gate === undefined || !includesName(places, gate.run.environment))
    return undefined
  return kind.gate(
    createJudging(gate.course, rule),
    () => exemptAll(gate, rule),
    () => beganAt(gate),
  )
}

function closesOf(gate: Gate, shippings: readonly Known<Shipping>[]): GateEvaluation['closes'] {
  const named = shippings.flatMap((ships) => (ships.ok ? ships.value.pulls.slice(0, mostShippedNamed) : []))
  const pulls = new Set(named)
  return new Map(
    [...pulls].flatMap((pull) => {
      const issues = gate.shipped.closes(pull)
      return issues.ok ? [[pull, issues.value] as const] : []
    }),
  )
}

function rememberedOf({ shipped }: Gate): Memory[] {
  return shipped.remember().flatMap(({ key, memory }) => keptFor(memory, key))
}
