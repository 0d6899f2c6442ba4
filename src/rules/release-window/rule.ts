import { z } from 'zod'
import { commandsIn } from '../../core/commands.ts'
import type { Finding } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import type { Truth } from '../../core/truth.ts'
import { decideWindows } from '../../time/window.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { peopleInWords } from '../people-in-words.ts'
import { windowsNamed } from '../windows-named.ts'
import { say } from './messages.ts'

interface Hotfix {
  when: Query
  'approved-by': readonly PeopleRef[]
}

interface Options {
  window: readonly string[]
  deployments: readonly string[]
  releases: readonly string[]
  hotfix: readonly Hotfix[]
}

const hotfix = z.strictObject({
  when: keys.query().meta({ description: 'On the pull request, or on every one it ships.' }),
  'approved-by': keys
    .people()
    .meta({ description: 'One of them, not the author, approved it after the label came.' }),
})

const options = z.strictObject({
  window: keys
    .windows()
    .meta({ description: 'While these are closed a pull request waits and a merge group fails.' }),
  deployments: keys
    .names('environment')
    .default([])
    .meta({ description: 'Deployments to these environments too.' }),
  releases: keys
    .oneOrMany(keys.plain())
    .default([])
    .meta({ description: 'Releases and tags like these too: recorded, for GitHub lets nobody stop them.' }),
  hotfix: keys.oneOrMany(hotfix).default([]).meta({ description: 'What passes while the window is closed.' }),
})

export const releaseWindow: RuleKind<Options> = {
  name: 'release-window',
  summary: 'Nothing merges, deploys or is released while a window is closed.',
  phase: 'rule',
  gates: true,
  options,
  without: ['grace'],
  needs: ['reviews'],
  evaluate,
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, item } = judging
  if (!item.pull) {
    return finding({
      verdict: 'not-applicable',
      reason: reason(rule, { what: 'This is no pull request.', fix: '' }),
    })
  }
  const windows = windowsNamed(judging.names, options.window)
  const answer = decideWindows(windows, judging.now)
  const next = answer.changes === undefined ? {} : { next: answer.changes }
  const edge = answer.changes === undefined ? undefined : judging.local(answer.changes)
  if (answer.open) return finding({ verdict: 'pass', reason: reason(rule, say.open(edge)), ...next })
  const reasons = answer.denying.flatMap(({ because }) => because ?? [])
  const approval = hotfixApproval(judging)
  const changes = earliest(answer.changes, approval.next)
  const later = changes === undefined ? {} : { next: changes }
  switch (approval.truth) {
    case 'yes':
      return finding({ verdict: 'pass', reason: reason(rule, say.hotfix(approval.by ?? '')), ...later })
    case 'unknown':
      return finding({ verdict: 'unknown', reason: reason(rule, say.unknown()), ...later })
    default: {
      const said = approval.askedOf
        ? say.hotfixWaits(edge, reasons, peopleInWords(approval.askedOf))
        : say.closed(edge, reasons)
      return finding({
        verdict: 'wait',
        reason: reason(rule, said, { windows: windows.map(({ name }) => name) }),
        ...later,
      })
    }
  }
}

interface Approval {
  truth: Truth
  by?: string
  /** Who could approve what is a hotfix already. */
  askedOf?: readonly PeopleRef[]
  next?: Instant
}

/** A label alone lifts nothing: somebody entitled, not the author, agreed after the item became a hotfix. */
function hotfixApproval(judging: Judging<Options>): Approval {
  let result: Approval = { truth: 'no' }
  for (const [index, fix] of judging.options.hotfix.entries()) {
    const applies = judging.match(fix.when)
    const next = earliest(result.next, applies.next)
    const found: Approval =
      applies.truth === 'yes' ? approvalOf(judging, fix, `hotfix ${index}`) : { truth: applies.truth }
    if (found.truth === 'yes') return found
    result = {
      truth: found.truth === 'unknown' || result.truth === 'unknown' ? 'unknown' : 'no',
      ...(result.askedOf ? { askedOf: result.askedOf } : found.askedOf ? { askedOf: found.askedOf } : {}),
      ...(next === undefined ? {} : { next }),
    }
  }
  return result
}

function approvalOf(judging: Judging<Options>, fix: Hotfix, question: string): Approval {
  const since =
    judging.spans(fix.when, question).spans.findLast(({ truth }) => truth === 'yes')?.from ?? judging.now
  let unsure = false
  for (const { login, at } of agreements(judging, () => {
    unsure = true
  })) {
    if (at < since || (judging.item.author !== undefined && sameName(login, judging.item.author))) continue
    const entitled = judging.isOneOf(fix['approved-by'], login)
    if (entitled === 'yes') return { truth: 'yes', by: login }
    if (entitled === 'unknown') unsure = true
  }
  return { truth: unsure ? 'unknown' : 'no', askedOf: fix['approved-by'] }
}

/** Approving reviews and `/reeve approve` comments, oldest first. */
function agreements(
  judging: Judging<Options>,
  unread: () => void,
): readonly { login: string; at: Instant }[] {
  const commands = judging.history.flatMap((entry) =>
    entry.actor !== undefined && commandsIn(entry).some(({ name, args }) => name === 'approve' && args === '')
      ? [{ login: entry.actor, at: entry.at }]
      : [],
  )
  const reviews = judging.facts.read('reviews', itemKey(judging.item.repo, judging.item.number))
  if (!reviews.ok) unread()
  const approving = reviews.ok ? newestReviews(reviews.value).filter(({ state }) => state === 'approved') : []
  return [...commands, ...approving.map(({ author, at }) => ({ login: author, at }))].sort(
    (a, b) => a.at - b.at,
  )
}

/** The newest review of each person that approves, refuses or was dismissed: a remark takes no approval back. */
function newestReviews<R extends { author: string; state: string; at: Instant }>(reviews: readonly R[]): R[] {
  const newest = new Map<string, R>()
  for (const review of [...reviews].sort((a, b) => a.at - b.at)) {
    if (review.state !== 'commented') newest.set(review.author.toLowerCase(), review)
  }
  return [...newest.values()]
}
