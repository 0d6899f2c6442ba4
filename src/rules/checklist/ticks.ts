import { unquoted } from '../../core/commands.ts'
import type { Login } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import { isSincePush } from '../approvals.ts'
import type { ChecklistItem, Options } from './options.ts'

/** Whether an item is ticked, and by whom. */
export interface Tick {
  truth: Truth
  by?: Login
  /** Who ticked it before the newest commit, which unticked it. */
  outdated?: Login
}

/** What the ticks that count left. */
export function tickOf(judging: Judging<Options>, item: ChecklistItem): Tick {
  const last = judging.commands.findLast(
    ({ name, allowedBy }) => name === 'approve' && allowedBy === item.text,
  )
  if (!last) return { truth: 'no' }
  const isVoid = judging.options['void-on-push'] && !isSincePush(judging, last.at)
  return isVoid ? { truth: 'no', outdated: last.by } : { truth: 'yes', by: last.by }
}

/** Texts are the same whatever their case and spaces, and with or without the quotes around them. */
export function plainName(text: string): string {
  return unquoted(text).replace(/\s+/g, ' ').toLowerCase()
}
