import type { Memory } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { some, type Truth } from '../../core/truth.ts'
import { approvalsOf, isAuthor } from '../approvals.ts'

interface Hotfix {
  when: Query
  'approved-by': readonly PeopleRef[]
}

export interface ReleaseWindowOptions {
  window: readonly string[]
  deployments: readonly string[]
  releases: readonly string[]
  hotfix: readonly Hotfix[]
}

interface Approval {
  truth: Truth
  by?: string
  /** Who could approve what is a hotfix already. */
  askedOf?: readonly PeopleRef[]
  next?: Instant
  /** Since when it is a hotfix, where only Reeve's own looks can tell. */
  remember: readonly Memory[]
}

/** A label alone lifts nothing: somebody entitled, not the author, agreed after the item became a hotfix. */
export function hotfixApproval(judging: Judging<ReleaseWindowOptions>): Approval {
  let result: Approval = { truth: 'no', remember: [] }
  for (const [index, fix] of judging.options.hotfix.entries()) {
    const found = approvalOf(judging, fix, `hotfix ${index}`)
    const next = earliest(result.next, found.next)
    const askedOf = result.askedOf ?? found.askedOf
    result = {
      truth: some([result.truth, found.truth]),
      remember: [...result.remember, ...found.remember],
      ...(found.by === undefined ? {} : { by: found.by }),
      ...(askedOf === undefined ? {} : { askedOf }),
      ...(next === undefined ? {} : { next }),
    }
    if (found.truth === 'yes') return result
  }
  return result
}

function approvalOf(judging: Judging<ReleaseWindowOptions>, fix: Hotfix, question: string): Approval {
  // Asked also while it is no hotfix, so that an approval from before it becomes one again does not count.
  const { spans, remember } = judging.spans(fix.when, question)
  const { truth: applies, next } = judging.match(fix.when)
  const basis = { remember, ...(next === undefined ? {} : { next }) }
  if (applies !== 'yes') return { ...basis, truth: applies }
  const since = spans.findLast(({ truth }) => truth === 'yes')?.from ?? judging.now
  const { given, complete } = approvalsOf(judging)
  const entitled = given
    .filter(({ login, at }) => at >= since && !isAuthor(judging, login))
    .map(({ login }) => ({ login, truth: judging.isOneOf(fix['approved-by'], login) }))
  const by = entitled.find(({ truth }) => truth === 'yes')?.login
  if (by !== undefined) return { ...basis, truth: 'yes', by }
  const unsure = !complete || entitled.some(({ truth }) => truth === 'unknown')
  return { ...basis, truth: unsure ? 'unknown' : 'no', askedOf: fix['approved-by'] }
}
