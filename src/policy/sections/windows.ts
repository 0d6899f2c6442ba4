import { z } from 'zod'
import { flag, lines, plain, zone } from '../../rules/keys.ts'

/** An entry under `windows:`. */
export const windowSchema = z.strictObject({
  open: lines().optional().meta({ description: 'Allowed only then.' }),
  closed: lines().optional().meta({ description: 'Not allowed then.' }),
  timezone: zone().optional().meta({ description: "The zone of its lines; the file's if absent." }),
  because: plain().optional().meta({ description: 'Said with every refusal.' }),
  'may-finish': flag()
    .prefault(false)
    .meta({ description: 'What was allowed when it started may run on past the edge.' }),
})
