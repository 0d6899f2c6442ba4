import type { Memory, Want } from '../../core/decision.ts'
import { isFought } from '../../core/fights.ts'
import type { Entry } from '../../core/history.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { isHistorical } from '../../query/query-terms.ts'
import { reason, type Said } from '../finding.ts'
import { onwardFrom } from './judge.ts'
import { say } from './messages.ts'
import { initialOf, type Options } from './options.ts'
import { enteredState, stateBefore } from './state.ts'

/** A closing from a state in which it may not be closed. */
export interface WrongClosing {
  entry: Entry
  state: string
  /** It is still closed. */
  stands: boolean
}

/** Closings that were put back, and the newest if it is about to be; one that is left after three fights stands for all. */
export function putBack(judging: Judging<Options>): string[] {
  const { app, history, inForce, options } = judging
  const ends = options['close-from']
  if (!ends) return []
  const turns = history.filter(({ what }) => what === 'closed' || what === 'reopened')
  const newest = wrongClosing(judging)
  const isLeft = isFought(turns, app) || isMerged(judging)
  return turns.flatMap((entry, index) => {
    if (entry.what !== 'closed' || entry.at < inForce) return []
    if (newest?.stands && newest.entry === entry) return isLeft ? [] : [entry.id]
    const next = turns[index + 1]
    const isAnswered = next?.what === 'reopened' && next.actor !== undefined && sameName(next.actor, app)
    return isAnswered && isWrong(judging, entry) ? [entry.id] : []
  })
}

/** The newest closing, if it was from a state that does not allow it and nothing has moved on since. */
export function wrongClosing(judging: Judging<Options>): WrongClosing | undefined {
  const { actual, memory, options } = judging
  const ends = options['close-from']
  const entry = newestClosing(judging)
  if (!ends || !entry || isKept(memory, entry)) return undefined
  const initial = initialOf(options)
  const now = enteredState(judging, judging)
  const then = stateBefore(judging, judging, entry) ?? initial
  if (!isWrong(judging, entry) || includesName(ends, now?.state ?? initial)) return undefined
  const movedOn = now?.entry !== undefined && now.entry.at > entry.at
  const stands = actual.item.state === 'closed'
  return movedOn && !stands ? undefined : { entry, state: then, stands }
}

/** From a state in which it may not be closed, by somebody else than Reeve. */
function isWrong(judging: Judging<Options>, entry: Entry): boolean {
  const { app, memory, options } = judging
  const then = stateBefore(judging, judging, entry) ?? initialOf(options)
  if (isKept(memory, entry) || includesName(options['close-from'] ?? options.states, then)) return false
  return (entry.actor === undefined || !sameName(entry.actor, app)) && wasAboutIt(judging, entry)
}

/** A closing that may be stays so, whatever the policy says of closings later (D3). */
export function rulingOnClosing(judging: Judging<Options>): Memory[] {
  const { item, memory, rule } = judging
  const entry = newestClosing(judging)
  if (item.state === 'open' || !entry || isKept(memory, entry) || wrongClosing(judging)) return []
  return [{ rule: rule.id, kind: 'ruling', key: entry.id, value: allowed, at: entry.at }]
}

const allowed = JSON.stringify({ ruling: 'allowed' })

function isKept(memory: readonly Memory[], { id }: Entry): boolean {
  return memory.some(({ kind, key }) => kind === 'ruling' && key === id)
}

/** What Reeve closes for a rule of the policy is the policy's will. */
function newestClosing({ app, history }: Judging<Options>): Entry | undefined {
  const entry = history.findLast(({ what }) => what === 'closed')
  return entry?.actor !== undefined && sameName(entry.actor, app) ? undefined : entry
}

/** What was closed long before it came into the workflow, as when old issues are sorted, is not opened again. */
function wasAboutIt(judging: Judging<Options>, { at }: Entry): boolean {
  const { when } = judging.rule
  if (!when || !isHistorical(when)) return true
  const { spans } = judging.spans(when, 'when')
  return spans.some(({ truth, from }, index) => {
    const to = spans[index + 1]?.from ?? Number.POSITIVE_INFINITY
    return truth !== 'no' && from <= at && at <= to
  })
}

/** Opened again, and told why. A pull request that is merged stays merged. */
export function reopening(judging: Judging<Options>, closing: WrongClosing): Want[] {
  const { at, id } = closing.entry
  const basis = { firm: true, began: at, cause: id }
  const remark: Want = {
    want: 'remark',
    remark: reason(judging.rule, saidOfClosing(judging, closing)),
    ...basis,
  }
  return closing.stands && !isMerged(judging) ? [{ want: 'open', ...basis }, remark] : [remark]
}

export function saidOfClosing(judging: Judging<Options>, { state }: WrongClosing): Said {
  const { rule, options } = judging
  return say.closedIn(state, {
    closeFrom: options['close-from'] ?? [],
    onward: onwardFrom(options, state),
    reopened: rule.mode === 'enforce' && !isMerged(judging),
  })
}

function isMerged({ item }: Judging<Options>): boolean {
  return item.pull?.merged === true
}
