import { z } from 'zod'
import { nearestName } from '../../query/nearest-name.ts'
import { actionShape } from '../../rules/actions-schema.ts'
import { oneOrMany, plain } from '../../rules/keys.ts'
import { parsed } from '../../rules/leaves.ts'

const acceptable = [...Object.keys(actionShape()), 'follow']

const from = plain().regex(/^[A-Za-z0-9*-]+\/[A-Za-z0-9_.*-]+$/, {
  error: 'A repository is written owner/name, with * for a part.',
})

const what = parsed<string>((text) => {
  if (/^dispatch:\S+$/.test(text) || (acceptable.includes(text) && text !== 'dispatch'))
    return { value: text }
  const near = nearestName(text, acceptable)
  return {
    refusals: [
      {
        code: 'unknown-action',
        what: text === 'dispatch' ? '`dispatch` does not say which event.' : `There is no action "${text}".`,
        why: 'What another repository may do here is listed one by one; events by their name.',
        fix:
          text === 'dispatch'
            ? 'Write dispatch:<event>, in quotes.'
            : near
              ? `Did you mean ${near}?`
              : `Known: ${acceptable.join(', ')}.`,
      },
    ],
  }
})

/** An entry of the list `accepts:`. */
export const acceptSchema = z.strictObject({
  from: oneOrMany(from).meta({ description: 'Whose rules, owner/name; * for a part.' }),
  do: oneOrMany(what).meta({ description: 'What they may do here.' }),
})
