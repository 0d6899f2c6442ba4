import type { Entry, EntryDetail, EntryKind } from '../../src/core/history.ts'
import { entryKinds } from '../../src/core/history.ts'
import { formatInstant, type Instant, parseInstant } from '../../src/core/instant.ts'
import type { Item } from '../../src/core/item.ts'
import { keptOfText } from '../../src/core/mentions.ts'
import { addEntry, type Past } from '../../src/core/past.ts'
import { anItem } from './item.ts'

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const firstMonday = Date.parse('2026-01-05T00:00:00Z')
const dayMilliseconds = 24 * 60 * 60 * 1000

/** `Mon 10:00` (of the week of Monday 2026-01-05), `2026-01-14 10:00`, `2026-01-14T10:00:00Z`; in UTC, seconds may be written. */
export function on(text: string): Instant {
  const [day = '', time = ''] = text.split(/ |(?<=\d)T/)
  const index = days.indexOf(day)
  const date = index < 0 ? day : formatInstant(firstMonday + index * dayMilliseconds).slice(0, 10)
  const wall = time.replace(/Z$/, '')
  const at = parseInstant(`${date}T${wall.length === 5 ? `${wall}:00` : wall}Z`)
  if (at === undefined) throw new Error(`"${text}" is no instant such as Mon 10:00`)
  return at
}

/** `Mon 10:00` in the first week, else `2026-01-14 10:00`. */
export function when(at: Instant): string {
  const text = formatInstant(at)
    .replace('T', ' ')
    .replace(/(:00)?Z$/, '')
  const day = days[Math.floor((at - firstMonday) / dayMilliseconds)]
  return day === undefined ? text : `${day} ${text.slice(11)}`
}

/**
 * One change as a line: `Mon 10:00 ann labeled critical`, `Mon 11:00 bo commented MEMBER /reeve ack`,
 * `Mon 12:00 bo closed`. Nobody known is `-`.
 */
export function entry(line: string): Omit<Entry, 'id'> {
  const [, time = '', actor = '', what = '', target = ''] = /^(\S+ \S+) (\S+) (\S+) ?(.*)$/.exec(line) ?? []
  const kind = entryKinds.find((known) => known === what)
  if (kind === undefined) throw new Error(`"${line}" is no change such as: Mon 10:00 ann labeled critical`)
  return {
    what: kind,
    ...aboutWhat(kind, target, line),
    at: on(time),
    // What Reeve did is known from its own effects, and comes last within its second.
    source: actor === 'reeve[bot]' ? 'reeve' : 'webhook',
    ...(actor === '-' ? {} : { actor }),
  }
}

const reviews = ['approved', 'changes_requested', 'commented', 'dismissed'] as const

function aboutWhat(kind: EntryKind, target: string, line: string): { target: string; detail?: EntryDetail } {
  if (kind === 'commented') {
    const [association = '', ...body] = target.split(' ')
    const said = {
      ...(association === '' ? {} : { association }),
      ...keptOfText(body.join(' ')),
    }
    return { target: line, detail: said }
  }
  if (kind === 'reviewed') {
    const [association = '', state] = target.split(' ')
    const review = reviews.find((known) => known === state)
    return { target: line, detail: { association, ...(review ? { review } : {}) } }
  }
  // `fielded acme/205 Status=Doing`; without a value it has none any more.
  const [field = target, value] = kind === 'fielded' ? target.split('=') : [target]
  return { target: field, ...(value === undefined ? {} : { detail: { value } }) }
}

/** An item (an ordinary issue of Mon 09:00) and what happened to it since, as lines. */
export function aPast(item: Item = anItem(), lines: readonly string[] = []): Past {
  return lines.map(entry).reduce<Past>(addEntry, { item, history: [] })
}
