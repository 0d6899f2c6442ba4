import { z } from 'zod'
import type { HowMany, PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { KeyRemark } from '../../core/rule-kind.ts'
import * as keys from '../keys.ts'

export interface Options {
  to: readonly PeopleRef[]
  pick: HowMany
  only: boolean
  unless?: Query
  'spill-over-with': readonly PeopleRef[]
}

export const options = z.strictObject({
  to: keys.people({ assigned: true }).meta({
    description: 'One of them is assigned when it comes to match, and it stays with that one.',
  }),
  pick: keys.choice('one', 'least-loaded', 'all').prefault('one').meta({
    description: 'Of several: in turn; with the fewest open issues; everybody (ten at most).',
  }),
  only: keys
    .flag()
    .default(false)
    .meta({ description: 'Others who are assigned are taken off, with the reason.' }),
  unless: keys.query().optional().meta({ description: '`only` does not hold for these.' }),
  'spill-over-with': keys
    .people()
    .default([])
    .meta({ description: 'Whose `/reeve approve @user` lets that user be assigned too.' }),
})

/** What changes nothing as it is written. */
export function remarks({ only, to, unless, 'spill-over-with': spillOver }: Options): KeyRemark[] {
  const found: KeyRemark[] = []
  const idle = (key: string, why: string, fix: string) =>
    found.push({
      path: [key],
      level: 'warning',
      code: 'no-effect',
      message: `\`${key}\` has no effect here.`,
      why,
      fix,
    })
  const nobodyIsTakenOff = 'Without `only: true` anybody may be assigned, and nobody is taken off.'
  if (!only && unless) idle('unless', nobodyIsTakenOff, 'Add `only: true`, or leave `unless` out.')
  if (!only && spillOver.length > 0)
    idle('spill-over-with', nobodyIsTakenOff, 'Add `only: true`, or leave `spill-over-with` out.')
  if (to.every(({ who }) => who === 'assignees'))
    idle('to', 'Whoever is assigned already has it.', 'Name the people who are to have it.')
  return found
}
