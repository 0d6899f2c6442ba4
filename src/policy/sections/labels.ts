import { z } from 'zod'
import { oneOrMany, plain } from '../../rules/keys.ts'

const color = plain()
  .regex(/^[0-9a-f]{6}$/i, { error: 'A colour is six hex digits without #, such as b60205.' })
  .transform((text) => text.toLowerCase())

/** An entry under `labels:`; nothing behind the name only says that there is such a label. */
export const labelSchema = z.preprocess(
  (value) => value ?? {},
  z
    .strictObject({
      color: color.optional().meta({ description: 'Six hex digits; left alone if absent.' }),
      description: plain()
        .max(100, { error: 'GitHub keeps at most 100 characters of it.' })
        .optional()
        .meta({ description: 'At most 100 characters; left alone if absent.' }),
      was: oneOrMany(plain()).default([]).meta({ description: 'Earlier names, so that it is renamed.' }),
    })
    .meta({ type: ['object', 'null'] }),
)
