import { z } from 'zod'
import { calendar, listOf, moment, oneOrMany, people, period, zone } from '../../rules/keys.ts'
import { wallMilliseconds } from '../../time/zone.ts'

const override = z
  .strictObject({
    who: people().meta({ description: 'Who is on instead.' }),
    from: moment().meta({ description: 'From when, local time.' }),
    to: moment().meta({ description: 'Until when, local time.' }),
  })
  .superRefine(({ from, to }, context) => {
    if (wallMilliseconds(from) < wallMilliseconds(to)) return
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: 'This override ends before it begins.',
      params: {
        code: 'bad-override',
        why: 'Nobody would ever be on by it.',
        fix: 'Write the earlier moment under `from`, the later under `to`.',
      },
    })
  })

const rotationSchema = z.strictObject({
  rotation: listOf(people()).meta({ description: 'Who is on in turn; an entry may be several people.' }),
  every: period().prefault('1w').meta({ description: 'How often it is handed over.' }),
  from: moment().meta({ description: 'The first hand-over, local time.' }),
  timezone: zone().optional().meta({ description: "The zone of its times; the file's if absent." }),
  calendar: calendar().optional().meta({ description: 'On only while this is open; then backup is needed.' }),
  backup: people().default([]).meta({ description: 'Who is meant when nobody is on.' }),
  overrides: oneOrMany(override).default([]).meta({ description: 'Who takes over from whom, for a time.' }),
})

/** An entry under `people:`. */
export const peopleSchema = z.union([
  people().transform((list) => ({ entry: 'list' as const, people: list })),
  rotationSchema.transform((rotation) => ({ entry: 'rotation' as const, ...rotation })),
])

export type PeopleSpec = z.output<typeof peopleSchema>
