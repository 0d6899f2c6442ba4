import { z } from 'zod'
import type { Length } from '../../core/length.ts'
import * as keys from '../keys.ts'

export type Column = 'text' | 'date' | 'person' | 'link'

export interface SectionAsked {
  heading: string
  'min-words': number
  matches?: keys.Expression
  columns?: Readonly<Record<string, Column>>
}

export interface FormOptions {
  sections: readonly SectionAsked[]
  file?: string
  'label-while-missing'?: string
  'close-after'?: Length
}

const asked = z.strictObject({
  heading: keys.plain().meta({ description: 'The heading, of any level; case does not count.' }),
  'min-words': keys.count().prefault(1).meta({
    description:
      'How many words at least, beside placeholders; 0: it may be left out, but not left a placeholder.',
  }),
  matches: keys
    .expression()
    .optional()
    .meta({ description: 'An RE2 expression that is found in the section; case does not count.' }),
  columns: z
    .record(z.string(), keys.choice('text', 'date', 'person', 'link'))
    .optional()
    .meta({ description: 'A table with these columns, filled so in every row.' }),
})

export const formOptions = z.strictObject({
  sections: keys
    .oneOrMany(
      z.union([asked, keys.plain().transform((heading): SectionAsked => ({ heading, 'min-words': 1 }))]),
    )
    .meta({ description: 'What the body has to say; a plain text is a heading.' }),
  file: keys.path().optional().meta({ description: 'This file of the change is looked at, not the body.' }),
  'label-while-missing': keys.label().optional().meta({ description: 'Set while something is missing.' }),
  'close-after': keys
    .length()
    .optional()
    .meta({ description: 'Closed as not planned if something is still missing after so long.' }),
})
