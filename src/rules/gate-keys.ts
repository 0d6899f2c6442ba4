import { z } from 'zod'
import { count, flag, name, oneOrMany, people, query, ruleId, text } from './keys.ts'
import { paths } from './place-keys.ts'

/** The keys of `checklist`, as a rule's and as an environment's. */
export function checklistShape() {
  const item = z.strictObject({
    text: text().meta({ description: 'What has to be so.' }),
    by: people().optional().meta({ description: 'Ticked by one of these people.' }),
    query: query().optional().meta({ description: 'The pull request or issue itself matches this.' }),
    'blocked-by': query().optional().meta({ description: 'Nothing in the repository matches this.' }),
    check: name('check').optional().meta({ description: 'This check succeeded.' }),
    changed: paths().optional().meta({ description: 'One of these is changed.' }),
    docs: paths()
      .optional()
      .meta({ description: 'One of these is changed here or in a linked pull request.' }),
  })
  return {
    items: oneOrMany(z.union([item, text().transform((said) => ({ text: said }))])).meta({
      description: 'What has to be so; a plain text is ticked by anybody who may write.',
    }),
    'void-on-push': flag().prefault(false).meta({ description: 'New commits untick what was ticked.' }),
  }
}

/** The keys of `sign-off`, as a rule's and as an environment's. */
export function signOffShape() {
  return {
    from: people().meta({ description: 'Who may sign off, by a review or /reeve approve.' }),
    count: count().prefault(1).meta({ description: 'How many different people.' }),
    'not-author': flag().prefault(true).meta({ description: 'The author does not count.' }),
    'distinct-from': z
      .union([ruleId().transform((rule) => ({ rule })), people().transform((who) => ({ people: who }))])
      .optional()
      .meta({ description: 'Nobody of these people, or nobody who signed off for that rule.' }),
    'void-on-push': flag().prefault(true).meta({ description: 'It counts only for the newest commit.' }),
  }
}
