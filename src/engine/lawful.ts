import { applyEntry } from '../core/apply-entry.ts'
import { type Spoken, spokenIn } from '../core/commands.ts'
import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { foldedNames, type Item, includesName, type Login } from '../core/item.ts'
import { type KnownPast, originOf, type Past } from '../core/past.ts'
import type { Rule } from '../core/policy.ts'
import type { LabelChange, RuledChange, Ruling } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'
import { type HeardCommand, remembered } from './commands/heard.ts'
import { changeAskedFor, type Follower, switchesFor } from './followers.ts'
import { guardedNames, plainFirst, settingAskedFor } from './lawful-changes.ts'
import { note, ruleOn } from './lawful-rulings.ts'

/** An item without what was not allowed (D4), at some instant. */
export interface LawfulState extends KnownPast {
  /** Labels whose being there is not known, because a ruling about them is not. */
  unsure: readonly string[]
  /** Commands heard so far, and what became of them. */
  commands: readonly HeardCommand[]
}

/** The same now, and what was ruled about each guarded change. */
export interface Lawful extends LawfulState {
  rulings: ReadonlyMap<string, readonly RuledChange[]>
  remember: readonly Memory[]
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
  applies(before: LawfulState, entry: Entry): Truth
  judge(change: LabelChange, before: LawfulState): Ruling
}

export interface LawfulInput {
  actual: Past
  /** Its history, with what was read beside it. */
  told: readonly Entry[]
  guards: readonly Guard[]
  /** Rules by which cards that people move stand for labels. */
  followers: readonly Follower[]
  memory: readonly Memory[]
  app: Login
  now: Instant
  /** What becomes of a command that somebody wrote; undefined where it is not for Reeve to answer. */
  hear(spoken: Spoken, entry: Entry, before: LawfulState): HeardCommand | undefined
}

/** The walk's state so far. */
export interface Walk {
  item: Item
  history: Entry[]
  states: Item[]
  unsure: Set<string>
  commands: readonly HeardCommand[]
  rulings: Map<string, RuledChange[]>
  remember: Memory[]
}

/** A copy of it: what is judged by it may be asked again later. */
export function stateOf({ item, history, states, unsure, commands }: Walk): LawfulState {
  return { item, history: [...history], states: [...states], unsure: [...unsure], commands }
}

/**
 * Walks the actual past once. INVARIANT: a change that is not allowed, and Reeve's own putting back, leave the lawful
 * state as it was; one whose ruling is unknown makes it unknown; everything else is taken over.
 */
export function lawfulView(input: LawfulInput): Lawful {
  const origin = originOf(input.actual)
  const walk: Walk = {
    item: origin,
    history: [],
    states: [origin],
    unsure: new Set(),
    commands: [],
    rulings: new Map(),
    remember: [],
  }
  for (const entry of plainFirst(input.told, input.guards)) takeEntry(walk, entry, input)
  const present = { ...input.actual.item, labels: lawfulLabels(walk.item, input.actual.item) }
  return {
    item: present,
    history: walk.history,
    states: walk.states,
    unsure: [...walk.unsure],
    commands: walk.commands,
    rulings: walk.rulings,
    remember: walk.remember,
  }
}

/** In the order GitHub shows them; what was taken off unlawfully comes last. */
function lawfulLabels(lawful: Item, actual: Item): readonly string[] {
  const allowed = foldedNames(lawful.labels)
  const there = actual.labels.filter((label) => allowed.has(label.toLowerCase()))
  if (there.length === lawful.labels.length) return there
  return [...there, ...lawful.labels.filter((label) => !includesName(there, label))]
}

function takeEntry(walk: Walk, entry: Entry, input: LawfulInput): void {
  if (entry.what === 'labeled' || entry.what === 'unlabeled') takeLabel(walk, entry, input)
  else if (entry.what === 'commented') takeComment(walk, entry, input)
  else if (entry.what === 'fielded') takeCard(walk, entry, input)
  else follow(walk, entry)
}

/** A comment's commands are heard on what was before it: an ack finds the clock that it stops still running. */
function takeComment(walk: Walk, entry: Entry, { guards, hear, now }: LawfulInput): void {
  const heard = spokenIn(entry).flatMap((spoken) => {
    const one = hear(spoken, entry, stateOf(walk))
    if (!one) return []
    walk.commands = [...walk.commands, one]
    if (one.isNew) walk.remember.push(remembered(one, now))
    return [one]
  })
  follow(walk, entry)
  for (const one of heard) takeMove(walk, entry, one, guards)
}

