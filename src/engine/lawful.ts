import { applyEntry } from '../core/apply-entry.ts'
import type { MoveCommand } from '../core/commands.ts'
import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName, type Login } from '../core/item.ts'
import { originOf, type Past } from '../core/past.ts'
import type { Rule } from '../core/policy.ts'
import type { LabelChange, RuledChange, Ruling } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'
import { changesIn, type LabelSetting, plainFirst } from './lawful-changes.ts'
import { ruleOn } from './lawful-rulings.ts'

/** An item without what was not allowed (D4), and what was ruled about each guarded change. */
export interface Lawful {
  item: Item
  history: readonly Entry[]
  /** Labels whose being there is not known, because a ruling about them is not. */
  unsure: readonly string[]
  rulings: ReadonlyMap<string, readonly RuledChange[]>
  /** What `/reeve move` asked for, and how each rule that guards the label answered. */
  asked: readonly AskedMove[]
  remember: readonly Memory[]
}

/** One `/reeve move` and one rule's answer to it. */
export interface AskedMove {
  /** The comment. */
  comment: Entry
  move: MoveCommand
  rule: string
  /** Whether the writer may use the command here at all; not known counts as refused (D16). */
  may: Truth
  /** Absent where it was not judged, because the writer may not use the command. */
  ruling?: Ruling
}

export interface Guard {
  rule: Rule
  labels: readonly string[]
  /** Setting one of its labels ends the others. */
  exclusive: boolean
  /** Changes before this instant are not ruled about (D6). */
  inForce: Instant
  /** Only what is enforced shapes what others see. */
  binding: boolean
  /** Whether the rule is about the item as it was just before the change. */
  applies(before: Past, entry: Entry, unsure: readonly string[]): Truth
  judge(change: LabelChange, lawful: Past, unsure: readonly string[]): Ruling
}

export interface LawfulInput {
  actual: Past
  guards: readonly Guard[]
  memory: readonly Memory[]
  app: Login
  /** Whether the writer of a comment may use `/reeve move` here. */
  mayMove(comment: Entry): Truth
}

/** The walk's state so far. */
export interface Walk {
  item: Item
  history: Entry[]
  unsure: Set<string>
  rulings: Map<string, RuledChange[]>
  asked: AskedMove[]
  remember: Memory[]
}

/**
 * Walks the actual past once. INVARIANT: a change that is not allowed, and Reeve's own putting back, leave the lawful
 * state as it was; one whose ruling is unknown makes it unknown; everything else is taken over.
 */
export function lawfulView(input: LawfulInput): Lawful {
  const walk: Walk = {
    item: originOf(input.actual),
    history: [],
    unsure: new Set(),
    rulings: new Map(),
    asked: [],
    remember: [],
  }
  for (const entry of plainFirst(input.actual.history, input.guards)) takeEntry(walk, entry, input)
  const present = { ...input.actual.item, labels: lawfulLabels(walk.item, input.actual.item) }
  return {
    item: present,
    history: walk.history,
    unsure: [...walk.unsure],
    rulings: walk.rulings,
    asked: walk.asked,
    remember: walk.remember,
  }
}

/** In the order GitHub shows them; what was taken off unlawfully comes last. */
function lawfulLabels(lawful: Item, actual: Item): readonly string[] {
  const there = actual.labels.filter((label) => includesName(lawful.labels, label))
  return [...there, ...lawful.labels.filter((label) => !includesName(there, label))]
}

function takeEntry(walk: Walk, entry: Entry, input: LawfulInput): void {
  const isLabel = entry.what === 'labeled' || entry.what === 'unlabeled'
  if (isLabel) takeLabel(walk, { entry }, input)
  else follow(walk, entry)
  for (const setting of changesIn(entry)) takeLabel(walk, setting, input)
}

/** A label that was changed, or that a command asks for. */
function takeLabel(walk: Walk, setting: LabelSetting, input: LawfulInput): void {
  const { entry, command } = setting
  const guards = input.guards.filter((guard) => includesName(guard.labels, entry.target))
  const { result, concerned } =
    entry.actor === input.app
      ? { result: 'allowed' as const, concerned: exclusiveHere(walk, entry, guards) }
      : ruleOn(walk, setting, guards, input)
  // Nobody guards what the command asks for, or only to watch: Reeve has no reason to set it.
  if (command && !concerned.some(({ binding }) => binding)) return
  if (result === 'refused') return
  const others = othersOf(walk, entry, concerned)
  if (result === 'unknown') {
    for (const label of [entry.target, ...others]) walk.unsure.add(label.toLowerCase())
    return
  }
  for (const label of [entry.target, ...concerned.filter(isOneOfMany).flatMap(({ labels }) => labels)])
    walk.unsure.delete(label.toLowerCase())
  // Labelled when it lawfully is, or unlabelled when it lawfully is not: nothing happened.
  if (applyEntry(walk.item, entry) === walk.item) return
  for (const label of others) follow(walk, leaving(entry, label))
  follow(walk, entry)
}

function follow(walk: Walk, entry: Entry): void {
  walk.item = applyEntry(walk.item, entry)
  walk.history.push(entry)
}

function isOneOfMany({ exclusive, binding }: Guard): boolean {
  return exclusive && binding
}

/** Reeve's own settings are not judged, but they end the other states of whatever the item is in. */
function exclusiveHere(walk: Walk, entry: Entry, guards: readonly Guard[]): readonly Guard[] {
  if (entry.what !== 'labeled' || includesName(walk.item.labels, entry.target)) return []
  const before = { item: walk.item, history: walk.history }
  return guards.filter(
    (guard) => isOneOfMany(guard) && guard.applies(before, entry, [...walk.unsure]) === 'yes',
  )
}

/** Labels that lawfully end when this one is set: of states an item has one. */
function othersOf({ item }: Walk, entry: Entry, concerned: readonly Guard[]): readonly string[] {
  if (entry.what !== 'labeled') return []
  const states = concerned.filter(isOneOfMany).flatMap(({ labels }) => labels)
  return item.labels.filter(
    (label) => includesName(states, label) && label.toLowerCase() !== entry.target.toLowerCase(),
  )
}

/** A state ends at the instant at which the next one begins, whenever Reeve comes to take its label off. */
function leaving({ id, at, source }: Entry, label: string): Entry {
  return { id: `${id}/left:${label}`, what: 'unlabeled', target: label, at, source }
}
