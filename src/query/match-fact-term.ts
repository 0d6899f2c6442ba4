import type { CheckState, Review } from '../core/fact.ts'
import { earliest } from '../core/instant.ts'
import { includesName, type Login, sameName } from '../core/item.ts'
import type { QueryTerm } from '../core/query.ts'
import { type Known, known, some, type Truth, truthOf } from '../core/truth.ts'
import { matchField } from './match-field.ts'
import { isPresent, negatedFor, type Run, whether } from './match-item-term.ts'
import { numberMatches } from './match-number.ts'
import { pathsMatcher } from './match-path.ts'
import { knownTimeTest } from './match-time.ts'
import { type Ask, answer, answerUntil } from './query-answer.ts'

/** Terms for which facts are read: people, files, reviews, checks, other items. */
export const factTerms: Readonly<Record<string, (term: QueryTerm) => Run>> = {
  author: (term) => people(term, ({ view: { item } }) => known(item.author ? [item.author] : [])),
  assignee: (term) => people(term, ({ view }) => known(view.item.assignees)),
  commenter: (term) => people(term, ({ view }) => view.commenters()),
  updated: (term) => knownTimeTest(term, ({ view }) => view.updatedAt()),
  active: (term) => knownTimeTest(term, ({ view }) => view.lastActive()),
  comments: (term) =>
    whether(({ view }) => fromKnown(view.commentCount(), (count) => truthOf(numberMatches(term, count)))),
  review: (term) => ofPull(term, ({ view }) => view.reviews(), hasReviews),
  status: (term) => ofPull(term, ({ view }) => view.checks(), hasStatus),
  check: (term) => ofPull(term, ({ view }) => view.checks(), hasCheck),
  path: (term) => paths(term),
  linked: (term) =>
    whether(({ view }) =>
      fromKnown(view.linked(), (related) =>
        truthOf(related.some(({ isPull }) => term.values.includes(isPull ? 'pr' : 'issue'))),
      ),
    ),
  no: (term) =>
    whether((ask) => some(term.values.map((value) => negatedFor('no', presence(term, value, ask))))),
  has: (term) => whether((ask) => some(term.values.map((value) => presence(term, value, ask)))),
  deployed: (term) => whether(({ view }) => someLazily(term.values, (value) => view.deployed(value))),
  step: (term) => whether(({ view }) => someLazily(term.values, (value) => view.step(value))),
  rule: (term) => whether(({ view }) => someLazily(term.values, (value) => view.rule(value))),
  sla: (term) => sla(term),
  field: (term) => (ask) => matchField(term, ask),
}

/** The truth of what was read; what could not be read is unknown. */
function fromKnown<T>(fact: Known<T>, decide: (value: T) => Truth): Truth {
  return fact.ok ? decide(fact.value) : 'unknown'
}

/** Asks one value after the other, and no more once one is yes. */
function someLazily(values: readonly string[], ask: (value: string) => Truth): Truth {
  let truth: Truth = 'no'
  for (const value of values) {
    const one = ask(value)
    if (one === 'yes') return 'yes'
    if (one === 'unknown') truth = 'unknown'
  }
  return truth
}

/** Until a rotation among those who are meant hands over, where there is somebody to ask about. */
function people(term: QueryTerm, read: (ask: Ask) => Known<readonly Login[]>): Run {
  return (ask) => {
    const logins = read(ask)
    if (!logins.ok) return answer('unknown')
    const nexts = logins.value.length === 0 ? [] : term.values.map((ref) => ask.view.handsOver?.(ref))
    return answerUntil(somebody(term, ask, logins.value), earliest(...nexts))
  }
}

/** Whether one of these logins is meant by one of the term's references. */
function somebody(term: QueryTerm, ask: Ask, logins: readonly Login[]): Truth {
  if (logins.length === 0) return 'no'
  return someLazily(term.values, (ref) => {
    if (ref === '*') return 'yes'
    if (ref === '@this') return truthOf(logins.some((login) => includesName(ownPeople(term, ask), login)))
    return someLazily(logins, (login) => ask.view.person(ref, login))
  })
}

