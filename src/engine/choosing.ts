import { isBot, type Login } from '../core/item.ts'
import type { Choice, HowMany, PeopleRef } from '../core/people.ts'
import type { Rule } from '../core/policy.ts'
import { compareText } from '../core/subject.ts'
import { type Known, known } from '../core/truth.ts'
import { backupsOf, everybody, handsOverAt, type PeopleScope, unfold } from './people.ts'

/** Who gives work to whom, and how. */
export interface Choosing {
  rule: Pick<Rule, 'id' | 'owner'> & Partial<Pick<Rule, 'was'>>
  people: readonly PeopleRef[]
  pick: HowMany
  /** Whether GitHub lets somebody be assigned. */
  isAssignable(login: Login): Known<boolean>
}

/** Whether GitHub can assign somebody where the item is. */
export function isAssignableIn({ facts, item }: PeopleScope): (login: Login) => Known<boolean> {
  return (login) => facts.read('assignable', `${item.repo}/${login}`)
}

/** GitHub's limit. */
const mostAssignees = 10

/** Whose turn it is. Where that reaches nobody it goes on to the people's backup, then to the rule's owner (D22). */
export function choose(choosing: Choosing, scope: PeopleScope): Known<Choice> {
  const passedOver: Login[] = []
  for (const people of fallbacks(choosing.rule, choosing.people, scope)) {
    const chosen = chooseAmong({ ...choosing, people }, scope)
    if (!chosen.ok) return chosen
    passedOver.push(...chosen.value.passedOver)
    if (chosen.value.logins.length > 0) return known({ logins: chosen.value.logins, passedOver })
  }
  const until = handsOverAt(scope, choosing.people)
  return known({ logins: [], passedOver, ...(until === undefined ? {} : { until }) })
}

/** These people, then whoever stands in for those of them who take turns, then the rule's owner (D22). */
export function fallbacks(
  rule: Pick<Rule, 'owner'>,
  people: readonly PeopleRef[],
  scope: PeopleScope,
): (readonly PeopleRef[])[] {
  return [people, backupsOf(scope, people), rule.owner]
}

/** Of a team or list one member, the next in turn; of whom GitHub cannot assign none. */
function chooseAmong(choosing: Choosing, scope: PeopleScope): Known<Choice> {
  const named = unfold(scope, choosing.people)
  const everyone = everybody(scope, choosing.people)
  if (!everyone.ok) return everyone
  // GitHub assigns people only.
  const logins = everyone.value.filter((login) => !isBot(login))
  const isOneByOne = named.length === 1 && named[0]?.who !== 'team'
  const takesAll = choosing.pick === 'all' || isOneByOne || logins.length <= 1
  const inTurn = takesAll ? known(logins) : inOrderOfTurns(choosing, scope, logins)
  if (!inTurn.ok) return inTurn
  return firstOf(inTurn.value, takesAll ? mostAssignees : 1, choosing.isAssignable)
}

/** The first so many of those who can be assigned, and whoever was passed over on the way. */
function firstOf(
  logins: readonly Login[],
  most: number,
  isAssignable: (login: Login) => Known<boolean>,
): Known<Choice> {
  const chosen: Login[] = []
  const passedOver: Login[] = []
  // Facts are asked for together, for each time of asking costs a round; but mostly the first will do.
  const askAll = () => {
    for (const login of logins) isAssignable(login)
  }
  if (most > 1) askAll()
  for (const login of logins) {
    if (chosen.length === most) break
    const answer = isAssignable(login)
    if (!answer.ok) return answer
    if (answer.value) chosen.push(login)
    else if (passedOver.push(login) === 1) askAll()
  }
  return known({ logins: chosen, passedOver })
}

/** Whoever has the fewest open issues first, where that is asked; then whom this rule gave work least recently; then by login. */
function inOrderOfTurns(
  { pick, rule }: Choosing,
  { facts, item }: PeopleScope,
  logins: readonly Login[],
): Known<readonly Login[]> {
  const turns: Record<Login, number> = {}
  for (const id of [rule.id, ...(rule.was ?? [])]) {
    const given = facts.read('turns', `${item.repo}/${id}`)
    if (!given.ok) return given
    for (const [login, at] of Object.entries(given.value)) turns[login] = Math.max(turns[login] ?? 0, at)
  }
  const loads = pick === 'least-loaded' ? facts.read('loads', item.repo) : known({})
  if (!loads.ok) return loads
  const load = folded(loads.value)
  const turn = folded(turns)
  return known(
    [...logins].sort(
      (a, b) => load(a) - load(b) || turn(a) - turn(b) || compareText(a.toLowerCase(), b.toLowerCase()),
    ),
  )
}

/** A figure for each login, whatever its case; none is nought. */
function folded(figures: Readonly<Record<Login, number>>): (login: Login) => number {
  const known = new Map(Object.entries(figures).map(([login, figure]) => [login.toLowerCase(), figure]))
  return (login) => known.get(login.toLowerCase()) ?? 0
}
