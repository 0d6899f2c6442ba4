import type { Verdict } from '../../core/decision.ts'
import type { ConditionName, Environment, Liftable } from '../../core/environment.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { quoted } from '../../core/words.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { formatLocal } from '../../time/local.ts'
import { printLength } from '../../time/parse.ts'
import { countOf } from '../counting.ts'
import { createJudging } from '../judging.ts'
import { isOneOf } from '../people.ts'
import { signedOff, ticked } from './agreed.ts'
import { deploymentsThere, namesIn, passedBefore, passedThrough } from './chain.ts'
import { beganAt, type Gate, scopeIn, starterOf } from './gate.ts'
import { say } from './messages.ts'
import { refs, requires } from './requires.ts'
import { type Stand, stand } from './stand.ts'
import { staysOf } from './stays.ts'

type Judge = (gate: Gate, environment: Environment, lifted: (what: Liftable) => boolean) => Stand | undefined

/**
 * What environments ask for, in the order in which it is told, each undefined where an environment does not; whose turn it
 * is comes after all of it.
 */
const judges: Readonly<Record<Exclude<ConditionName, 'oneAtATime'>, Judge>> = {
  by,
  after,
  soak,
  window,
  checks,
  requires,
  blockedBy,
  checklist: ticked,
  signOff: signedOff,
}

export const conditions = Object.entries(judges).map(([name, judge]) => ({
  name: name as ConditionName,
  judge,
}))

/** Who began the run may deploy; writing there, which starting one takes anyway, is enough for `everyone`. */
function by(gate: Gate, environment: Environment): Stand | undefined {
  const people = environment.by
  if (people.some(({ who }) => who === 'everyone')) return undefined
  const starter = starterOf(gate, gate.run)
  if (starter === 'unread' || starter === undefined) return stand('unknown', say.nobodyKnown())
  // Whoever was on then began it rightly, however long it waits.
  const truth = isOneOf({ ...scopeIn(gate, environment), now: beganAt(gate) }, people, starter)
  if (truth === 'yes') return stand('pass', say.kept(say.theirs(starter)))
  if (truth === 'unknown') return stand('unknown', say.unread(`Whether ${starter} may deploy here`))
  return stand('fail', say.notTheirs(starter, peopleInWords(people)))
}

function after(gate: Gate, environment: Environment, lifted: (what: Liftable) => boolean): Stand | undefined {
  const before = environment.after
  if (!before) return undefined
  const lax = !environment.strict || lifted('strict')
  const { truth, missing } = passedBefore(gate, environment, lax)
  if (truth === 'yes') return stand('pass', say.kept(say.passedBefore(namesIn(before))))
  const { sha } = gate.run
  if ('any' in before && truth === 'no') return stand('wait', say.notPassedAny(sha, before.any, missing))
  // What is known to be wanting is said, whatever else could not be read.
  if (missing.length > 0) return stand('wait', say.notPassed(sha, missing, !lax))
  return stand('unknown', say.unread(`Whether ${sha.slice(0, 7)} runs in ${quoted(namesIn(before))}`))
}

/** The longest stay without a break counts; two short ones are not one long one, nor does one elsewhere than on its way count. */
function soak(gate: Gate, environment: Environment, lifted: (what: Liftable) => boolean): Stand | undefined {
  const { after: before, soak: length, timezone } = environment
  if (length === undefined || !before) return undefined
  const isAnyWay = 'all' in before || lifted('after')
  const lax = !environment.strict || lifted('strict')
  const each = namesIn(before).map((name) => {
    const soaked = soakedIn(gate, name, environment)
    if (isAnyWay || soaked.verdict !== 'pass') return soaked
    const passed = passedThrough(gate, environment, name, lax)
    return passed === 'yes' ? soaked : { verdict: passed === 'no' ? ('wait' as const) : ('unknown' as const) }
  })
  const needed = 'all' in before ? each : each.filter(({ verdict }) => verdict === 'pass').slice(0, 1)
  const judged = needed.length > 0 ? needed : each
  const where = namesIn(before)
  const next = 'all' in before ? latest(judged) : earliest(...judged.map((one) => one.next))
  const worst = (['wait', 'unknown'] as const).find((verdict) =>
    judged.some((one) => one.verdict === verdict),
  )
  const said = printLength(length)
  if (worst === undefined) return stand('pass', say.kept(say.soaked(said, where)))
  if (worst === 'unknown') return stand('unknown', say.unread(`How long it has run in ${quoted(where)}`))
  const until = next === undefined ? undefined : formatLocal(next, timezone)
  return stand('wait', say.soaking(said, where, until), next)
}

/** When the last of those that still wait will have waited long enough; undefined where one of them never will. */
function latest(judged: readonly { verdict: Verdict; next?: Instant }[]): Instant | undefined {
  const waiting = judged.filter(({ verdict }) => verdict === 'wait')
  const ends = waiting.flatMap(({ next }) => next ?? [])
  return ends.length < waiting.length || ends.length === 0 ? undefined : Math.max(...ends)
}

function soakedIn(
  gate: Gate,
  name: string,
  { soak: length, timezone }: Environment,
): { verdict: 'pass' | 'wait' | 'unknown'; next?: Instant } {
  const deployments = deploymentsThere(gate, name)
  if (!deployments.ok || length === undefined) return { verdict: 'unknown' }
  const ends = staysOf(deployments.value, gate.run.sha).map(({ from, to }) => ({
    at: due(always(timezone), from, length),
    to,
  }))
  if (ends.some(({ at, to }) => at <= Math.min(to ?? gate.now, gate.now))) return { verdict: 'pass' }
  const next = earliest(...ends.filter(({ to }) => to === undefined).map(({ at }) => at))
  return { verdict: 'wait', ...(next === undefined ? {} : { next }) }
}

function window(gate: Gate, { window: rule }: Environment): Stand | undefined {
  if (rule?.kind.gate === undefined) return undefined
  const { verdict, reason, next } = rule.kind.gate(
    createJudging(gate.course, rule),
    () => ({ truth: 'no', remember: [] }),
    () => beganAt(gate),
  )
  return { ...stand(verdict, reason, next), seen: reason.seen }
}

function checks(gate: Gate, { checks: names }: Environment): Stand | undefined {
  if (names.length === 0) return undefined
  const key = `${gate.repo}@${gate.run.sha}`
  const there = gate.reader.read('checks', key)
  const succeeded = (name: string) =>
    there.ok && there.value.some((each) => !each.own && sameName(each.name, name) && each.state === 'success')
  const wanting = names.filter((name) => !succeeded(name))
  if (wanting.length === 0) return stand('pass', say.kept(say.checked(names)))
  const told = there.ok && wanting.every((name) => there.value.some((each) => sameName(each.name, name)))
  if (told) return stand('wait', say.notChecked(wanting))
  const whole = there.ok ? gate.reader.read('checks-whole', key) : there
  return whole.ok && whole.value
    ? stand('wait', say.notChecked(wanting))
    : stand('unknown', say.unread(`The checks of ${gate.run.sha.slice(0, 7)}`))
}

/** What is open in the repository is counted, whatever this deployment ships (D14). */
function blockedBy({ course, repo }: Gate, environment: Environment): Stand | undefined {
  const query = environment.blockedBy
  if (!query) return undefined
  const { isWhole, matching, next } = countOf(course, environment, query)
  if (matching.length > 0) return stand('wait', say.blocked(refs({ repo }, matching), query.text), next)
  if (!isWhole) return stand('unknown', say.unread(`What matches \`${query.text}\``), next)
  return stand('pass', say.kept(say.notBlocked(query.text)), next)
}
