import { z } from 'zod'
import type { Finding } from '../../core/decision.ts'
import { earliest } from '../../core/instant.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Exemption, Judging, RuleKind } from '../../core/rule-kind.ts'
import { decideWindows } from '../../time/window.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { windowsNamed } from '../windows-named.ts'
import { hear, hotfixApproval, type ReleaseWindowOptions } from './hotfix-approval.ts'
import { judgeMerged } from './merged.ts'
import { say } from './messages.ts'
import { judgeReleases } from './releases.ts'

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
  gate: (judging, exempt) => decide(judging, judging.options.hotfix.length > 0 ? exempt : () => notExempt),
  listens: ({ hotfix: fixes }) =>
    fixes.map((fix) => ({ command: 'approve', by: fix['approved-by'] }) as const),
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

const notExempt: Exemption = { truth: 'no', remember: [] }

/** One decision for a pull request, a merge group and a deployment, and with it when it opens again. */
function decide(judging: Judging<ReleaseWindowOptions>, exempt: () => Exemption): Finding {
  const { rule, options } = judging
  const windows = windowsNamed(judging.names, options.window)
  const answer = decideWindows(windows, judging.now)
  const next = answer.changes === undefined ? {} : { next: answer.changes }
  const edge = answer.changes === undefined ? undefined : judging.local(answer.changes)
  if (answer.open) return finding({ verdict: 'pass', reason: reason(rule, say.open(edge)), ...next })
  const reasons = answer.denying.flatMap(({ because }) => because ?? [])
  const approval = exempt()
  const changes = earliest(answer.changes, approval.next)
  const later = { remember: approval.remember, ...(changes === undefined ? {} : { next: changes }) }
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
        ...(answer.denying.every(({ mayFinish }) => mayFinish) ? { mayFinish: true as const } : {}),
        ...later,
      })
    }
  }
}
