import type { Instant } from '../core/instant.ts'
import { withLabelRenamed } from '../core/rename-label.ts'
import type { SubjectKey } from '../core/subject.ts'
import { labelRenamed } from './own-events.ts'
import type { Delivery, SubjectRow } from './ports.ts'

export interface LabelledItems {
  /** What is held of a repository, page by page in order of key. */
  subjectsOf(repo: string, page: { after?: SubjectKey; limit: number }): Promise<readonly SubjectRow[]>
  receive(deliveries: readonly Delivery[]): Promise<unknown>
}

const page = 500

/** Tells every item that has, or had, a label of its new name; the label's own webhook names no item. */
export async function tellNewLabel(
  items: LabelledItems,
  app: number,
  { repo, was, name, at }: { repo: string; was: string; name: string; at: Instant },
): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await items.subjectsOf(repo, { after, limit: page })
    const concerned = rows.filter(
      ({ item, ...row }) => item && withLabelRenamed({ ...row, item }, was, name) !== undefined,
    )
    await items.receive(concerned.map(({ key }) => labelRenamed(app, key, { was, name, at })))
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.key
  }
}
