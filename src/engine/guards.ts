import { overrideOf } from './commands/heard.ts'
import { type Course, inForceSince } from './evaluate.ts'
import { createJudging } from './judging.ts'
import type { Guard, LawfulState } from './lawful.ts'

/** Every rule that rules about changes of labels, as the walk through the past asks it. */
export function guardsOf(course: Course): Guard[] {
  return course.policy.rules.flatMap((rule): Guard[] => {
    const { guarded, judge } = rule.kind
    if (!guarded || !judge || rule.mode === 'off') return []
    return [
      {
        rule,
        labels: guarded(rule.options),
        exclusive: rule.kind.exclusive === true,
        inForce: inForceSince(course, rule),
        binding: rule.mode === 'enforce',
        applies: (before, entry) => {
          if (rule.when === undefined) return 'yes'
          return createJudging(asOf(course, before), rule, { at: entry.at }).match(rule.when).truth
        },
        judge: (change, before) => {
          // Whoever overrides a guard lets changes through for so long; they then stay allowed.
          if (overrideOf(before.commands, rule, change.entry.at)) return { ruling: 'allowed' }
          const failed = course.reader.unread().length
          const ruling = judge(createJudging(asOf(course, before), rule, { at: change.entry.at }), change)
          if (ruling.ruling !== 'unknown') return ruling
          return { ...ruling, why: course.reader.unread()[failed] ?? ruling.why }
        },
      },
    ]
  })
}

/** `rule:` in a guard is judged on the lawful view before the change (D4), so on a course of its own. */
export function asOf(course: Course, before: LawfulState): Course {
  return {
    ...course,
    lawful: { ...course.lawful, ...before },
    findings: new Map(),
    judging: new Set(),
    views: new WeakMap(),
  }
}
