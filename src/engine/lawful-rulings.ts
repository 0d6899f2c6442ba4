import type { Memory } from '../core/decision.ts'
import { sameName } from '../core/item.ts'
import type { LabelChange, Ruling } from '../core/rule-kind.ts'
import type { Guard, LawfulInput, Walk } from './lawful.ts'
import type { LabelSetting } from './lawful-changes.ts'

interface Ruled {
  result: 'allowed' | 'refused' | 'unknown'
  /** Guards that had to rule about it. */
  concerned: readonly Guard[]
}

/** What the guards of a label say about one change of it: one refusal of an enforced rule is enough. */
export function ruleOn(
  walk: Walk,
  setting: LabelSetting,
  guards: readonly Guard[],
  input: LawfulInput,
): Ruled {
  const concerned: Guard[] = []
  let result: Ruled['result'] = 'allowed'
  for (const guard of guards) {
    if (setting.entry.at < guard.inForce) continue
    const before = { item: walk.item, history: walk.history }
    const applies = guard.applies(before, setting.entry, [...walk.unsure])
    if (applies === 'no') continue
    concerned.push(guard)
    const ruling = rulingBy(walk, setting, guard, { applies: applies === 'yes', input })
    if (!guard.binding) continue
    if (ruling.ruling === 'refused') result = 'refused'
    else if (ruling.ruling === 'unknown' && result === 'allowed') result = 'unknown'
  }
  return { result, concerned }
}

/** One guard's ruling, noted where evaluations look for it. */
function rulingBy(
  walk: Walk,
  { entry, command, comment }: LabelSetting,
  guard: Guard,
  { applies, input }: { applies: boolean; input: LawfulInput },
): Ruling {
  const may = comment ? input.mayMove(comment) : 'yes'
  const change: LabelChange = {
    entry,
    label: entry.target,
    added: entry.what === 'labeled',
    before: walk.item,
    ...(command ? { command } : {}),
  }
  // Whether a command was obeyed is settled when it is first looked at, and not later (D16).
  const judge = (): Ruling =>
    may === 'yes'
      ? guard.judge(change, { item: walk.item, history: walk.history }, [...walk.unsure])
      : { ruling: 'refused', what: '', fix: '' }
  const ruling: Ruling = applies
    ? rulingOf(walk, guard, entry.id, { judge, at: entry.at, memory: input.memory })
    : { ruling: 'unknown', why: 'whether the rule is about this could not be read' }
  const { id } = guard.rule
  const label = guard.labels.find((known) => sameName(known, entry.target)) ?? entry.target
  const ruled = { entry, label, ruling, ...(command ? { command } : {}) }
  walk.rulings.set(id, [...(walk.rulings.get(id) ?? []), ruled])
  if (command && comment)
    walk.asked.push({ comment, move: command, rule: id, may, ...(may === 'yes' ? { ruling } : {}) })
  return ruling
}

/** A ruling is made once, when all it needs is first known, and kept (D3). */
function rulingOf(
  walk: Walk,
  { rule }: Guard,
  key: string,
  { judge, at, memory }: { judge(): Ruling; at: number; memory: readonly Memory[] },
): Ruling {
  const ids = [rule.id, ...rule.was]
  const kept = memory.find((one) => one.kind === 'ruling' && one.key === key && ids.includes(one.rule))
  if (kept) return readRuling(kept.value)
  const ruling = judge()
  if (ruling.ruling !== 'unknown') {
    walk.remember.push({ rule: rule.id, kind: 'ruling', key, value: JSON.stringify(ruling), at })
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
