import type { Entry } from './history.ts'
import { sameName } from './item.ts'
import type { Past } from './past.ts'

/** A past in which a label is called otherwise: it is the same label. Undefined where the label does not occur. */
export function withLabelRenamed<T extends Past>(past: T, was: string, name: string): T | undefined {
  const isIt = (label: string) => sameName(label, was)
  const isAbout = ({ what, target }: Entry) => (what === 'labeled' || what === 'unlabeled') && isIt(target)
  const renamed = (entry: Entry) => (isAbout(entry) ? { ...entry, target: name } : entry)
  const { history, idle, item } = past
  if (![...history, ...(idle ?? [])].some(isAbout) && !item.labels.some(isIt)) return undefined
  return {
    ...past,
    history: history.map(renamed),
    ...(idle ? { idle: idle.map(renamed) } : {}),
    item: { ...item, labels: item.labels.map((label) => (isIt(label) ? name : label)) },
  }
}
