import type { FactReader } from '../core/fact.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { type Item, isBot, type Login, sameName } from '../core/item.ts'
import type { PeopleRef } from '../core/people.ts'
import type { Names } from '../core/policy.ts'
import { ownerIn } from '../core/subject.ts'
import { type Known, known, some, type Truth, truthOf, unknown } from '../core/truth.ts'
import { fieldOf, loginsIn } from './fields.ts'

/** What is needed to tell who people are: the names of the rule's file, the item, the facts, the instant. */
export interface PeopleScope {
  names: Names
  item: Item
  facts: FactReader
  now: Instant
}

const writers = ['admin', 'maintain', 'write']

/** Names under people may name each other; a circle is a problem of the policy and ends here at the latest. */
const deepest = 8

/** People as they are named now: names and rotations followed, teams and logins left as they are. */
export function unfold(scope: PeopleScope, people: readonly PeopleRef[], depth = 0): readonly PeopleRef[] {
  if (depth > deepest) return []
  return people.flatMap((ref): readonly PeopleRef[] => {
    if (ref.who !== 'name') return [ref]
    const entry = scope.names.people.get(ref.name)
    if (!entry) return [{ who: 'login', login: ref.name }]
    const named = entry.entry === 'list' ? entry.people : onDuty(entry.rotation, scope.now)
    return unfold(scope, named, depth + 1)
  })
}

function onDuty(
  rotation: { on(at: Instant): { who: readonly PeopleRef[] }; backup: readonly PeopleRef[] },
  at: Instant,
) {
  const { who } = rotation.on(at)
  return who.length > 0 ? who : rotation.backup
}

/** Whoever stands in for those of these people who take turns. */
export function backupsOf(scope: PeopleScope, people: readonly PeopleRef[], depth = 0): readonly PeopleRef[] {
  if (depth > deepest) return []
  return people.flatMap((ref): readonly PeopleRef[] => {
    const entry = ref.who === 'name' ? scope.names.people.get(ref.name) : undefined
    if (entry?.entry === 'rotation') return entry.rotation.backup
    return entry ? backupsOf(scope, entry.people, depth + 1) : []
  })
}

/** When a rotation among these people hands over next. */
export function handsOverAt(
  scope: PeopleScope,
  people: readonly PeopleRef[],
  depth = 0,
): Instant | undefined {
  if (depth > deepest) return undefined
  let next: Instant | undefined
  for (const ref of people) {
    const entry = ref.who === 'name' ? scope.names.people.get(ref.name) : undefined
    if (!entry) continue
    if (entry.entry === 'rotation') next = earliest(next, entry.rotation.on(scope.now).until)
    const named = entry.entry === 'rotation' ? onDuty(entry.rotation, scope.now) : entry.people
    next = earliest(next, handsOverAt(scope, named, depth + 1))
  }
  return next
}

/** Whether somebody is one of these people. A team that could not be read is unknown, never no. */
export function isOneOf(scope: PeopleScope, people: readonly PeopleRef[], login: Login): Truth {
  return some(unfold(scope, people).map((ref) => isThis(scope, ref, login)))
}

function isThis(scope: PeopleScope, ref: PeopleRef, login: Login): Truth {
  switch (ref.who) {
    case 'login':
      return truthOf(isSameLogin(ref.login, login))
    case 'team':
      return memberOf(scope, ref.team, login)
    case 'author':
      return truthOf(scope.item.author !== undefined && sameName(scope.item.author, login))
    case 'assignees':
      return truthOf(scope.item.assignees.some((other) => sameName(other, login)))
    case 'everyone': {
      const permission = scope.facts.read('permission', `${scope.item.repo}/${login}`)
      return permission.ok ? truthOf(writers.includes(permission.value)) : 'unknown'
    }
    case 'field': {
      const named = fieldPeople(scope, ref.field)
      return named.ok ? truthOf(named.value.some((other) => sameName(other, login))) : 'unknown'
    }
    case 'name':
      return 'no'
    default:
      return ref satisfies never
  }
}

/** GitHub's webhooks name a team in lower case, however a policy writes it. */
function keyOf(team: string): string {
  return team.toLowerCase()
}

