import type { Environment } from '../../core/environment.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { Query } from '../../core/query.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import { some, type Truth } from '../../core/truth.ts'
import { matchQuery } from '../../query/match-query.ts'
import { viewOn } from '../judging.ts'
import type { Gate } from './gate.ts'
import { type Said, say } from './messages.ts'
import type { Stand } from './stand.ts'

interface Match {
  truth: Truth
  next?: Instant
}

/** Every pull request that it ships, or an issue that one closes, matches; a commit without a pull request does not. */
export function requires(gate: Gate, environment: Environment): Stand | undefined {
  const query = environment.requires
  if (!query) return undefined
  const shipping = gate.shipped.all()
  if (!shipping.ok) return { verdict: 'unknown', said: say.unread('What it ships') }
  const { bare, pulls } = shipping.value
  if (bare.length > 0) return { verdict: 'wait', said: say.bare(bare) }
  if (pulls.length === 0) return { verdict: 'pass', said: say.kept(say.shipsNothing) }
  const matches = pulls.map((pull) => ({ pull, ...withIssues(gate, environment, { pull, query }) }))
  const next = earliest(...matches.map((match) => match.next))
  const later = next === undefined ? {} : { next }
  const wrong = matches.filter(({ truth }) => truth === 'no').map(({ pull }) => pull)
  const said = (verdict: Stand['verdict'], what: Said): Stand => ({ verdict, said: what, ...later })
  if (wrong.length > 0) return said('wait', say.notMatched(refs(gate, wrong), query.text))
  if (matches.some(({ truth }) => truth === 'unknown'))
    return said('unknown', say.unread(`Whether all it ships matches \`${query.text}\``))
  return said('pass', say.kept(say.matched(query.text)))
}

function withIssues(
  gate: Gate,
  environment: Environment,
  { pull, query }: { pull: SubjectKey; query: Query },
): Match {
  const own = matchShipped(gate, environment, { key: pull, query })
  if (own.truth === 'yes') return own
  const issues = gate.shipped.closes(pull)
  if (!issues.ok) return { ...own, truth: 'unknown' }
  const others = issues.value.map((key) => matchShipped(gate, environment, { key, query }))
  const next = earliest(own.next, ...others.map((other) => other.next))
  const truth = some([own.truth, ...others.map((other) => other.truth)])
  return { truth, ...(next === undefined ? {} : { next }) }
}

/** Whether one thing that it ships matches a query of the environment's file, without what was not allowed there (D4). */
export function matchShipped(
  gate: Gate,
  { names, timezone }: Pick<Environment, 'names' | 'timezone'>,
  { key, query }: { key: SubjectKey; query: Query },
): Match {
  const course = gate.shipped.course(key)
  if (!course.ok) return { truth: 'unknown' }
  const { item, history, unsure } = course.value.lawful
  return matchQuery(query, viewOn(course.value, { names, timezone }, { item, history, unsure, at: gate.now }))
}

/** As they are referred to in a text of the same repository. */
export function refs({ repo }: Pick<Gate, 'repo'>, keys: readonly SubjectKey[]): string[] {
  return keys.map((key) => (key.startsWith(itemKey(repo, 0).slice(0, -1)) ? key.slice(repo.length) : key))
}
