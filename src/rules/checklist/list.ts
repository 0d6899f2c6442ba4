import { listSlot } from '../../core/boxes.ts'
import type { Want } from '../../core/decision.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { reason } from '../finding.ts'
import { say } from './messages.ts'
import { isTickedByHand, type Options, tickers } from './options.ts'
import type { Standing } from './standing.ts'
import { changesOf, isFought } from './ticks.ts'

/** The list to tick in, and what is said where somebody ticked who may not. What is closed stays as it is. */
export function wantsFor(judging: Judging<Options>, standings: readonly Standing[]): Want[] {
  if (judging.item.state === 'closed') return []
  return [...remarks(judging, standings), ...list(judging, standings)]
}

function remarks({ rule }: Judging<Options>, standings: readonly Standing[]): Want[] {
  return standings.flatMap(({ item, text, tick }): Want[] => {
    const last = tick?.refused.at(-1)
    if (!last) return []
    const remark = reason(rule, say.refused(text, last, tickers(item) ?? []))
    return [{ want: 'remark', firm: true, began: last.at, cause: last.id, remark }]
  })
}

/**
 * Boxes for what only people can say, in a comment of its own: each is as what counts left it, so one that somebody else
 * changed is put back. While it is not known who may, it is left as it is.
 */
function list(judging: Judging<Options>, standings: readonly Standing[]): Want[] {
  const byHand = standings.filter(({ item }) => isTickedByHand(item))
  if (byHand.length === 0 || byHand.some(({ tick }) => tick?.truth === 'unknown')) return []
  const boxes = byHand.map((standing) => ({
    standing,
    isLeftAlone: standing.tick !== undefined && isFought(standing.tick),
  }))
  const left = boxes.flatMap(({ standing, isLeftAlone }) =>
    isLeftAlone ? (standing.tick?.refused ?? []) : [],
  )
  const changes = changesOf(judging).filter((entry) => !left.includes(entry))
  const { rule, item, commands } = judging
  const last = changes.at(-1)?.at
  const body = say.list(rule.id, boxes, { count: changes.length, last })
  // What was there before the rule was in force gets a list once something happens to it (D6).
  const began = Math.max(item.createdAt, ...commands.map(({ at }) => at), last ?? 0)
  return [{ want: 'notice', firm: false, began, cause: 'list', slot: listSlot(rule.id), body }]
}
