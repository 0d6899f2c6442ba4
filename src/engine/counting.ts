import type { Counted, Member, Membership } from '../core/counting.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { oncePer } from '../core/once-per.ts'
import type { Names, Policy } from '../core/policy.ts'
import type { Query, QueryNode } from '../core/query.ts'
import { noItem } from '../core/run.ts'
import { itemKey, parseSubject, type SubjectKey } from '../core/subject.ts'
import { all, type Truth } from '../core/truth.ts'
import { needsOpen } from '../query/compare-queries.ts'
import { type Match, matchNode } from '../query/match-query.ts'
import { partsByThis } from '../query/this-terms.ts'
import type { Course } from './evaluate.ts'
import { environmentRules, environmentsOf } from './gate/environments.ts'
import { viewOn } from './judging.ts'
import { createView } from './view.ts'

/** A question about all issues and pull requests of a repository, in the words of the file it is written in. */
interface Counting {
  /** Names rule and question: what is kept under it is about this very text. */
  of: string
  query: Query
  names: Names
  timezone: string
}

/** Every question of a policy that counts (D14): all of its items answer them whenever they are judged. */
const countingsOf = oncePer((policy: Policy): readonly Counting[] => [
  ...[...policy.rules, ...environmentRules(policy)].flatMap(({ id, kind, mode, options, names, timezone }) =>
    mode === 'off'
      ? []
      : (kind.counts?.(options) ?? []).map((query) => ({ of: nameOf(id, query), query, names, timezone })),
  ),
  ...environmentsOf(policy).flatMap(({ id, blockedBy: query, names, timezone }) =>
    query ? [{ of: nameOf(id, query), query, names, timezone }] : [],
  ),
])

function nameOf(rule: string, { text }: Query): string {
  return `${rule}/${text}`
}

/** Whether the item that is judged is among those that each question counts, as far as that does not depend on who asks. */
export function memberships(course: Course): {
  counts: readonly Omit<Membership, 'since'>[]
  next: Instant | undefined
} {
  const countings = countingsOf(course.policy)
  let next: Instant | undefined
  const counts = countings.map(({ of, query, names, timezone }) => {
    const match = matchLawful(course, partsByThis(query).plain, { names, timezone })
    next = earliest(next, match.next)
    return { of, truth: match.truth }
  })
  return { counts, next }
}

type File = Pick<Counting, 'names' | 'timezone'>

function matchLawful(course: Course, node: QueryNode, file: File): Match {
  const { item, history, unsure } = course.lawful
  return matchNode(node, viewOn(course, file, { item, history, unsure, at: course.now }), item)
}

/** What matches a rule's question in the whole repository, the item that asks included where one does. */
export function countOf(course: Course, rule: File & { id: string }, query: Query): Counted {
  const { item } = course.lawful
  const of = `${item.repo}/${nameOf(rule.id, query)}`
  const census = course.reader.read('count', of)
  // Whoever waits for others to answer, and nobody else, is woken once all of them have.
  if (census.ok && census.value.open === 'unread') course.reader.read('count-unread', of)
  const asked: { key: SubjectKey; match: Match }[] = []
  if (item.number !== noItem)
    asked.push({ key: itemKey(item.repo, item.number), match: matchLawful(course, query.root, rule) })
  if (census.ok)
    asked.push(
      ...census.value.members.map((member) => ({
        key: member.key,
        match: matchMember(course, rule, { query, member }),
      })),
    )
  const isRead =
    census.ok && census.value.open === 'whole' && (census.value.closedIsWhole || needsOpen(query))
  const next = earliest(...asked.map(({ match }) => match.next))
  return {
    matching: inOrder(asked.flatMap(({ key, match }) => (match.truth === 'yes' ? [key] : []))),
    isWhole: isRead && asked.every(({ match }) => match.truth !== 'unknown'),
    ...(next === undefined ? {} : { next }),
  }
}

function inOrder(keys: readonly SubjectKey[]): SubjectKey[] {
  return keys.toSorted((a, b) => numberOf(a) - numberOf(b))
}

function numberOf(key: SubjectKey): number {
  const subject = parseSubject(key)
  return subject?.kind === 'item' ? subject.number : 0
}

/** What a member said of itself counts; what depends on who asks, and what nobody has asked it yet, is asked now. */
function matchMember(course: Course, file: File, { query, member }: { query: Query; member: Member }): Match {
  const { asking } = partsByThis(query)
  const open = member.truth === 'unjudged' ? query.root : asking
  if (open === undefined) return { truth: member.truth === 'yes' ? 'yes' : 'unknown' }
  const found = matchHeld(course, file, { key: member.key, node: open })
  const said: Truth = member.truth === 'unjudged' ? 'yes' : member.truth
  return { ...found, truth: all([said, found.truth]) }
}

/** Another item as it is held; how the rules stand there is not known here. */
function matchHeld(course: Course, file: File, { key, node }: { key: string; node: QueryNode }): Match {
  const found = course.reader.read('issue', key)
  if (!found.ok) return { truth: 'unknown' }
  const self: Item = course.lawful.item
  const view = createView({
    ...found.value,
    unsureLabels: [],
    now: course.now,
    timezone: file.timezone,
    names: file.names,
    facts: course.reader,
    app: course.app,
    sla: () => ({ truth: 'unknown' }),
  })
  return matchNode(node, view, self)
}