/** What an obeyed `move` asks for is lawfully set from then on; Reeve then sets it (D16). */
function takeMove(
  walk: Walk,
  comment: Entry,
  { ruling, spoken }: HeardCommand,
  guards: readonly Guard[],
): void {
  if (ruling.ruling !== 'allowed' || ruling.label === undefined) return
  const { label, rules } = ruling
  const { because } = spoken
  const entry = settingAskedFor(comment, label)
  const command = { label, ...(because === undefined ? {} : { why: because }) }
  const concerned = guards.filter(({ rule }) => rules.some((told) => told.rule === rule.id))
  for (const guard of concerned) {
    const by = rules.find((told) => told.rule === guard.rule.id)?.by
    note(walk, guard, { entry, command, ruling: { ruling: 'allowed', ...(by === undefined ? {} : { by }) } })
  }
  setLawfully(walk, entry, concerned)
}

/**
 * A card that somebody moved: its labels lawfully follow, as far as whoever moved it might have changed them. What Reeve does
 * on a board follows from labels; and who moved it has to be known where a label is guarded.
 */
function takeCard(walk: Walk, entry: Entry, input: LawfulInput): void {
  follow(walk, entry)
  if (entry.actor === input.app) return
  for (const follower of input.followers) {
    if (entry.at < follower.inForce) continue
    for (const change of switchesFor(follower, entry, walk.item.labels)) {
      if (includesName(walk.item.labels, change.label) === change.present) continue
      if (entry.actor === undefined && guardedNames(input.guards).has(change.label.toLowerCase())) break
      if (takeLabel(walk, changeAskedFor(entry, change), input) !== 'allowed') break
    }
  }
}

/** A label that somebody set or took off. */
function takeLabel(walk: Walk, entry: Entry, input: LawfulInput): 'allowed' | 'refused' | 'unknown' {
  // Most labels nobody guards.
  if (!guardedNames(input.guards).has(entry.target.toLowerCase())) {
    setLawfully(walk, entry, [])
    return 'allowed'
  }
  const guards = input.guards.filter((guard) => includesName(guard.labels, entry.target))
  const { result, concerned } =
    entry.actor === input.app
      ? { result: 'allowed' as const, concerned: exclusiveHere(walk, entry, guards) }
      : ruleOn(walk, entry, guards, input.memory)
  if (result === 'allowed') setLawfully(walk, entry, concerned)
  if (result !== 'unknown') return result
  for (const label of [entry.target, ...othersOf(walk, entry, concerned)])
    walk.unsure.add(label.toLowerCase())
  return result
}

function setLawfully(walk: Walk, entry: Entry, concerned: readonly Guard[]): void {
  const others = othersOf(walk, entry, concerned)
  for (const label of [entry.target, ...concerned.filter(isOneOfMany).flatMap(({ labels }) => labels)])
    walk.unsure.delete(label.toLowerCase())
  // Labelled when it lawfully is, or unlabelled when it lawfully is not: nothing happened.
  const after = applyEntry(walk.item, entry)
  if (after === walk.item) return
  for (const label of others) follow(walk, leaving(entry, label))
  follow(walk, entry, others.length === 0 ? after : undefined)
}

function follow(walk: Walk, entry: Entry, after = applyEntry(walk.item, entry)): void {
  walk.item = after
  walk.history.push(entry)
  walk.states.push(after)
}

function isOneOfMany({ exclusive, binding }: Guard): boolean {
  return exclusive && binding
}

/** Reeve's own settings are not judged, but they end the other states of whatever the item is in. */
function exclusiveHere(walk: Walk, entry: Entry, guards: readonly Guard[]): readonly Guard[] {
  if (entry.what !== 'labeled' || includesName(walk.item.labels, entry.target)) return []
  const before = stateOf(walk)
  return guards.filter((guard) => isOneOfMany(guard) && guard.applies(before, entry) === 'yes')
}

/** Labels that lawfully end when this one is set: of states an item has one. */
function othersOf({ item }: Walk, entry: Entry, concerned: readonly Guard[]): readonly string[] {
  if (entry.what !== 'labeled' || !concerned.some(isOneOfMany)) return []
  const states = concerned.filter(isOneOfMany).flatMap(({ labels }) => labels)
  return item.labels.filter(
    (label) => includesName(states, label) && label.toLowerCase() !== entry.target.toLowerCase(),
  )
}

/** A state ends at the instant at which the next one begins, whenever Reeve comes to take its label off. */
function leaving({ id, at, source }: Entry, label: string): Entry {
  return { id: `${id}/left:${label}`, what: 'unlabeled', target: label, at, source }
}
