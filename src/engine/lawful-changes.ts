import type { Entry } from '../core/history.ts'
import { foldedNames, includesName, sameName } from '../core/item.ts'
import { oncePer } from '../core/once-per.ts'
import type { Guard } from './lawful.ts'

/** What a comment asks for by `/reeve move`, as if its writer had set the label at that instant (D16). */
export function settingAskedFor({ id, actor, at, source }: Entry, label: string): Entry {
  return {
    id: `${id}/move:${label}`,
    what: 'labeled',
    target: label,
    at,
    source,
    ...(actor === undefined ? {} : { actor }),
  }
}

/**
 * Webhooks do not tell the order within a second: what is not guarded counts as done first there, so that what a guard
 * requires may come together with what it guards; and states of one workflow count as set in the order they are named.
 */
export function plainFirst(history: readonly Entry[], guards: readonly Guard[]): readonly Entry[] {
  const guarded = guardedNames(guards)
  const isTold = (entry: Entry) => entry.source === 'webhook' && entry.what === 'labeled'
  const isGuarded = (entry: Entry) => isTold(entry) && guarded.has(entry.target.toLowerCase())
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

/** Every label that somebody guards, in lower case. */
export const guardedNames = oncePer((guards: readonly Guard[]) =>
  foldedNames(guards.flatMap(({ labels }) => labels)),
)

/** Where a label stands among the states it is one of; what is no state comes first. */
function placeOf(guards: readonly Guard[], { target }: Entry): number {
  const of = guards.find(({ exclusive, labels }) => exclusive && includesName(labels, target))
  return of ? of.labels.findIndex((label) => sameName(label, target)) : -1
}
