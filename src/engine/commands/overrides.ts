import type { Override } from '../../core/override.ts'
import { itemKey } from '../../core/subject.ts'
import type { Course } from '../evaluate.ts'

/** The overrides of one item that were made, or ended, by commands first heard now: what has to be recorded. */
export function overridesOf({ lawful }: Course): Override[] {
  const { number, repo } = lawful.item
  const changed = new Set<string>()
  const made = new Map<string, Override>()
  for (const { spoken, ruling, isNew } of lawful.commands) {
    const { at, by, cause, name } = spoken
    if (ruling.ruling !== 'allowed' || (name !== 'override' && name !== 'revoke')) continue
    for (const { rule } of ruling.rules) {
      const before = [...made.values()].findLast((one) => one.rule === rule && !one.ended && at < one.until)
      if (before) made.set(before.cause, { ...before, ended: { by, at } })
      if (isNew && before) changed.add(before.cause)
      if (name !== 'override' || ruling.until === undefined) continue
      const { because = '', until } = ruling
      made.set(cause, { subject: itemKey(repo, number), rule, by, because, from: at, until, cause })
      if (isNew) changed.add(cause)
    }
  }
  return [...made.values()].filter(({ cause }) => changed.has(cause))
}
