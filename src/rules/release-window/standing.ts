import type { ReleaseWindow, WindowAnswer } from '../../core/calendar.ts'
import type { Memory } from '../../core/decision.ts'
import { formatInstant, type Instant, parseInstant } from '../../core/instant.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { decideWindows } from '../../time/window.ts'
import { windowsNamed } from '../windows-named.ts'
import type { ReleaseWindowOptions } from './hotfix-approval.ts'

/** How a rule's windows stand for one subject. */
export type Standing =
  /** `next`: when to look again; before it closes, where that takes time. */
  | { open: true; closes: Instant | undefined; next: Instant | undefined }
  /** `from`: where it was told ahead, when it really closes. */
  | {
      open: false
      from: Instant | undefined
      opens: Instant | undefined
      denying: readonly ReleaseWindow[]
      remember: readonly Memory[]
    }

/**
 * How the windows stand now, or will so soon that a thousand checks have to begin to turn (D18): none may be green once they
 * are closed. What was told so ahead stays told, whatever becomes of the lead. Nothing opens ahead.
 */
export function standingOf(judging: Judging<ReleaseWindowOptions>): Standing {
  const { now } = judging
  const windows = windowsNamed(judging.names, judging.options.window)
  const answer = decideWindows(windows, now)
  if (!answer.open) return { ...closed(answer), from: toldFrom(judging, windows, answer), remember: [] }
  const closes = answer.changes
  if (closes === undefined) return { open: true, closes, next: undefined }
  const lead = leadBefore(judging, windows, closes)
  if (closes - now > lead.ms && !wasTold(judging, closes)) {
    // Long before, nobody knows how many there will be.
    const before = closes - now > lead.atMost ? lead.atMost : lead.ms
    return { open: true, closes, next: closes - before }
  }
  const told: Memory = { rule: judging.rule.id, kind: 'ruling', key: keyOf(closes), value: 'told', at: now }
  return { ...closed(decideWindows(windows, closes)), from: closes, remember: [told] }
}

/** What is open for a moment only is not closed for all of it: then the checks turn when it closes. */
function leadBefore(
  { lead }: Judging<ReleaseWindowOptions>,
  windows: readonly ReleaseWindow[],
  closes: Instant,
) {
  return decideWindows(windows, closes - 2 * lead.ms).open ? lead : { ...lead, ms: 0 }
}

function closed({ changes, denying }: WindowAnswer) {
  return { open: false as const, opens: changes, denying }
}

const ahead = 'ahead of '

function keyOf(closes: Instant): string {
  return `${ahead}${formatInstant(closes)}`
}

function wasTold({ memory }: Judging<ReleaseWindowOptions>, closes: Instant): boolean {
  return memory.some(({ kind, key }) => kind === 'ruling' && key === keyOf(closes))
}

/** When it closed, where that was told ahead of this very time: the words stay as they are. */
function toldFrom(
  { memory, now }: Judging<ReleaseWindowOptions>,
  windows: readonly ReleaseWindow[],
  { changes }: WindowAnswer,
): Instant | undefined {
  const edges = memory
    .filter(({ kind, key }) => kind === 'ruling' && key.startsWith(ahead))
    .map(({ key }) => parseInstant(key.slice(ahead.length)) ?? Number.POSITIVE_INFINITY)
    .filter((edge) => edge <= now)
  const last = edges.length === 0 ? undefined : Math.max(...edges)
  if (last === undefined) return undefined
  const then = decideWindows(windows, last)
  return !then.open && then.changes === changes ? last : undefined
}
