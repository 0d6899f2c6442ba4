import { RE2JS } from 're2js'
import type { z } from 'zod'
import { parsed } from './leaves.ts'

/** A pattern that users write: RE2, which takes time in proportion to the text, whatever the pattern. */
export interface Expression {
  text: string
  /** Found anywhere in the text; case does not count. */
  isIn(text: string): boolean
}

export function expression(): z.ZodType<Expression> {
  return parsed<Expression>((text) => {
    try {
      const compiled = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE)
      return { value: { text, isIn: (written) => compiled.matcher(written).find() } }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      return {
        refusals: [
          {
            code: 'bad-expression',
            what: `"${text}" is no expression: ${said}.`,
            why: 'Expressions are RE2: without look-around and back-references, so that none can take for ever.',
            fix: 'Write it with what RE2 knows, for example `^\\d+ days$`.',
          },
        ],
      }
    }
  })
}
