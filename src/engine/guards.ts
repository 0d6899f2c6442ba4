import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import type { Rule } from '../core/policy.ts'
import type { LabelChange, Ruling } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'
import { overrideOf } from './commands/heard.ts'
import { type Course, inForceSince } from './evaluate.ts'
import { createJudging } from './judging.ts'
import type { Guard, LawfulState } from './lawful.ts'

/** Every rule that rules about changes of labels, as the walk through the past asks it. */
export function guardsOf(course: Course): Guard[] {
  return course.policy.rules
    .filter(({ kind, mode }) => kind.guarded && kind.judge && mode !== 'off')
    .map((rule) => new RuleGuard(course, rule))
}

/** A class because one is made for every guard at every look, and few are asked anything. */
class RuleGuard implements Guard {
  readonly rule: Rule
  readonly labels: readonly string[]
  readonly #course: Course

  constructor(course: Course, rule: Rule) {
    this.rule = rule
    this.labels = rule.kind.guarded?.(rule.options) ?? []
    this.#course = course
  }

  get exclusive() {
    return this.rule.kind.exclusive === true
  }

  get inForce() {
    return inForceSince(this.#course, this.rule)
  }

  get binding() {
    return this.rule.mode === 'enforce'
  }

  applies(before: LawfulState, { at }: Entry): Truth {
    const { when } = this.rule
    return when === undefined ? 'yes' : this.#judgingAt(before, at).match(when).truth
  }

  judge(change: LabelChange, before: LawfulState): Ruling {
    const { rule } = this
    const { reader } = this.#course
    const { at } = change.entry
    // Whoever overrides a guard lets changes through for so long; they then stay allowed.
    if (overrideOf(before.commands, rule, at)) return { ruling: 'allowed' }
    const failed = reader.unread().length
    const ruling = rule.kind.judge?.(this.#judgingAt(before, at), change) ?? { ruling: 'allowed' }
    if (ruling.ruling !== 'unknown') return ruling
    return { ...ruling, why: reader.unread()[failed] ?? ruling.why }
  }

  #judgingAt(before: LawfulState, at: Instant) {
    return createJudging(asOf(this.#course, before), this.rule, { at })
  }
}

/** `rule:` in a guard is judged on the lawful view before the change (D4), so on a course of its own. */
export function asOf(course: Course, before: LawfulState): Course {
  return {
    ...course,
    lawful: { ...course.lawful, ...before },
    findings: new Map(),
    remember: [],
    judging: [],
    views: new WeakMap(),
  }
}
