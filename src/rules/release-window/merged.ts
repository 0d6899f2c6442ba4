import type { Finding, Memory, Want } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { isLifted } from '../../core/override.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { decideRunning, decideWindows } from '../../time/window.ts'
import { finding, reason } from '../finding.ts'
import { windowsNamed } from '../windows-named.ts'
import { hotfixApprovalAt, type ReleaseWindowOptions } from './hotfix-approval.ts'
import { say } from './messages.ts'

type Window = Judging<ReleaseWindowOptions>

/**
 * A pull request that has been merged is judged as of that instant, once (D3): the windows move on, what happened does
 * not. What slipped through while they were closed is a violation. Undefined while it is not merged.
 */
export function judgeMerged(judging: Window): Finding | undefined {
  if (!judging.item.pull?.merged) return undefined
  const { rule, inForce } = judging
  const merged = judging.history.findLast(({ what }) => what === 'merged')
  const at = merged?.at ?? judging.item.closedAt ?? judging.now
  if (at < inForce) return finding({ verdict: 'not-applicable', reason: reason(rule, say.mergedBefore()) })
  const { standing, remember } = standingAt(judging, at)
  switch (standing) {
    case 'in time':
      return finding({ verdict: 'pass', reason: reason(rule, say.mergedInTime()), remember })
    case 'let through':
      return finding({
        verdict: 'pass',
        reason: reason(rule, say.mergedLawfully(judging.local(at))),
        remember,
      })
    case 'unknown':
      return finding({ verdict: 'unknown', reason: reason(rule, say.mergedUnknown()), remember })
    default:
      return late(judging, { at, merged, remember })
  }
}

const ruled = ['in time', 'let through', 'late'] as const
type Standing = (typeof ruled)[number] | 'unknown'

function standingAt(judging: Window, at: Instant): { standing: Standing; remember: readonly Memory[] } {
  const key = 'merged'
  const kept = judging.memory.find((memory) => memory.kind === 'ruling' && memory.key === key)
  const before = ruled.find((standing) => standing === kept?.value)
  if (before) return { standing: before, remember: [] }
  const { standing, remember } = ruleOn(judging, at)
  if (standing === 'unknown') return { standing, remember }
  const ruling: Memory = { rule: judging.rule.id, kind: 'ruling', key, value: standing, at: judging.now }
  return { standing, remember: [...remember, ruling] }
}

function ruleOn(judging: Window, at: Instant): { standing: Standing; remember: readonly Memory[] } {
  const { options, history } = judging
  const windows = windowsNamed(judging.names, options.window)
  if (decideWindows(windows, at).open) return { standing: 'in time', remember: [] }
  // What stood in the queue while they were open may finish where they say so.
  const queued = queuedAt(history, at)
  const began = queued !== undefined && decideWindows(windows, queued).open
  if (decideRunning(windows, began, at) || isLifted(judging.commands, at))
    return { standing: 'let through', remember: [] }
  const { truth, remember } = hotfixApprovalAt(judging, at)
  const standings = { yes: 'let through', no: 'late', unknown: 'unknown' } as const
  return { standing: standings[truth], remember }
}

/** What the queue merges leaves it in that moment: GitHub tells that it left as well, and not always why. */
const leavesMerging = 60_000

/** Since when what was merged then had stood in the queue; undefined where it did not stand there, or was taken out before. */
function queuedAt(history: readonly Entry[], at: Instant): Instant | undefined {
  const last = history.findLast(
    (entry) =>
      (entry.what === 'queued' && entry.at <= at) ||
      (entry.what === 'dequeued' && entry.at < at - leavesMerging),
  )
  return last?.what === 'queued' ? last.at : undefined
}

function late(
  judging: Window,
  { at, merged, remember }: { at: Instant; merged: Entry | undefined; remember: readonly Memory[] },
): Finding {
  const { denying } = decideWindows(windowsNamed(judging.names, judging.options.window), at)
  const reasons = denying.flatMap(({ because }) => because ?? [])
  const said = say.mergedLate(judging.local(at), reasons)
  const cause = merged?.id ?? 'merged'
  const want: Want = {
    want: 'act',
    key: `${judging.rule.id}:${cause}:violation`,
    act: { act: 'violation', what: said.what },
    firm: false,
    began: at,
    cause,
  }
  return finding({
    verdict: 'fail',
    reason: reason(judging.rule, said),
    wants: [want],
    since: { at, cause },
    remember,
  })
}
