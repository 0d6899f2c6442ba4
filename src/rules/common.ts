import { z } from 'zod'
import {
  actions,
  calendar,
  choice,
  count,
  date,
  flag,
  length,
  listOf,
  people,
  plain,
  query,
  text,
  zone,
} from './keys.ts'

/** What a rule can be called: its id stands in checks, comments and in `rule:<id>`. */
export const ruleIdPattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u

/** The keys that every rule may carry, whatever its kind (kinds.md, every rule). `kind` is read before the rest. */
export const commonOptions = z.strictObject({
  kind: plain().optional().meta({ description: 'What kind of rule this is; require if absent.' }),
  when: query()
    .optional()
    .meta({ description: 'What the rule is about; every issue and pull request if absent.' }),
  why: text()
    .optional()
    .meta({ description: 'The sentence of your handbook that this rule keeps. Refusals quote it.' }),
  mode: choice('off', 'observe', 'warn', 'enforce').optional().meta({
    description: 'off, observe (record only), warn (say it) or enforce; as the file says if absent.',
  }),
  since: date().optional().meta({
    description: 'Acts, reverts and announced breaches are only about what happened from this date on.',
  }),
  was: listOf(plain())
    .or(plain().transform((id): readonly string[] => [id]))
    .default([])
    .meta({ description: 'Earlier ids of this rule, so that it keeps what it remembers.' }),
  owner: people({ mentioned: true })
    .default([])
    .meta({ description: 'Who is told when a notify or assign would reach nobody.' }),
  gate: flag()
    .optional()
    .meta({ description: 'Whether it counts in the check of a pull request; by kind if absent.' }),
  calendar: calendar()
    .prefault('always')
    .meta({ description: "Whose open time the rule's durations count." }),
  timezone: zone()
    .optional()
    .meta({ description: "The time zone of the rule's texts; the calendar's or the file's if absent." }),
  grace: length()
    .optional()
    .meta({ description: 'How long it may be broken before anything is said or done.' }),
  message: text()
    .optional()
    .meta({ description: 'Said first, before what is wrong, why and how to mend it.' }),
  do: actions().default([]).meta({ description: 'Done once each time something comes to keep the rule.' }),
  'on-fail': actions()
    .default([])
    .meta({ description: 'Done once each time something comes to break the rule.' }),
  override: z
    .strictObject({
      by: people().default([]).meta({ description: 'Who may override it beside maintainers.' }),
      for: length().prefault('1d').meta({ description: 'How long an override lasts at most.' }),
      count: count().prefault(1).meta({ description: 'How many different people have to write one.' }),
    })
    .prefault({})
    .meta({ description: 'Who may let something through, how many of them together, and for how long.' }),
  check: choice('shared', 'own')
    .prefault('shared')
    .meta({ description: 'own: also a check run Reeve / <id>.' }),
  locked: flag()
    .default(false)
    .meta({ description: "A repository may not change this rule of the organisation's." }),
})

export type CommonOptions = z.output<typeof commonOptions>

/** Everything a rule of a kind may say: the common keys it takes, and its own, which win where both have one. */
export function ruleOptions(kind: {
  name: string
  options: z.ZodObject
  without: readonly string[]
}): z.ZodObject {
  const common = Object.entries(commonOptions.shape).filter(([key]) => !kind.without.includes(key))
  const word = z.literal(kind.name).meta({ description: commonOptions.shape.kind.description ?? '' })
  return z.strictObject({
    ...Object.fromEntries(common),
    kind: kind.name === 'require' ? word.optional() : word,
    ...kind.options.shape,
  })
}
