import type { Memory, Occasion } from '../../core/decision.ts'
import { earliest, formatInstant, type Instant } from '../../core/instant.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { openTimeOf } from '../../time/due.ts'
import { markOf, type Reading } from './clock.ts'
import type { Mark } from './mark.ts'
import { say } from './messages.ts'
import type { SlaOptions } from './options.ts'

export interface Marks {
  occasions: readonly Occasion[]
  remember: readonly Memory[]
  /** Whether any mark has been passed: at risk from the first of them on. */
  past: boolean
  next?: Instant
}

/**
 * Warnings on the way. A mark that had already gone by when the clock started or its goal changed is said then, and
 * none is said in the same look as the breach (D8).
 */
export function marksOf(judging: Judging<SlaOptions>, reading: Reading): Marks {
  const { now, options } = judging
  const occasions: Occasion[] = []
  const remember: Memory[] = []
  let past = false
  let next: Instant | undefined
  for (const mark of options.warn) {
    const at = markInstant(reading, mark)
    if (at === undefined) continue
    if (at > now) {
      if (reading.state === 'running' && Number.isFinite(at)) next = earliest(next, at)
      continue
    }
    past = true
    const cause = causeOf(judging, reading, mark)
    const said = judging.memory.some(({ kind, key }) => kind === 'seen' && key === `warned@${cause}`)
    if (reading.breachedAt !== undefined && !said) continue
    const isSilent = judging.snoozed !== undefined && at >= judging.snoozed.from
    if (!said && !isSilent)
      remember.push({ rule: judging.rule.id, kind: 'seen', key: `warned@${cause}`, value: 'yes', at: now })
    occasions.push(occasionOf(judging, reading, { cause, at }))
  }
  return { occasions, remember, past, ...(next === undefined ? {} : { next }) }
}

/** Not moved forward to an opening; never before the goal that it is a part of. */
function markInstant(reading: Reading, mark: Mark): Instant | undefined {
  const { length, counts } = reading
  if (length === undefined || !counts) return undefined
  const gone =
    'percent' in mark ? (length * mark.percent) / 100 : length - openTimeOf(counts, reading.start, mark.left)
  const at = markOf(reading, Math.max(0, gone))
  return Math.max(at, reading.goalSince)
}

/** Once for each mark of a clock; a goal that starts anew has marks of its own. */
function causeOf(judging: Judging<SlaOptions>, reading: Reading, mark: Mark): string {
  const again = judging.options['on-change'] === 'restart' ? `/${formatInstant(reading.start)}` : ''
  return `${reading.cause}/warn ${mark.text}${again}`
}

function occasionOf(
  judging: Judging<SlaOptions>,
  reading: Reading,
  { cause, at }: { cause: string; at: Instant },
): Occasion {
  const { clock } = judging.options
  const name = typeof clock === 'string' ? clock : { reached: clock.text }
  const said =
    reading.due === undefined ? say.running(name, undefined) : say.atRisk(name, judging.local(reading.due))
  return {
    actions: judging.options['on-warn'],
    cause,
    at,
    reminds: true,
    texts: { reason: said.what, ...(reading.due === undefined ? {} : { due: reading.due }) },
  }
}
