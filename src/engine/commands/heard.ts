import type { Obeyed, Spoken } from '../../core/commands.ts'
import type { Memory } from '../../core/decision.ts'
import type { Instant } from '../../core/instant.ts'
import { type Exception, exceptionsIn, type Standing, standingAt } from '../../core/override.ts'
import type { Rule } from '../../core/policy.ts'

/** Commands are remembered as rulings of a rule that no policy can have. */
export const commandsRule = '/reeve'

/** A rule that obeys a command, and which of several ways allowed it. */
export interface ToldRule {
  rule: string
  by?: string
}

/** What became of a command: made once, when it is first heard, and kept (D3, D16). */
export type CommandRuling =
  | {
      ruling: 'allowed'
      rules: readonly ToldRule[]
      until?: Instant
      /** Of an override that takes several people: how many. */
      count?: number
      /** Why, where that is less than all that stands after `because`. */
      because?: string
      /** What `lock` and `unlock` are about. */
      environment?: string
      /** The label that `move` sets. */
      label?: string
      /** Said beside the reaction. */
      note?: string
    }
  | { ruling: 'refused'; what: string; fix: string; puzzled?: true }

export interface HeardCommand {
  spoken: Spoken
  ruling: CommandRuling
  /** It was not heard before this look. */
  isNew: boolean
}

export type Allowed = Extract<CommandRuling, { ruling: 'allowed' }>
export type Refused = Extract<CommandRuling, { ruling: 'refused' }>

/** As it is kept. */
export function remembered({ spoken, ruling }: HeardCommand, now: Instant): Memory {
  const value = JSON.stringify({ name: spoken.name, ...ruling })
  return { rule: commandsRule, kind: 'ruling', key: spoken.cause, value, at: now }
}

/** What was ruled about a command before. */
export function recalled(memory: readonly Memory[], { cause }: Spoken): CommandRuling | undefined {
  const kept = memory.find(
    ({ rule, kind, key }) => rule === commandsRule && kind === 'ruling' && key === cause,
  )
  // Written by `remembered`, and by nobody else: the only place where the type is restored.
  return kept && (JSON.parse(kept.value) as CommandRuling)
}

function isTold({ rules }: Allowed, { id, was }: Pick<Rule, 'id' | 'was'>): ToldRule | undefined {
  return rules.find(({ rule }) => rule === id || was.includes(rule))
}

const none: readonly Obeyed[] = []

/** The commands that one rule was told of and obeys. */
export function obeyedBy(commands: readonly HeardCommand[], rule: Rule): readonly Obeyed[] {
  if (commands.length === 0) return none
  return commands.flatMap(({ spoken, ruling }): Obeyed[] => {
    const told = ruling.ruling === 'allowed' ? isTold(ruling, rule) : undefined
    if (ruling.ruling !== 'allowed' || !told) return []
    return [obeyed(spoken, ruling, told)]
  })
}

function obeyed(spoken: Spoken, { because, count, until }: Allowed, { by }: ToldRule): Obeyed {
  return {
    ...spoken,
    ...(count === undefined ? {} : { count }),
    ...(because === undefined ? {} : { because }),
    ...(by === undefined ? {} : { allowedBy: by }),
    ...(until === undefined ? {} : { until }),
  }
}

const noExceptions: readonly Exception[] = []

/** What people wrote to let an item through a rule, oldest first, what has ended included. */
export function exceptionsTo(commands: readonly HeardCommand[], rule: Rule): readonly Exception[] {
  return commands.length === 0 ? noExceptions : exceptionsIn(obeyedBy(commands, rule))
}

/** What lets an item through a rule at an instant: as many people as it takes have made an exception that stands. */
export function overrideOf(commands: readonly HeardCommand[], rule: Rule, at: Instant): Standing | undefined {
  const standing = standingAt(exceptionsTo(commands, rule), at)
  return standing?.lifts ? standing : undefined
}

/** The stretch in which a rule's reminders are silent, if one lasts at an instant. */
export function snoozeOf(
  commands: readonly HeardCommand[],
  rule: Rule,
  at: Instant,
): { from: Instant; until: Instant } | undefined {
  if (commands.length === 0) return undefined
  const last = obeyedBy(commands, rule).findLast((command) => command.name === 'snooze' && command.at <= at)
  return last?.until !== undefined && at < last.until ? { from: last.at, until: last.until } : undefined
}

/** Whether a memory is of a `recheck` that was obeyed, and from when. */
export function recheckedAt(memory: readonly Memory[]): Instant | undefined {
  const times = memory
    .filter(({ rule, value }) => rule === commandsRule && /"name":"recheck","ruling":"allowed"/.test(value))
    .map(({ at }) => at)
  return times.length === 0 ? undefined : Math.max(...times)
}
