import type { Reason, Verdict } from '../../core/decision.ts'
import type { ConditionName, Environment, Liftable } from '../../core/environment.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { quoted } from '../../core/words.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { formatLocal } from '../../time/local.ts'
import { printLength } from '../../time/parse.ts'
import { createJudging } from '../judging.ts'
import { handsOverAt, isOneOf } from '../people.ts'
import { deploymentsThere, namesIn, passedBefore } from './chain.ts'
import { type Gate, scopeIn } from './gate.ts'
import { type Said, say } from './messages.ts'
import { requires } from './requires.ts'
import { staysOf } from './stays.ts'

/** How one condition of an environment stands. `fail`: nothing mends it any more. */
export interface Stand {
  verdict: Verdict
  said: Said
  next?: Instant
  seen?: Reason['seen']
}

export interface Condition {
  name: ConditionName
  /** Undefined where the environment does not ask for it. */
  judge(gate: Gate, environment: Environment, lifted: (what: Liftable) => boolean): Stand | undefined
}

export function stand(verdict: Verdict, said: Said, next?: Instant): Stand {
  return { verdict, said, ...(next === undefined ? {} : { next }) }
}

/** What environments ask for, in the order in which it is told; whose turn it is comes after all of it. */
export const conditions: readonly Condition[] = [
  { name: 'by', judge: by },
  { name: 'after', judge: after },
  { name: 'soak', judge: soak },
  { name: 'window', judge: window },
  { name: 'checks', judge: checks },
  { name: 'requires', judge: requires },
  { name: 'blockedBy', judge: blockedBy },
]

/** Who began the run may deploy; writing there, which starting one takes anyway, is enough for `everyone`. */
function by(gate: Gate, environment: Environment): Stand | undefined {
  const people = environment.by
  if (people.some(({ who }) => who === 'everyone')) return undefined
  const starter = starterOf(gate)
  if (starter === 'unread' || starter === undefined) return stand('unknown', say.nobodyKnown())
  const scope = scopeIn(gate, environment)
  const truth = isOneOf(scope, people, starter)
  const next = handsOverAt(scope, people)
  if (truth === 'yes') return stand('pass', say.kept(say.theirs(starter)), next)
  if (truth === 'unknown') return stand('unknown', say.unread(`Whether ${starter} may deploy here`), next)
  return stand('fail', say.notTheirs(starter, peopleInWords(people)))
}

/** The run's triggering actor; the deployment's creator where the run does not say. */
export function starterOf({ reader, repo, run }: Gate): string | 'unread' | undefined {
  if (!run.gated) return run.creator
  const state = reader.read('run', `${repo}/${run.number}`)
  if (!state.ok) return 'unread'
  return state.value.actor ?? run.creator
}

function after(gate: Gate, environment: Environment, lifted: (what: Liftable) => boolean): Stand | undefined {
  const before = environment.after
  if (!before) return undefined
  const lax = !environment.strict || lifted('strict')
  const { truth, missing } = passedBefore(gate, environment, lax)
  if (truth === 'yes') return stand('pass', say.kept(say.passedBefore(namesIn(before))))
  const { sha } = gate.run
  if ('any' in before && truth === 'no') return stand('wait', say.notPassedAny(sha, before.any))
  // What is known to be wanting is said, whatever else could not be read.
  if (missing.length > 0) return stand('wait', say.notPassed(sha, missing, !lax))
  return stand('unknown', say.unread(`Whether ${sha.slice(0, 7)} runs in ${quoted(namesIn(before))}`))
}

/** The longest stay without a break counts; two short ones are not one long one. */
function soak(gate: Gate, environment: Environment): Stand | undefined {
  const { after: before, soak: length, timezone } = environment
  if (length === undefined || !before) return undefined
  const each = namesIn(before).map((name) => soakedIn(gate, name, environment))
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
  const { verdict, reason, next } = rule.kind.gate(createJudging(gate.course, rule), () => ({
    truth: 'no',
    remember: [],
  }))
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

/** Counting what matches in a repository is asked for elsewhere: until it can be, it is not known (D14). */
function blockedBy(_gate: Gate, { blockedBy: query }: Environment): Stand | undefined {
  return query && stand('unknown', say.unread(`What matches \`${query.text}\``))
}
