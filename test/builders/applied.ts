import type { Change, Receipt } from '../../src/core/effect.ts'
import { anEffect, aRow, type Connected, type ConnectedOptions, connect } from './github.ts'
import { anItem, aPullItem } from './item.ts'

/** A practice GitHub with an issue by bo, and changes made on it by Reeve. */
export interface Applied extends Connected {
  issue: string
  /** One by ann from `fix` to `main`. */
  openPull(): { key: string; sha: string }
  /** Makes a change on the issue, or on another subject. */
  apply(change: Change, on?: string, key?: string): Promise<Receipt>
  /** The comments of the issue. */
  said(): string[]
}

export function begin(options: ConnectedOptions = {}): Applied {
  const world = connect(options)
  const { practice } = world
  const issue = `acme/app#${practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
  return {
    ...world,
    issue,
    openPull: () => {
      const opening = { title: 'Mend', head: 'fix', files: { 'a.ts': 'a' } }
      const { number, pull } = practice.as('ann').openPull('acme/app', opening)
      return { key: `acme/app#${number}`, sha: pull?.sha ?? '' }
    },
    apply: (change, on = issue, key) => {
      const number = Number(on.split('#')[1])
      const item = on === issue ? anItem({ number }) : aPullItem({ number })
      return world.applier.apply(anEffect(on, change, key), aRow(on, on.includes('#') ? { item } : {}))
    },
    said: () => practice.item(issue).comments.map(({ body }) => body),
  }
}
