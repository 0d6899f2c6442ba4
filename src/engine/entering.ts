import type { Entering } from '../core/rule-kind.ts'
import type { Course } from './evaluate.ts'
import { createJudging } from './judging.ts'

/** Whether Reeve may bring the item into a state now, by the first workflow it is in that has it (D11, move). */
export function enterState(course: Course, state: string): Entering | undefined {
  for (const rule of course.policy.rules) {
    if (rule.mode === 'off' || rule.kind.enter === undefined) continue
    const judging = createJudging(course, rule)
    const applies = rule.when ? judging.match(rule.when).truth : 'yes'
    const entering = applies === 'no' ? undefined : rule.kind.enter(judging, state)
    if (entering === undefined) continue
    return applies === 'yes'
      ? entering
      : { entering: 'unknown', why: `whether ${rule.id} is about this could not be read` }
  }
  return undefined
}
