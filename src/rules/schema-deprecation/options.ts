import { z } from 'zod'
import type { Action } from '../../core/action.ts'
import type { Length } from '../../core/length.ts'
import * as keys from '../keys.ts'

export interface SchemaOptions {
  schema: readonly string[]
  period?: Length
  list?: string
  warn: readonly { text: string; left: Length }[]
  'on-warn': readonly Action[]
  'on-due': readonly Action[]
  do: readonly Action[]
}

/** What texts know here beside what all do. */
const also = ['path', 'replacement']

const acts = () => keys.actionsElsewhere({ also }).default([])

export const schemaOptions = z.strictObject({
  schema: keys
    .paths()
    .meta({ description: 'The GraphQL schema; several paths, or a glob, where it is split over files.' }),
  period: keys.length().optional().meta({
    description:
      'How long something is deprecated on the default branch before it may go; absent: nothing may.',
  }),
  list: keys.path().optional().meta({
    description: 'Has a line for each deprecated thing: its path (Type.field), a date, the replacement.',
  }),
  warn: keys
    .oneOrMany(keys.left())
    .default([])
    .meta({ description: 'Marks such as `30d left`, before the period ends.' }),
  'on-warn': acts().meta({ description: 'Done once for each mark.' }),
  'on-due': acts().meta({ description: 'Done once, when the period ends.' }),
  do: acts().meta({ description: 'Done once at each new deprecation.' }),
})
