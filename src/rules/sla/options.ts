import { z } from 'zod'
import type { Action } from '../../core/action.ts'
import type { Goal, Length } from '../../core/length.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import * as keys from '../keys.ts'
import { type ClockKey, clockKey } from './clock-key.ts'
import { type Mark, mark } from './mark.ts'

export interface GoalOption {
  when: Query
  within: Goal
  calendar?: string
}

export interface Escalation {
  after: Length
  every?: Length
  notify: readonly PeopleRef[]
  do: readonly Action[]
}

export interface SlaOptions {
  clock: ClockKey
  by: readonly PeopleRef[]
  within?: Goal
  goals: readonly GoalOption[]
  pause?: Query
  reopen: 'resume' | 'total' | 'new-cycle' | 'first-close'
  'on-change': 'carry' | 'restart'
  warn: readonly Mark[]
  'on-warn': readonly Action[]
  'on-breach': readonly Action[]
  keep: boolean
  escalate: readonly Escalation[]
  'until-acknowledged': boolean
}

const goal = z.strictObject({
  when: keys.query().meta({ description: 'For which items this is the goal.' }),
  within: keys.goal().meta({ description: 'How long it may take.' }),
  calendar: keys.calendar().optional().meta({ description: "Whose open time counts; the rule's if absent." }),
})

const escalation = z
  .strictObject({
    after: keys
      .length()
      .meta({ description: 'Open time since the step before; the first, since the clock started.' }),
    every: keys
      .length()
      .optional()
      .meta({ description: 'This step again so often, until the next step or the end.' }),
    notify: keys.people({ mentioned: true }).default([]).meta({ description: 'Who is told.' }),
    do: keys.actions().default([]).meta({ description: 'What else is done.' }),
  })
  .superRefine(({ every, notify, do: acts }, context) => {
    if (notify.length === 0 && acts.length === 0)
      context.addIssue({
        code: 'custom',
        message: 'This step does nothing.',
        params: {
          code: 'missing-key',
          why: 'A step of `escalate` tells people, does something, or both.',
          fix: 'Add `notify:` with whom to tell, or `do:` with actions.',
        },
      })
    if (every !== undefined && isZero(every))
      context.addIssue({
        code: 'custom',
        path: ['every'],
        message: 'This step would be repeated without end in one instant.',
        params: {
          code: 'bad-duration',
          why: '`every` is how long it waits.',
          fix: 'Write one such as `every: 30m`.',
        },
      })
  })

function isZero(length: Length): boolean {
  return length.unit === 'seconds' ? length.seconds === 0 : length.count === 0
}

export const slaOptions = z
  .strictObject({
    clock: clockKey().prefault('resolve').meta({
      description:
        'What stops it: `resolve` (closing), `respond` (a first answer), `assign`, or a query reached.',
    }),
    by: keys.people().default([]).meta({
      description: 'Whose answer counts for `respond`; owners, members and collaborators if absent.',
    }),
    within: keys
      .goal()
      .optional()
      .meta({ description: 'How long it may take, from when `when` first matched.' }),
    goals: keys.oneOrMany(goal).default([]).meta({ description: 'The first that matches is the goal.' }),
    pause: keys.query().optional().meta({ description: 'The clock stands still while this matches.' }),
    reopen: keys.choice('resume', 'total', 'new-cycle', 'first-close').prefault('resume').meta({
      description: 'On reopening: go on, count the closed time too, start anew, or stay stopped.',
    }),
    'on-change': keys.choice('carry', 'restart').prefault('carry').meta({
      description: 'Whether time spent counts when another of `goals` comes to match.',
    }),
    warn: keys
      .oneOrMany(mark())
      .default([])
      .meta({ description: 'Marks such as `50%` or `30m left`: at risk from the first on.' }),
    'on-warn': keys.actions().default([]).meta({ description: 'Done once for each mark.' }),
    'on-breach': keys.actions().default([]).meta({ description: 'Done once, at the due instant.' }),
    keep: keys.flag().default(false).meta({ description: 'Labels of on-breach stay when the clock stops.' }),
    escalate: keys.oneOrMany(escalation).default([]).meta({ description: 'Steps while the clock runs.' }),
    'until-acknowledged': keys.flag().default(false).meta({ description: '`/reeve ack` ends the steps.' }),
  })
  .superRefine((given, context) => {
    const both = given.within !== undefined && given.goals.length > 0
    if (!both && (given.within !== undefined || given.goals.length > 0)) return
    context.addIssue({
      code: 'custom',
      path: both ? ['goals'] : [],
      message: both
        ? 'A clock has `within` or `goals`, not both.'
        : 'This clock has neither `within` nor `goals`.',
      params: {
        code: both ? 'two-goals' : 'missing-key',
        at: both ? 'key' : 'value',
        why: both ? 'One of them would never count.' : 'Without a goal nothing is ever due.',
        fix: both
          ? 'Take `within` out, or write it as the last of `goals`.'
          : 'Write `within: 2d`, or `goals:` with a `when` and a `within` each.',
      },
    })
  })
