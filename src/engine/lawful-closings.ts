import { applyEntry } from '../core/apply-entry.ts'
import type { Entry } from '../core/history.ts'
import { type Course, findingOf } from './evaluate.ts'
import { asOf } from './guards.ts'
import { createJudging } from './judging.ts'
import type { Held } from './lawful-assignees.ts'

/**
 * The item without closings that were put back (D4): for every other rule it was open all the time, so that nothing ends and
 * begins anew. What decides about them is judged first, and on what really happened; undefined where there are none.
 */
export function withoutPutBack(course: Course): Held | undefined {
  const { app, past, policy } = course
  const rules = policy.rules.filter(({ kind, mode }) => kind.putBack && mode === 'enforce')
  const isTouched = past.history.some(({ what, actor }) => what === 'closed' && actor !== app)
  if (rules.length === 0 || !isTouched) return undefined
  const before = asOf(course, course.lawful)
  const undone = rules.flatMap((rule) => rule.kind.putBack?.(createJudging(before, rule)) ?? [])
  if (undone.length === 0) return undefined
  const findings = rules.flatMap((rule) => {
    const finding = findingOf(before, rule)
    return finding ? [{ rule, finding }] : []
  })
  return { findings, lawful: leaveOut(course.lawful, new Set(undone)) }
}

/** Without these closings, and the reopenings that answer them. */
function leaveOut(lawful: Course['lawful'], undone: ReadonlySet<string>): Course['lawful'] {
  const [origin = lawful.item] = lawful.states
  const history: Entry[] = []
  const states = [origin]
  let isUndoing = false
  for (const entry of lawful.history) {
    if (entry.what === 'closed' || entry.what === 'reopened') {
      const isAnswer = isUndoing && entry.what === 'reopened'
      isUndoing = undone.has(entry.id)
      if (isUndoing || isAnswer) continue
    }
    history.push(entry)
    states.push(applyEntry(states.at(-1) ?? origin, entry))
  }
  const { stateReason: _reason, ...open } = lawful.item
  return { ...lawful, item: isUndoing ? { ...open, state: 'open' } : lawful.item, history, states }
}
