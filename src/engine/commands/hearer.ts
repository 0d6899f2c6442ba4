import type { Spoken } from '../../core/commands.ts'
import type { Mode } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import type { Policy } from '../../core/policy.ts'
import { matchQuery } from '../../query/match-query.ts'
import type { Course } from '../evaluate.ts'
import { asOf } from '../guards.ts'
import { createJudging, viewOn } from '../judging.ts'
import type { Guard, LawfulState } from '../lawful.ts'
import { commandsRule, type HeardCommand } from './heard.ts'
import { hearCommand } from './rule-on-command.ts'

/** Hears the commands of one item's past, each on what was there when it was written. */
export function hearerOn(course: Course, guards: readonly Guard[]) {
  return (spoken: Spoken, entry: Entry, before: LawfulState): HeardCommand | undefined => {
    if (sameName(spoken.by, course.app) || spoken.at < heardSince(course) || voiceOf(course.policy) === 'off')
      return undefined
    const then = asOf(course, before)
    return hearCommand({
      course: then,
      spoken,
      entry,
      before,
      guards,
      match: (query, names) => {
        const { item, history, unsure } = before
        const { timezone } = names
        return matchQuery(query, viewOn(then, { names, timezone }, { item, history, unsure, at: spoken.at }))
          .truth
      },
      judging: (rule) => createJudging(then, rule, { at: spoken.at }),
    })
  }
}

/** Since when commands are heard in a repository: since it has a policy (D6). */
export function heardSince({ since }: Pick<Course, 'since'>): Instant {
  return since.get(commandsRule)?.from ?? 0
}

const loudest: readonly Mode[] = ['enforce', 'warn', 'observe']

/** Reeve speaks where some rule, command or environment of the policy does: what only observes touches nothing. */
export function voiceOf({ rules, files }: Policy): Mode {
  const modes = new Set([
    ...rules.map(({ mode }) => mode),
    ...files.flatMap(({ commands, environments }) =>
      [...commands.values(), ...environments.values()].map(({ mode }) => mode),
    ),
  ])
  return loudest.find((mode) => modes.has(mode)) ?? 'off'
}
