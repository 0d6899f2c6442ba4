import type { Spoken } from '../../core/commands.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { Exemption, Judging, Ruling } from '../../core/rule-kind.ts'
import { some } from '../../core/truth.ts'
import { approvalsOf, counts, hearApproval, isAuthor } from '../approvals.ts'

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

/** A label alone lifts nothing: somebody entitled, not the author, agreed after the item became a hotfix. */
export function hotfixApproval(judging: Judging<ReleaseWindowOptions>): Exemption {
  return hotfixApprovalAt(judging, judging.now)
}

/** The same as it stood at an instant: what was agreed to later does not count. */
export function hotfixApprovalAt(judging: Judging<ReleaseWindowOptions>, until: Instant): Exemption {
  let result: Exemption = { truth: 'no', remember: [] }
  for (const [index, fix] of judging.options.hotfix.entries()) {
    const found = approvalOf(judging, fix, { index, until })
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

function approvalOf(
  judging: Judging<ReleaseWindowOptions>,
  fix: Hotfix,
  { index, until }: { index: number; until: Instant },
): Exemption {
  // Asked also while it is no hotfix, so that an approval from before it becomes one again does not count.
  const { spans, remember } = judging.spans(fix.when, `hotfix ${index}`)
  const was = spans.filter(({ from }) => from <= until)
  const { truth: applies, next } =
    until < judging.now ? { truth: was.at(-1)?.truth ?? 'no' } : judging.match(fix.when)
  const basis = { remember, ...(next === undefined ? {} : { next }) }
  if (applies !== 'yes') return { ...basis, truth: applies }
  const since = was.findLast(({ truth }) => truth === 'yes')?.from ?? judging.now
  const { given, complete } = approvalsOf(judging)
  const entitled = given
    .filter(({ login, at }) => at >= since && at <= until && !isAuthor(judging, login))
    .map((one) => ({ login: one.login, truth: counts(judging, one, wayOf(fix, index)) }))
  const by = entitled.find(({ truth }) => truth === 'yes')?.login
  if (by !== undefined) return { ...basis, truth: 'yes', by }
  const unsure = !complete || entitled.some(({ truth }) => truth === 'unknown')
  return { ...basis, truth: unsure ? 'unknown' : 'no', askedOf: fix['approved-by'] }
}

function wayOf(fix: Hotfix, index: number) {
  return { name: String(index), by: fix['approved-by'] }
}

/** `/reeve approve` while it is a hotfix, by somebody named there who is not its author. */
export function hear(judging: Judging<ReleaseWindowOptions>, command: Spoken): Ruling | undefined {
  if (command.name !== 'approve' || !judging.item.pull) return undefined
  const ways = judging.options.hotfix.map((fix, index) => ({
    ...wayOf(fix, index),
    applies: judging.match(fix.when).truth,
  }))
  return hearApproval(judging, command, { ways, notAuthor: true })
}
