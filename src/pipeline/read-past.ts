import type { Item } from '../core/item.ts'
import { mergeTimeline } from '../core/past.ts'
import type { Ports, SubjectRow } from './ports.ts'

/** An issue or pull request of which something is held. */
export type HeldRow = SubjectRow & { item: Item }

/** Takes GitHub's own timeline in; where it cannot be read, what is held stands and is completed at a later look. */
export async function readPast(ports: Ports, row: HeldRow): Promise<HeldRow> {
  const timeline = await ports.facts.history(row)
  if (!timeline.ok) return row
  // The item as just read is newer than any timeline.
  return { ...row, ...mergeTimeline(row, timeline.value), item: row.item, complete: true }
}

/** What happened and was never told is read from GitHub, item and past; `unread` where that cannot be done now. */
export async function readMissed(ports: Ports, row: HeldRow): Promise<HeldRow | 'gone' | 'unread'> {
  const fresh = await ports.facts.refresh(row)
  if (!fresh.ok) return 'unread'
  if (fresh.value === undefined) return 'gone'
  const read = await readPast(ports, { ...row, item: fresh.value, complete: false })
  return read.complete ? { ...read, missed: false } : 'unread'
}
