import { areDisjoint } from '../../query/compare-queries.ts'
import type { Linting } from './linting.ts'

/** What a rule asks of an item can never be where its `when` matches: a guard that nobody passes, a goal that never counts. */
export function impossibleConditions({ reader, rules }: Linting): void {
  for (const { id, kind, options, when } of rules) {
    for (const { path, query } of kind.conditions?.(options) ?? []) {
      if (when === undefined || !areDisjoint(when, query)) continue
      reader.warn(
        { path: ['rules', id, ...path] },
        {
          code: 'never-matches',
          message: `\`${query.text}\` never matches where this rule's \`when\` does.`,
          why: `The rule is about \`${when.text}\`.`,
          fix: 'Change one of the two, so that both can be.',
        },
      )
    }
  }
}
