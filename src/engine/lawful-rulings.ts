import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import { sameName } from '../core/item.ts'
import type { LabelChange, RuledChange, Ruling } from '../core/rule-kind.ts'
import { type Guard, type LawfulState, stateOf, type Walk } from './lawful.ts'

interface Ruled {
  result: 'allowed' | 'refused' | 'unknown'
  /** Guards that had to rule about it. */
  concerned: readonly Guard[]
}

/** What the guards of a label say about one change of it: one refusal of an enforced rule is enough. */
export function ruleOn(walk: Walk, entry: Entry, guards: readonly Guard[], memory: readonly Memory[]): Ruled {
  const before = stateOf(walk)
  const concerned: Guard[] = []
  let result: Ruled['result'] = 'allowed'
  for (const guard of guards) {
    if (entry.at < guard.inForce) continue
    const applies = guard.applies(before, entry)
    if (applies === 'no') continue
    concerned.push(guard)
    const ruling: Ruling =
      applies === 'yes'
        ? rulingOf(walk, guard, { entry, before, memory })
        : { ruling: 'unknown', why: 'whether the rule is about this could not be read' }
    note(walk, guard, { entry, ruling })
    if (!guard.binding) continue
    if (ruling.ruling === 'refused') result = 'refused'
    else if (ruling.ruling === 'unknown' && result === 'allowed') result = 'unknown'
  }
  return { result, concerned }
}

/** Notes what a guard said where evaluations look for it. */
export function note(walk: Walk, { labels, rule }: Guard, ruled: Omit<RuledChange, 'label'>): void {
  const { target } = ruled.entry
  const label = labels.find((known) => sameName(known, target)) ?? target
  walk.rulings.set(rule.id, [...(walk.rulings.get(rule.id) ?? []), { ...ruled, label }])
}

/** A ruling is made once, when all it needs is first known, and kept (D3). */
function rulingOf(
  walk: Walk,
  guard: Guard,
  { entry, before, memory }: { entry: Entry; before: LawfulState; memory: readonly Memory[] },
): Ruling {
  const ids = [guard.rule.id, ...guard.rule.was]
  const key = entry.id
  const kept = memory.find((one) => one.kind === 'ruling' && one.key === key && ids.includes(one.rule))
  if (kept) return readRuling(kept.value)
  const added = entry.what === 'labeled'
  const change: LabelChange = { entry, label: entry.target, added, before: before.item }
  const ruling = guard.judge(change, before)
  if (ruling.ruling !== 'unknown') {
    const value = JSON.stringify(ruling)
    walk.remember.push({ rule: guard.rule.id, kind: 'ruling', key, value, at: entry.at })
  }
  return ruling
}

function readRuling(value: string): Ruling {
  const kept: unknown = JSON.parse(value)
  if (typeof kept !== 'object' || kept === null || !('ruling' in kept)) return { ruling: 'allowed' }
  const word = (key: string) => {
    const found: unknown = Object.entries(kept).find(([name]) => name === key)?.[1]
    return typeof found === 'string' ? found : undefined
  }
  if (kept.ruling === 'refused')
    return { ruling: 'refused', what: word('what') ?? '', fix: word('fix') ?? '' }
  const by = word('by')
  return { ruling: 'allowed', ...(by === undefined ? {} : { by }) }
}
