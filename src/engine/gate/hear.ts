import { unquoted } from '../../core/commands.ts'
import type { Environment } from '../../core/environment.ts'
import { type Item, sameName } from '../../core/item.ts'
import { type EnvironmentLock, newestLock } from '../../core/lock.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Policy, Rule } from '../../core/policy.ts'
import { itemKey } from '../../core/subject.ts'
import { all } from '../../core/truth.ts'
import type { CommandRuling, HeardCommand } from '../commands/heard.ts'
import type { Hearing } from '../commands/hearing.ts'
import { say } from '../commands/messages.ts'
import { puzzled, refused, scopeOf, unmetBy } from '../commands/who-may.ts'
import type { Course } from '../evaluate.ts'
import { isOneOf } from '../people.ts'
import { environmentIn, environmentsOf } from './environments.ts'

/** What an approval on a pull request may mean for where it is to be deployed: each rule with the words as it hears them. */
export function approvalsAsked({ course, spoken }: Hearing): { rule: Rule; spoken: Hearing['spoken'] }[] {
  if (spoken.name !== 'approve' || !course.lawful.item.pull) return []
  const about = unquoted(spoken.about)
  const here = { ...spoken, about: '', args: '' }
  return environmentsOf(course.policy).flatMap((entry) => {
    const { checklist, hotfix, signOff } = entry
    const isNamed = about !== '' && isFor(course.policy, entry, about)
    const hotfixes = hotfix.flatMap(({ approval }) => approval ?? [])
    const agreeing = isNamed && signOff ? [signOff] : []
    const asked = about === '' || isNamed ? [...agreeing, ...hotfixes] : []
    return [
      ...asked.map((rule) => ({ rule, spoken: here })),
      ...(checklist && !isNamed ? [{ rule: checklist.own, spoken }] : []),
    ]
  })
}

function isFor({ files }: Policy, entry: Environment, name: string): boolean {
  return (
    files.some((names) => environmentIn(names, name) === entry) && (entry.name !== '*' || /^\S+$/.test(name))
  )
}

/** `lock <environment> [why]`, `unlock <environment>`: whoever may deploy there (D16). */
export function ruleOnLock(hearing: Hearing): CommandRuling {
  const { course, spoken } = hearing
  const { policy } = course
  const known = environmentsOf(policy).map(({ name }) => name)
  if (known.length === 0) return puzzled(say.nothingUsesIt(spoken.name))
  const named = nameIn(spoken.about, known)
  if (named === undefined) return puzzled(say.whichEnvironment(spoken.name, known))
  const { environment, rest } = named
  const entries = policy.files.flatMap((names) => environmentIn(names, environment) ?? [])
  if (environment !== '*' && entries.length === 0) return puzzled(say.unknownEnvironment(environment, known))
  const refusal = refusalFor(hearing, environment === '*' ? environmentsOf(policy) : entries)
  if (refusal) return refusal
  const other = spoken.name === 'lock' ? lockOfAnother(hearing, environment) : undefined
  if (other === 'unread') return refused(say.unreadable(spoken.by))
  if (other) return refused(say.alreadyLocked(other.by, environment))
  const because = spoken.because ?? (rest === '' ? undefined : rest)
  return { ruling: 'allowed', rules: [], environment, ...(because === undefined ? {} : { because }) }
}

/** Nobody takes a lock over: it is taken off first, so that whoever holds it sees it go. */
function lockOfAnother(
  { before, course, spoken }: Hearing,
  environment: string,
): EnvironmentLock | 'unread' | undefined {
  const { repo } = course.lawful.item
  const kept = course.reader.read('locks', repo)
  if (!kept.ok) return 'unread'
  const locks = [...kept.value, ...locksAmong(before.commands, course.lawful.item)]
  const standing = newestLock(
    locks.filter((lock) => sameName(lock.environment, environment) && lock.at <= spoken.at),
  )
  return standing?.locked && !sameName(standing.by, spoken.by) ? standing : undefined
}

/** An environment's name may have spaces; what stands after it is the reason. */
function nameIn(about: string, known: readonly string[]): { environment: string; rest: string } | undefined {
  const text = unquoted(about)
  const found = known.find(
    (name) =>
      name !== '*' && sameName(text.slice(0, name.length), name) && /^(?:\s|$)/.test(text.slice(name.length)),
  )
  const [first = ''] = text.split(/\s+/)
  const environment = found ?? first
  return environment === '' ? undefined : { environment, rest: text.slice(environment.length).trim() }
}

function refusalFor(hearing: Hearing, entries: readonly Environment[]): CommandRuling | undefined {
  const { course, spoken } = hearing
  const own = course.policy.files.findLast(({ commands }) => commands.has(spoken.name))
  const by = own?.commands.get(spoken.name)?.by
  const truth = by
    ? isOneOf(scopeOf(hearing, own), by, spoken.by)
    : all(entries.map((entry) => isOneOf(scopeOf(hearing, entry.names), entry.by, spoken.by)))
  if (truth === 'unknown') return refused(say.unreadable(spoken.by))
  if (truth === 'no') return refused(say.notTheirs(peopleInWords(by ?? entries.flatMap((entry) => entry.by))))
  return unmetBy(hearing, own ?? course.policy.names)
}

/** Locks that were set or taken off by commands first heard now: what has to be recorded. */
export function locksOf({ lawful }: Course): EnvironmentLock[] {
  return locksAmong(
    lawful.commands.filter(({ isNew }) => isNew),
    lawful.item,
  )
}

function locksAmong(
  commands: readonly HeardCommand[],
  { number, repo }: Pick<Item, 'number' | 'repo'>,
): EnvironmentLock[] {
  return commands.flatMap(({ ruling, spoken }): EnvironmentLock[] => {
    if (ruling.ruling !== 'allowed' || ruling.environment === undefined) return []
    const { at, by, cause, name } = spoken
    const { because: why, environment } = ruling
    const subject = itemKey(repo, number)
    return [
      { subject, environment, locked: name === 'lock', by, at, cause, ...(why === undefined ? {} : { why }) },
    ]
  })
}
