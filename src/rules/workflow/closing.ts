import type { Want } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
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

/** The newest closing, if it was from a state that does not allow it and nothing has moved on since. */
export function wrongClosing(judging: Judging<Options>): WrongClosing | undefined {
  const { actual, app, history, options } = judging
  const ends = options['close-from']
  const entry = history.findLast(({ what }) => what === 'closed')
  // What Reeve closes for a rule of the policy is the policy's will.
  if (!ends || !entry || (entry.actor !== undefined && sameName(entry.actor, app))) return undefined
  const initial = initialOf(options)
  const then = stateBefore(judging, judging, entry) ?? initial
  const now = enteredState(judging, judging)
  if (includesName(ends, then) || includesName(ends, now?.state ?? initial)) return undefined
  const movedOn = now?.entry !== undefined && now.entry.at > entry.at
  const stands = actual.item.state === 'closed'
  return movedOn && !stands ? undefined : { entry, state: then, stands }
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
