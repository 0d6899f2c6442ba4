import { boxesIn, listSlot } from '../../core/boxes.ts'
import { unquoted } from '../../core/commands.ts'
import type { Memory } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { type Login, sameName } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import { type ChecklistItem, isTickedByHand, type Options, tickers } from './options.ts'

/** Whether an item is ticked, and by whom. */
export interface Tick {
  truth: Truth
  by?: Login
  /** Who ticked it before the newest commits, which unticked it. */
  outdated?: Login
  /** Changes by hand that do not count, since the last one that does; oldest first. */
  refused: readonly Entry[]
  /** It is ticked in the item's own text. */
  isInText?: true
  /** Its box there was ticked or unticked by nobody known. */
  strange?: true
  remember: readonly Memory[]
}

/** One thing that may change whether an item is ticked: a command, a box ticked by hand, new commits. */
type Mark = { at: Instant } & (
  | { mark: 'push' }
  | { mark: 'tick'; ticks: boolean; by: Login | undefined; may: Truth; entry?: Entry }
)

/** What the ticks that count left, in the order in which they came. */
export function tickOf(judging: Judging<Options>, item: ChecklistItem, text: string): Tick {
  const { marks, remember } = marksOf(judging, item, text)
  let tick: Tick = { truth: 'no', refused: [], remember }
  for (const mark of marks) tick = after(tick, mark)
  return isStrange(judging, tick, { item, text }) ? { ...tick, truth: 'unknown', strange: true } : tick
}

function after({ remember, ...tick }: Tick, mark: Mark): Tick {
  if (mark.mark === 'push') {
    const by = tick.by ?? tick.outdated
    return { truth: 'no', refused: [], remember, ...(by === undefined ? {} : { outdated: by }) }
  }
  const { may, ticks, by, entry } = mark
  if (may === 'yes' && !ticks) return { truth: 'no', refused: [], remember }
  if (may === 'yes') {
    const isInText = entry !== undefined && entry.detail?.list === undefined
    return {
      truth: 'yes',
      refused: [],
      remember,
      ...(by === undefined ? {} : { by }),
      ...(isInText ? { isInText } : {}),
    }
  }
  const isChange = tick.truth !== (ticks ? 'yes' : 'no')
  if (!isChange) return { ...tick, remember }
  if (may === 'no') return { ...tick, remember, refused: entry ? [...tick.refused, entry] : tick.refused }
  return { ...tick, truth: 'unknown', remember }
}

/** In the order of the history, in which a command is the comment it stands in. */
function marksOf(
  judging: Judging<Options>,
  item: ChecklistItem,
  text: string,
): { marks: readonly Mark[]; remember: readonly Memory[] } {
  const isVoid = judging.options['void-on-push']
  const obeyed = new Map(
    judging.commands
      .filter(({ name, allowedBy }) => name === 'approve' && allowedBy === item.text)
      .map((command) => [command.entry, command]),
  )
  const remember: Memory[] = []
  const marks = judging.history.flatMap((entry): Mark[] => {
    const { at } = entry
    if (entry.what === 'synchronized') return isVoid ? [{ at, mark: 'push' }] : []
    const command = obeyed.get(entry.id)
    if (command) return [{ at, mark: 'tick', ticks: true, by: command.by, may: 'yes' }]
    if (!isByHand(judging, item, { entry, text })) return []
    const { may, memory } = ruled(judging, item, entry)
    if (memory) remember.push(memory)
    return [{ at, mark: 'tick', ticks: entry.what === 'ticked', by: entry.actor, may, entry }]
  })
  // What was ticked in the second of a push was ticked for what was pushed.
  return { marks: marks.sort((a, b) => a.at - b.at || rank(a) - rank(b)), remember }
}

function rank({ mark }: Mark): number {
  return mark === 'push' ? 0 : 1
}

/** Changes of this very item: in the rule's own list, or in the item's own text. */
function isByHand(
  judging: Judging<Options>,
  item: ChecklistItem,
  { entry, text }: { entry: Entry; text: string },
): boolean {
  return isTickedByHand(item) && isTick(entry) && isHere(judging, entry) && isNamed(entry.target, text)
}

function isTick({ what }: Entry): boolean {
  return what === 'ticked' || what === 'unticked'
}

/** Anybody can write a list like Reeve's; it counts only in what our app wrote (D21). */
function isHere({ rule, app }: Judging<Options>, { detail }: Entry): boolean {
  if (detail?.list === undefined) return true
  return detail.list === listSlot(rule.id) && detail.writer !== undefined && sameName(detail.writer, app)
}

/** Who could tick is ruled once, when it is first known, and kept (D3). */
function ruled(
  judging: Judging<Options>,
  item: ChecklistItem,
  { id, actor, at }: Entry,
): { may: Truth; memory?: Memory } {
  const key = `tick ${id}`
  const kept = judging.memory.find((memory) => memory.kind === 'ruling' && memory.key === key)
  if (kept) return { may: kept.value === 'yes' ? 'yes' : 'no' }
  if (actor === undefined) return { may: 'unknown' }
  const may = judging.isOneOf(tickers(item) ?? [], actor, at)
  if (may === 'unknown') return { may }
  return { may, memory: { rule: judging.rule.id, kind: 'ruling', key, value: may, at: judging.now } }
}

/**
 * Its box in the item's own text stands otherwise than the last change that anybody told of left it, and that matters: what
 * a command ticked, or the list, is so whatever the box says.
 */
function isStrange(
  { item: { body }, history }: Judging<Options>,
  { truth, isInText }: Tick,
  { item, text }: { item: ChecklistItem; text: string },
): boolean {
  const box = isTickedByHand(item) ? [...boxesIn(body)].find(([name]) => isNamed(name, text)) : undefined
  if (!box) return false
  const last = history.findLast(
    (entry) => isTick(entry) && entry.detail?.list === undefined && isNamed(entry.target, text),
  )
  const isTicked = box[1]
  if (isTicked === (last?.what === 'ticked')) return false
  return isTicked ? truth === 'no' : isInText === true
}

/** Changes by hand that the rule's list has seen: each is answered by putting the list again. */
export function changesOf(judging: Judging<Options>): readonly Entry[] {
  return judging.history.filter(
    (entry) => isTick(entry) && entry.detail?.list !== undefined && isHere(judging, entry),
  )
}

const day = 24 * 60 * 60_000

/** Set again and again by hand, against what is allowed: three times within a day it was undone in vain (D1). */
export function isFought({ refused }: Tick): boolean {
  const inList = refused.filter(({ detail }) => detail?.list !== undefined)
  const [first, last] = [inList.at(-3), inList.at(-1)]
  return inList.length > 3 && first !== undefined && last !== undefined && last.at - first.at <= day
}

function isNamed(name: string, text: string): boolean {
  return plainName(name) === plainName(text)
}

/** Texts are the same whatever their case and spaces, and with or without the quotes around them. */
export function plainName(text: string): string {
  return unquoted(text).replace(/\s+/g, ' ').toLowerCase()
}
