import type { Change } from './effect.ts'

/** What people wait for goes before the usual, and that before what nobody waits for. */
export type Urgency = 'urgent' | 'usual' | 'housekeeping'

/** Gates, and answers to commands: somebody sits and waits. */
const awaited: ReadonlySet<string> = new Set(['check.put', 'gate.report', 'gate.answer', 'reaction.add'])

/** How urgent what is planned for one subject is. `isSwept`: nothing happened to it, it was only looked at. */
export function urgencyOf(changes: readonly Change[], isSwept: boolean): Urgency {
  if (changes.some((change) => awaited.has(change.do) || isAnswer(change))) return 'urgent'
  return isSwept || changes.every((change) => change.do === 'repo-label.put') ? 'housekeeping' : 'usual'
}

function isAnswer(change: Change): boolean {
  return change.do === 'notice.put' && change.slot === 'answers'
}
