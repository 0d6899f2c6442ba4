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
 * none is said in the same look as the breach, after it, or while the clock stands still (D8). What was said stays said
 * until the clock stops.
 */
export function marksOf(judging: Judging<SlaOptions>, reading: Reading): Marks {
  const { now, options } = judging
  const isCounting = reading.state === 'running' && reading.breachedAt === undefined
  const occasions: Occasion[] = []
  const remember: Memory[] = []
  let past = false
  let next: Instant | undefined
  for (const mark of options.warn) {
    const at = markInstant(reading, mark)
    const isPast = at <= now
    if (isPast) past = true
    else if (isCounting) next = earliest(next, at)
    const cause = causeOf(judging, reading, mark)
    const said = saidAt(judging, cause)
    if (said !== undefined) occasions.push(occasionOf(judging, reading, { cause, at: said }))
    else if (isPast && isCounting) {
      if (!isSilent(judging, at)) remember.push(memoryOf(judging, cause, at))
      occasions.push(occasionOf(judging, reading, { cause, at }))
    }
  }
  return { occasions, remember, past, ...(next === undefined || next === never ? {} : { next }) }
}

/** While the item is snoozed nothing is said of what falls into that time. */
function isSilent({ snoozed }: Judging<SlaOptions>, at: Instant): boolean {
  return snoozed !== undefined && at >= snoozed.from
}

function saidAt({ memory }: Judging<SlaOptions>, cause: string): Instant | undefined {
  return memory.find(({ kind, key }) => kind === 'seen' && key === `warned@${cause}`)?.at
}

function memoryOf({ rule }: Judging<SlaOptions>, cause: string, at: Instant): Memory {
  return { rule: rule.id, kind: 'seen', key: `warned@${cause}`, value: 'yes', at }
}

const never = Number.POSITIVE_INFINITY

/** Not moved forward to an opening; never before the goal that it is a part of; never where there is no goal. */
function markInstant(reading: Reading, mark: Mark): Instant {
  const { length, counts } = reading
  if (length === undefined || !counts) return never
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
