import { applyEntry } from '../core/apply-entry.ts'
import type { Finding } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import { includesName, sameName } from '../core/item.ts'
import { lastAbout } from '../core/past.ts'
import type { Rule } from '../core/policy.ts'
import type { NotAllowed } from '../core/rule-kind.ts'
import { overrideOf } from './commands/heard.ts'
import { type Course, findingOf } from './evaluate.ts'
import { asOf } from './guards.ts'
import { createJudging } from './judging.ts'
import type { LawfulState } from './lawful.ts'

/** Rules that hold against people who are assigned, with their findings, and the item as all others see it. */
export interface Held {
  findings: readonly { rule: Rule; finding: Finding }[]
  lawful: Course['lawful']
}

/**
 * The item without assignments that are not allowed (D4): they stop no clock and hand nothing over, not even for a second.
 * What decides about them is judged first, and on what is really there; undefined where nothing does, or nobody was assigned.
 */
export function withoutUnlawful(course: Course): Held | undefined {
  const { app, past, policy } = course
  const rules = policy.rules.filter(({ kind, mode }) => kind.unlawful && mode === 'enforce')
  const isTouched =
    past.item.assignees.length > 0 ||
    past.history.some(({ what, actor }) => what === 'assigned' && actor !== app)
  if (rules.length === 0 || !isTouched) return undefined
  // On a course of its own: whatever else is judged on the way is judged again without them.
  const before = asOf(course, course.lawful)
  const findings = rules.flatMap((rule) => {
    const finding = findingOf(before, rule)
    return finding ? [{ rule, finding }] : []
  })
  const refused = rules.flatMap((rule) =>
    overrideOf(course.lawful.commands, rule, course.now)
      ? []
      : (rule.kind.unlawful?.(createJudging(before, rule)) ?? []),
  )
  return {
    findings,
    lawful: refused.length === 0 ? course.lawful : { ...course.lawful, ...leaveOut(course.lawful, refused) },
  }
}

/** What was never allowed is left out; what was allowed at first ends when it no longer was. */
function leaveOut(
  { item, history, states }: LawfulState,
  refused: readonly NotAllowed[],
): Pick<LawfulState, 'item' | 'history' | 'states'> {
  const [origin = item] = states
  const past: Entry[] = []
  const then = [origin]
  const take = (entry: Entry) => {
    const before = then.at(-1) ?? origin
    // Taken off when it lawfully is not there: nothing happened.
    if (entry.what === 'unassigned' && !includesName(before.assignees, entry.target)) return
    past.push(entry)
    then.push(applyEntry(before, entry))
  }
  let waiting = [...refused].sort((a, b) => a.from - b.from)
  const endUntil = (isDue: (one: NotAllowed) => boolean) => {
    for (const one of waiting.filter(isDue)) take(ending(one))
    waiting = waiting.filter((one) => !isDue(one))
  }
  for (const entry of history) {
    endUntil((one) => one.from < entry.at || answers(entry, one))
    if (!refused.some((one) => one.entry === entry.id && one.from <= entry.at)) take(entry)
  }
  endUntil(() => true)
  const standing = refused.filter((one) => isStanding(history, one)).map(({ login }) => login)
  const assignees = item.assignees.filter((login) => !includesName(standing, login))
  return { item: { ...item, assignees }, history: past, states: then }
}

/** The same occurrence before and after Reeve has taken them off: that came of this. */
function answers({ at, target, what }: Entry, { from, login }: NotAllowed): boolean {
  return what === 'unassigned' && at === from && sameName(target, login)
}

function ending({ entry, from, login }: NotAllowed): Entry {
  return { id: `${entry}/not-allowed`, what: 'unassigned', target: login, at: from, source: 'reeve' }
}

/** Nobody has changed it since. */
function isStanding(history: readonly Entry[], { entry, login }: NotAllowed): boolean {
  const last = lastAbout(history, 'assignee', login)
  return last === undefined || last.id === entry
}
