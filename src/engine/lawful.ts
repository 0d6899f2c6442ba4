import { applyEntry } from '../core/apply-entry.ts'
import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName, type Login, sameName } from '../core/item.ts'
import { originOf, type Past } from '../core/past.ts'
import type { Rule } from '../core/policy.ts'
import type { LabelChange, RuledChange, Ruling } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'

/** An item without what was not allowed (D4), and what was ruled about each guarded change. */
export interface Lawful {
  item: Item
  history: readonly Entry[]
  /** Labels whose being there is not known, because a ruling about them is not. */
  unsure: readonly string[]
  rulings: ReadonlyMap<string, readonly RuledChange[]>
  remember: readonly Memory[]
}

export interface Guard {
  rule: Rule
  labels: readonly string[]
  /** Changes before this instant are not ruled about (D6). */
  inForce: Instant
  /** Only what is enforced shapes what others see. */
  binding: boolean
  /** Whether the rule is about the item as it was just before the change. */
  applies(before: Past, entry: Entry, unsure: readonly string[]): Truth
  judge(change: LabelChange, lawful: Past, unsure: readonly string[]): Ruling
}

interface Walk {
  item: Item
  history: Entry[]
  unsure: Set<string>
  rulings: Map<string, RuledChange[]>
  remember: Memory[]
}

/**
 * Walks the actual past once. INVARIANT: a change that is not allowed, and Reeve's own putting back, leave the lawful
 * state as it was; one whose ruling is unknown makes it unknown; everything else is taken over.
 */
export function lawfulView(input: {
  actual: Past
  guards: readonly Guard[]
  memory: readonly Memory[]
  app: Login
}): Lawful {
  const walk: Walk = {
    item: originOf(input.actual),
    history: [],
    unsure: new Set(),
    rulings: new Map(),
    remember: [],
  }
  const guarded = input.guards.flatMap(({ labels }) => labels)
  for (const entry of plainFirst(input.actual.history, guarded)) takeEntry(walk, entry, input)
  const present = { ...input.actual.item, labels: lawfulLabels(walk.item, input.actual.item) }
  return {
    item: present,
    history: walk.history,
    unsure: [...walk.unsure],
    rulings: walk.rulings,
    remember: walk.remember,
  }
}

/**
 * Webhooks do not tell the order within a second: what is not guarded counts as done first there, so that what a guard
 * requires may come together with what it guards.
 */
function plainFirst(history: readonly Entry[], guarded: readonly string[]): readonly Entry[] {
  const isTold = (entry: Entry) => entry.source === 'webhook' && entry.what === 'labeled'
  const isGuarded = (entry: Entry) => isTold(entry) && includesName(guarded, entry.target)
  const sorted: Entry[] = []
  let waiting: Entry[] = []
  history.forEach((entry, index) => {
    const goesOn = isTold(entry) && history[index - 1]?.at === entry.at
    if (!goesOn) {
      sorted.push(...waiting)
      waiting = []
    }
    if (isGuarded(entry)) waiting.push(entry)
    else sorted.push(entry)
  })
  return [...sorted, ...waiting]
}

/** In the order GitHub shows them; what was taken off unlawfully comes last. */
function lawfulLabels(lawful: Item, actual: Item): readonly string[] {
  const there = actual.labels.filter((label) => includesName(lawful.labels, label))
  return [...there, ...lawful.labels.filter((label) => !includesName(there, label))]
}

function takeEntry(walk: Walk, entry: Entry, input: Parameters<typeof lawfulView>[0]): void {
  const isLabel = entry.what === 'labeled' || entry.what === 'unlabeled'
  const guards = isLabel ? input.guards.filter((guard) => includesName(guard.labels, entry.target)) : []
  const ruling =
    guards.length > 0 && entry.actor !== input.app ? ruleOn(walk, entry, guards, input.memory) : 'allowed'
  const label = entry.target.toLowerCase()
  if (ruling === 'refused') return
  if (ruling === 'unknown') {
    walk.unsure.add(label)
    return
  }
  if (isLabel) walk.unsure.delete(label)
  const after = applyEntry(walk.item, entry)
  // Labelled when it lawfully is, or unlabelled when it lawfully is not: nothing happened.
  if (isLabel && after === walk.item) return
  walk.item = after
  walk.history.push(entry)
}

function ruleOn(
  walk: Walk,
  entry: Entry,
  guards: readonly Guard[],
  memory: readonly Memory[],
): 'allowed' | 'refused' | 'unknown' {
  const change: LabelChange = {
    entry,
    label: entry.target,
    added: entry.what === 'labeled',
    before: walk.item,
  }
  let result: 'allowed' | 'refused' | 'unknown' = 'allowed'
  for (const guard of guards) {
    if (entry.at < guard.inForce) continue
    const applies = guard.applies({ item: walk.item, history: walk.history }, entry, [...walk.unsure])
    if (applies === 'no') continue
    const ruling: Ruling =
      applies === 'yes'
        ? rulingOf(walk, guard, change, memory)
        : { ruling: 'unknown', why: 'whether the rule is about this could not be read' }
    walk.rulings.set(guard.rule.id, [
      ...(walk.rulings.get(guard.rule.id) ?? []),
      { entry, label: labelAsWritten(guard, entry.target), ruling },
    ])
    if (!guard.binding) continue
    if (ruling.ruling === 'refused') result = 'refused'
    else if (ruling.ruling === 'unknown' && result === 'allowed') result = 'unknown'
  }
  return result
}

function labelAsWritten(guard: Guard, label: string): string {
  return guard.labels.find((known) => sameName(known, label)) ?? label
}

/** A ruling is made once, when all it needs is first known, and kept (D3). */
function rulingOf(walk: Walk, guard: Guard, change: LabelChange, memory: readonly Memory[]): Ruling {
  const ids = [guard.rule.id, ...guard.rule.was]
  const kept = memory.find(
    ({ rule, kind, key }) => kind === 'ruling' && key === change.entry.id && ids.includes(rule),
  )
  if (kept) return readRuling(kept.value)
  const ruling = guard.judge(change, { item: walk.item, history: walk.history }, [...walk.unsure])
  if (ruling.ruling !== 'unknown') {
    walk.remember.push({
      rule: guard.rule.id,
      kind: 'ruling',
      key: change.entry.id,
      value: JSON.stringify(ruling),
      at: change.entry.at,
    })
  }
  return ruling
}

function readRuling(value: string): Ruling {
  const kept: unknown = JSON.parse(value)
  if (typeof kept === 'object' && kept !== null && 'ruling' in kept && kept.ruling === 'refused') {
    const what = 'what' in kept && typeof kept.what === 'string' ? kept.what : ''
    const fix = 'fix' in kept && typeof kept.fix === 'string' ? kept.fix : ''
    return { ruling: 'refused', what, fix }
  }
  return { ruling: 'allowed' }
}