function memberOf(scope: PeopleScope, team: string, login: Login): Truth {
  const members = scope.facts.read('team', keyOf(team))
  if (members.ok) return truthOf(members.value.some((member) => sameName(member, login)))
  // A team that cannot be listed may still be known to have, or not to have, this member.
  const member = scope.facts.read('member', `${keyOf(team)}/${login}`)
  return member.ok ? truthOf(member.value) : 'unknown'
}

/** Bots as people are written `app/<slug>` (D21) and act as `<slug>[bot]`. */
function actsAs(written: string): Login {
  const app = /^app\/(.+)$/i.exec(written)
  return app?.[1] ? `${app[1]}[bot]` : written
}

export function isSameLogin(written: string, login: Login): boolean {
  return sameName(actsAs(written), login)
}

function fieldPeople(scope: PeopleScope, field: string): Known<readonly Login[]> {
  const named = fieldOf(scope.facts, scope.item, field)
  return named.ok ? known(named.value.flatMap(loginsIn)) : named
}

/** Everybody named, as logins without doubles, in the order they are written. */
export function everybody(scope: PeopleScope, people: readonly PeopleRef[]): Known<readonly Login[]> {
  const found: Login[] = []
  for (const ref of unfold(scope, people)) {
    const logins = loginsOf(scope, ref)
    if (!logins.ok) return logins
    for (const login of logins.value) if (!found.some((other) => sameName(other, login))) found.push(login)
  }
  return known(found)
}

function loginsOf(scope: PeopleScope, ref: PeopleRef): Known<readonly Login[]> {
  switch (ref.who) {
    case 'login':
      return known([actsAs(ref.login)])
    case 'team':
      return scope.facts.read('team', keyOf(ref.team))
    case 'author':
      return known(scope.item.author ? [scope.item.author] : [])
    case 'assignees':
      return known(scope.item.assignees)
    case 'field':
      return fieldPeople(scope, ref.field)
    case 'everyone':
      return unknown('everyone is nobody in particular')
    case 'name':
      return known([])
    default:
      return ref satisfies never
  }
}

/** How people are mentioned: a team by its handle where GitHub knows it by that, everybody else by login. */
export function mentionsOf(scope: PeopleScope, people: readonly PeopleRef[]): Known<readonly string[]> {
  const found: string[] = []
  for (const ref of unfold(scope, people)) {
    const mentions = mentionsIn(scope, ref)
    if (!mentions.ok) return mentions
    found.push(...mentions.value)
  }
  return known([...new Set(found)])
}

function mentionsIn(scope: PeopleScope, ref: PeopleRef): Known<readonly string[]> {
  if (ref.who === 'team') return known(teamMentions(scope, ref.team))
  const logins = loginsOf(scope, ref)
  // A bot reads no mention.
  return logins.ok ? known(logins.value.filter((login) => !isBot(login)).map((login) => `@${login}`)) : logins
}

/**
 * GitHub makes a link of `@acme/qa`, and tells its members, in repositories of `acme` only; elsewhere they are told one by
 * one (D11), as far as they are known.
 */
function teamMentions({ facts, item }: PeopleScope, team: string): readonly string[] {
  const isHere = sameName(ownerIn(team), ownerIn(item.repo))
  const members = isHere ? undefined : facts.read('team', keyOf(team))
  const logins = members?.ok ? members.value.filter((login) => !isBot(login)) : []
  return logins.length > 0 ? logins.map((login) => `@${login}`) : [`@${team}`]
}

/** The same, without what is known to reach nobody: a team without members, a login that nobody has, or nobody any more. */
export function reachedAmong(scope: PeopleScope, people: readonly PeopleRef[]): Known<readonly string[]> {
  return mentionsOf(
    scope,
    unfold(scope, people).filter((ref) => !isKnownGone(scope, ref)),
  )
}

function isKnownGone({ facts }: PeopleScope, ref: PeopleRef): boolean {
  if (ref.who === 'team') {
    const members = facts.read('team', keyOf(ref.team))
    return members.ok ? members.value.every(isBot) : members.lasting === true
  }
  if (ref.who !== 'login' || isBot(actsAs(ref.login))) return false
  const there = facts.read('reachable', ref.login.toLowerCase())
  return there.ok && !there.value
}
