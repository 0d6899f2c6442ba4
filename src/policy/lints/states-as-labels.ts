import { includesName } from '../../core/item.ts'
import { areDisjoint } from '../../query/compare-queries.ts'
import { keyOf } from '../explain-issues.ts'
import type { Linting } from './linting.ts'

/** The action `label` with a state of a workflow that is about the same items: it goes past what a move requires, and is taken back. */
export function statesAsLabels({ reader, rules, base }: Linting): void {
  const workflows = [...(base?.rules ?? []), ...rules].filter(({ mode }) => mode !== 'off')
  for (const { to, name, place } of reader.found) {
    const [section, id] = place.path
    if (to !== 'label' || section !== 'rules' || place.path.length < 4 || keyOf(place.path) !== 'label')
      continue
    const rule = rules.find((other) => other.id === id)
    const workflow = workflows.find(
      ({ kind, options, when }) =>
        includesName(kind.states?.(options) ?? [], name) &&
        rule !== undefined &&
        !areDisjoint(rule.when, when),
    )
    if (workflow === undefined) continue
    reader.warn(place, {
      code: 'state-as-label',
      message: `\`${name}\` is a state of \`${workflow.id}\`.`,
      why: 'As a label it would be set without asking what the move requires, and taken off again when its cause ends.',
      fix: `Write { move: ${name} }.`,
    })
  }
}
