import { z } from 'zod'
import type { Finding } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Exemption, Judging, RuleKind } from '../../core/rule-kind.ts'
import { decideRunning, decideWindows } from '../../time/window.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { windowsNamed } from '../windows-named.ts'
import { hear, hotfixApproval, type ReleaseWindowOptions } from './hotfix-approval.ts'
import { judgeMerged } from './merged.ts'
import { say } from './messages.ts'
import { judgeReleases } from './releases.ts'
import { type Standing, standingOf } from './standing.ts'

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

export const releaseWindow: RuleKind<ReleaseWindowOptions> = {
  name: 'release-window',
  summary: 'Nothing merges, deploys or is released while a window is closed.',
  phase: 'rule',
  gates: true,
  options,
  without: ['grace'],
  needs: ['reviews'],
  evaluate,
  evaluateRepo: judgeReleases,
  exempts: hotfixApproval,
  heedsReleases: ({ releases }) => releases.length > 0,
  deploysTo: ({ deployments }) => deployments,
  gate: (judging, exempt, began) =>
    mayFinish(judging, began) ??
    decide(judging, judging.options.hotfix.length > 0 ? exempt : () => notExempt),
  listens: ({ hotfix: fixes }) =>
    fixes.map((fix) => ({ command: 'approve', by: fix['approved-by'], when: fix.when }) as const),
  hear,
}

function evaluate(judging: Judging<ReleaseWindowOptions>): Finding {
  const { rule, item } = judging
  if (!item.pull) {
    return finding({
      verdict: 'not-applicable',
      reason: reason(rule, { what: 'This is no pull request.', fix: '' }),
    })
  }
  return judgeMerged(judging) ?? decide(judging, () => hotfixApproval(judging))
}

/** A run that began while the windows allowed it goes on past their edge, where all that deny say so. */
function mayFinish(judging: Judging<ReleaseWindowOptions>, began: () => Instant): Finding | undefined {
  const windows = windowsNamed(judging.names, judging.options.window)
  const { changes, denying } = decideWindows(windows, judging.now)
  if (denying.length === 0 || denying.some((window) => !window.mayFinish)) return undefined
  const at = began()
  if (!decideRunning(windows, decideWindows(windows, at).open, judging.now)) return undefined
  const said = say.mayFinish(judging.local(at))
  return finding({
    verdict: 'pass',
    reason: reason(judging.rule, said),
    ...(changes === undefined ? {} : { next: changes }),
  })
}

const notExempt: Exemption = { truth: 'no', remember: [] }

/** One decision for a pull request, a merge group and a deployment, and with it when it opens again. */
function decide(judging: Judging<ReleaseWindowOptions>, exempt: () => Exemption): Finding {
  const { rule } = judging
  const standing = standingOf(judging)
  if (standing.open) {
    const { closes, next } = standing
    const edge = closes === undefined ? undefined : judging.local(closes)
    return finding({
      verdict: 'pass',
      reason: reason(rule, say.open(edge)),
      ...(next === undefined ? {} : { next }),
    })
  }
  const approval = exempt()
  const changes = earliest(standing.opens, approval.next)
  const remember = [...approval.remember, ...standing.remember]
  const later = { remember, ...(changes === undefined ? {} : { next: changes }) }
  switch (approval.truth) {
    case 'yes':
      return finding({ verdict: 'pass', reason: reason(rule, say.hotfix(approval.by ?? '')), ...later })
    case 'unknown':
      return finding({ verdict: 'unknown', reason: reason(rule, say.unknown()), ...later })
    default:
      return finding({ ...waiting(judging, standing, approval), ...later })
  }
}

function waiting(
  judging: Judging<ReleaseWindowOptions>,
  { from, opens, denying }: Extract<Standing, { open: false }>,
  { askedOf }: Exemption,
): Pick<Finding, 'verdict' | 'reason' | 'mayFinish'> {
  const closed = {
    from: from === undefined ? undefined : judging.local(from),
    opens: opens === undefined ? undefined : judging.local(opens),
    reasons: denying.flatMap(({ because }) => because ?? []),
  }
  const said = askedOf ? say.hotfixWaits(closed, peopleInWords(askedOf)) : say.closed(closed)
  return {
    verdict: 'wait',
    reason: reason(judging.rule, said, { windows: judging.options.window }),
    ...(denying.every(({ mayFinish }) => mayFinish) ? { mayFinish: true as const } : {}),
  }
}
