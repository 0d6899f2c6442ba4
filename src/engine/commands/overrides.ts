import { exceptionsIn, type Override } from '../../core/override.ts'
import type { Rule } from '../../core/policy.ts'
import { itemKey } from '../../core/subject.ts'
import type { Course } from '../evaluate.ts'
import { obeyedBy } from './heard.ts'

/** The overrides of one item that were made, or ended, by commands first heard now: what has to be recorded. */
export function overridesOf({ lawful, policy }: Course): Override[] {
  if (!lawful.commands.some(({ isNew }) => isNew)) return []
  return policy.rules.flatMap((rule) => changedOf(lawful, rule))
}

function changedOf({ commands, item }: Course['lawful'], rule: Rule): Override[] {
  const before = exceptionsIn(
    obeyedBy(
      commands.filter(({ isNew }) => !isNew),
      rule,
    ),
  )
  const subject = itemKey(item.repo, item.number)
  return exceptionsIn(obeyedBy(commands, rule)).flatMap((one): Override[] => {
    const kept = before.find(({ cause }) => cause === one.cause)
    const isSo = kept && kept.ended?.at === one.ended?.at && kept.ended?.how === one.ended?.how
    return isSo ? [] : [{ ...one, subject, rule: rule.id }]
  })
}
