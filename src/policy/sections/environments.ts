import { z } from 'zod'
import { checklistShape, signOffShape } from '../../rules/gate-keys.ts'
import { choice, flag, length, names, oneOrMany, people, plain, query, windows } from '../../rules/keys.ts'

const liftable = [
  'after',
  'strict',
  'soak',
  'by',
  'window',
  'one-at-a-time',
  'checks',
  'requires',
  'blocked-by',
  'checklist',
  'sign-off',
] as const

const environments = () => names('environment')

const after = z.union([
  environments().transform((all) => ({ all })),
  z.strictObject({ any: environments().meta({ description: 'It succeeded in one of these.' }) }),
  z.strictObject({ all: environments().meta({ description: 'It succeeded in each of these.' }) }),
])

/** How long one deployment keeps the others waiting, where nothing is heard of its end. */
const turn = z.strictObject({
  for: length()
    .refine((lasts) => ('seconds' in lasts ? lasts.seconds : lasts.count) > 0, {
      message: 'A turn of no time is none.',
      params: {
        code: 'no-turn',
        why: 'It would be over when it begins, and all would go at once.',
        fix: 'Write how long a deployment takes at the longest, such as `1h`.',
      },
    })
    .meta({ description: 'How long its turn lasts at the longest.' }),
})

const hotfix = z
  .strictObject({
    when: query().meta({
      description: 'Every pull request it ships matches; is:rollback for a commit that ran here before.',
    }),
    lifts: oneOrMany(choice(...liftable)).meta({ description: 'What it need not keep.' }),
    'approved-by': people().optional().meta({ description: 'One of them, not the author, has approved it.' }),
  })
  .superRefine((entry, context) => {
    if (entry['approved-by'] !== undefined || /^is:rollback$/i.test(entry.when.text.trim())) return
    context.addIssue({
      code: 'custom',
      message: '`approved-by` is missing.',
      params: {
        code: 'missing-key',
        why: 'A label alone lifts nothing; only is:rollback needs no approval.',
        fix: 'Add `approved-by:` and who may approve a hotfix.',
      },
    })
  })

/** An entry under `environments:`. */
export const environmentSchema = z.strictObject({
  description: plain().optional().meta({ description: "Shown on the environment's card." }),
  after: after.optional().meta({ description: 'Where the same commit must have succeeded before.' }),
  strict: flag().prefault(true).meta({ description: 'It must still be there.' }),
  soak: length()
    .optional()
    .meta({ description: 'How long it must have been healthy there without a break.' }),
  by: people().prefault('everyone').meta({ description: 'Who may deploy here.' }),
  window: windows().optional().meta({ description: 'When it may be deployed here.' }),
  'one-at-a-time': z.union([flag(), turn]).prefault(false).meta({
    description: 'One deployment at a time; `for` is how long it keeps others waiting at the longest.',
  }),
  checks: names('check').optional().meta({ description: 'Checks that succeeded on that very commit.' }),
  requires: query()
    .optional()
    .meta({ description: 'What every pull request it ships, or an issue it closes, matches.' }),
  'blocked-by': query().optional().meta({ description: 'Nothing in the repository matches this.' }),
  checklist: z
    .strictObject(checklistShape())
    .optional()
    .meta({ description: 'What is ticked on a pull request it ships.' }),
  'sign-off': z
    .strictObject(signOffShape())
    .optional()
    .meta({ description: 'Who agrees before it goes here.' }),
  hotfix: oneOrMany(hotfix)
    .optional()
    .meta({ description: 'What may skip some of this; the first that matches.' }),
})

export type WrittenEnvironment = z.output<typeof environmentSchema>
