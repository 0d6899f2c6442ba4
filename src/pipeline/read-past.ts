import type { Item } from '../core/item.ts'
import { mergeTimeline } from '../core/past.ts'
import { type Known, known } from '../core/truth.ts'
import type { Ports, SubjectRow } from './ports.ts'

/** An issue or pull request of which something is held. */
export type HeldRow = SubjectRow & { item: Item }

/** Takes GitHub's own timeline in; where it cannot be read, what is held stands and is completed at a later look. */
export async function readPast(ports: Ports, row: HeldRow): Promise<Known<HeldRow>> {
  const timeline = await ports.facts.history(row)
  // The item as just read is newer than any timeline.
  return timeline.ok
    ? known({ ...row, ...mergeTimeline(row, timeline.value), item: row.item, complete: true })
    : timeline
}

/** What happened and was never told is read from GitHub, item and past; `gone`: there is no such item any more. */
export async function readMissed(ports: Ports, row: HeldRow): Promise<Known<HeldRow> | 'gone'> {
  const fresh = await ports.facts.refresh(row)
  if (!fresh.ok) return fresh
  if (fresh.value === undefined) return 'gone'
  const read = await readPast(ports, { ...row, item: fresh.value, complete: false })
  return read.ok ? known({ ...read.value, missed: false }) : read
}
