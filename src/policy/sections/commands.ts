import { z } from 'zod'
import { actions, flag, people, query } from '../../rules/keys.ts'

/** An entry under `commands:`. */
export const commandSchema = z.strictObject({
  by: people().optional().meta({ description: 'Who may use it.' }),
  when: query().optional().meta({ description: 'Only where this matches.' }),
  'needs-reason': flag().prefault(false).meta({ description: 'It needs: because <why>.' }),
  do: actions().optional().meta({ description: 'What is done, once for each comment.' }),
})
