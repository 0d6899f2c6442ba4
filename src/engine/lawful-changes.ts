import { type MoveCommand, movesIn } from '../core/commands.ts'
import type { Entry } from '../core/history.ts'
import { includesName, sameName } from '../core/item.ts'
import type { Guard } from './lawful.ts'

/** A label that somebody set or took off; with `command`, one that a comment asks Reeve to set. */
export interface LabelSetting {
  entry: Entry
  command?: MoveCommand
  /** The comment that asks. */
  comment?: Entry
}

/** What a comment asks for, as if its writer had set the labels at that instant (D16). */
export function changesIn(comment: Entry): LabelSetting[] {
  if (comment.what !== 'commented') return []
  return movesIn(comment).map((command) => {
    const { id, actor, at, source } = comment
    const entry: Entry = {
      id: `${id}/move:${command.label}`,
      what: 'labeled',
      target: command.label,
      at,
      source,
      ...(actor === undefined ? {} : { actor }),
    }
    return { entry, command, comment }
  })
}

/**
 * Webhooks do not tell the order within a second: what is not guarded counts as done first there, so that what a guard
 * requires may come together with what it guards; and states of one workflow count as set in the order they are named.
 */
export function plainFirst(history: readonly Entry[], guards: readonly Guard[]): readonly Entry[] {
  const guarded = guards.flatMap(({ labels }) => labels)
  const isTold = (entry: Entry) => entry.source === 'webhook' && entry.what === 'labeled'
  const isGuarded = (entry: Entry) => isTold(entry) && includesName(guarded, entry.target)
  const sorted: Entry[] = []
  let waiting: Entry[] = []
  const flush = () => {
    sorted.push(...waiting.sort((a, b) => placeOf(guards, a) - placeOf(guards, b)))
    waiting = []
  }
  history.forEach((entry, index) => {
    const goesOn = isTold(entry) && history[index - 1]?.at === entry.at
    if (!goesOn) flush()
    if (isGuarded(entry)) waiting.push(entry)
    else sorted.push(entry)
  })
  flush()
  return sorted
}

/** Where a label stands among the states it is one of; what is no state comes first. */
function placeOf(guards: readonly Guard[], { target }: Entry): number {
  const of = guards.find(({ exclusive, labels }) => exclusive && includesName(labels, target))
  return of ? of.labels.findIndex((label) => sameName(label, target)) : -1
}