function ownPeople(term: QueryTerm, { self }: Ask): readonly Login[] {
  if (term.qualifier === 'assignee') return self.assignees
  return self.author === undefined ? [] : [self.author]
}

/** What only a pull request has; on an issue it is no, and nothing is read. */
function ofPull<T>(
  term: QueryTerm,
  read: (ask: Ask) => Known<T>,
  decide: (term: QueryTerm, fact: T, ask: Ask) => boolean | Truth,
): Run {
  return whether((ask) => {
    if (!ask.view.item.pull) return 'no'
    return fromKnown(read(ask), (fact) => {
      const decided = decide(term, fact, ask)
      return typeof decided === 'boolean' ? truthOf(decided) : decided
    })
  })
}

function hasReviews(term: QueryTerm, reviews: readonly Review[], { view }: Ask): boolean {
  const { author = '', state } = view.item
  const others = reviews.filter((review) => !sameName(review.author, author))
  const standing = reviewsStand(others)
  return term.values.some((value) => {
    if (value === 'none') return others.length === 0
    if (value === 'required') return standing === undefined && state === 'open'
    return value === standing
  })
}

/** Everybody's newest opinion: one request for changes outweighs approvals; remarks change nothing, a dismissal takes back. */
export function reviewsStand(reviews: readonly Review[]): 'approved' | 'changes_requested' | undefined {
  const opinions = new Map<string, Review['state']>()
  for (const { author, state } of reviews.toSorted((a, b) => a.at - b.at)) {
    if (state !== 'commented') opinions.set(author.toLowerCase(), state)
  }
  const states = [...opinions.values()]
  if (states.includes('changes_requested')) return 'changes_requested'
  return states.includes('approved') ? 'approved' : undefined
}

function hasStatus(term: QueryTerm, checks: readonly CheckState[]): boolean {
  // On GitHub what was skipped passes.
  const states = checks
    .filter(({ own }) => !own)
    .map(({ state }) => (state === 'skipped' ? 'success' : state))
  const worst = (['failure', 'pending', 'success'] as const).find((state) => states.includes(state))
  return worst !== undefined && term.values.includes(worst)
}

function hasCheck(term: QueryTerm, checks: readonly CheckState[], { view }: Ask): Truth {
  const named = checks.filter(({ own, name }) => !own && sameName(name, term.name ?? ''))
  if (named.length === 0) return view.checksAreWhole() === 'yes' ? 'no' : 'unknown'
  return truthOf(named.some(({ state }) => term.values.includes(state)))
}

function paths(term: QueryTerm): Run {
  const matches = pathsMatcher(term.values, { anyCase: !term.isExact })
  return ofPull(
    term,
    ({ view }) => view.files(),
    (_, files) => files.some(matches),
  )
}

function presence(term: QueryTerm, value: string, ask: Ask): Truth {
  const { view } = ask
  switch (value) {
    case 'project':
      return view.hasProject()
    case 'parent':
      return fromKnown(view.parent(), (parent) => truthOf(parent !== undefined))
    case 'sub-issue':
      return fromKnown(view.subIssues(), (subIssues) => truthOf(subIssues.length > 0))
    case 'field':
      return fromKnown(view.field(term.name ?? ''), (values) =>
        truthOf(values.some((text) => text.trim() !== '')),
      )
    default:
      return isPresent(value, ask) ?? 'no'
  }
}

function sla(term: QueryTerm): Run {
  return ({ view }) => {
    const states = term.values.map((value) => view.sla(value === 'breached' ? 'breached' : 'at-risk'))
    const truth = some(states.map((state) => state.truth))
    const nexts = states.flatMap(({ next }) => (next === undefined ? [] : [next]))
    return nexts.length === 0 ? answer(truth) : answerUntil(truth, Math.min(...nexts))
  }
}
