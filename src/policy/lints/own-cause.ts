import { sameName } from '../../core/item.ts'
import { hasLabel } from '../../query/combine-queries.ts'
import { areDisjoint } from '../../query/compare-queries.ts'
import { keyOf } from '../explain-issues.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A label that a rule's own `when` or `must` names and its `do` or `on-fail` changes: it would end its own cause. */
export function ownCause(linting: Linting): void {
  const { reader } = linting
  endsItself(linting)
  const causes = reader.found.filter((found) => !found.ofRelated && isLabelIn(found, ['when', 'must']))
  for (const change of reader.found) {
    const action = change.place.path[4]
    if (!isLabelIn(change, ['do', 'on-fail']) || !isChange(change, action)) continue
    const cause = causes.find((found) => sameRule(found, change) && sameName(found.name, change.name))
    if (cause === undefined) continue
    reader.error(change.place, {
      code: 'own-cause',
      message: `\`${change.name}\` is in the rule's own \`${String(cause.place.path[2])}\`.`,
      why: 'Changing it here would end the cause that it comes from, and begin it again.',
      fix: 'Use `move` for a step from one state to the next, or another label.',
    })
  }
}

function isLabelIn({ to, place: { path } }: Found, keys: readonly string[]): boolean {
  return to === 'label' && path[0] === 'rules' && keys.includes(String(path[2]))
}

/** `do: { label: x }` stands one step higher than `do: [{ label: x }]`. */
function isChange({ place: { path } }: Found, inList: unknown): boolean {
  const action = typeof path[3] === 'number' ? inList : path[3]
  return action === 'label' || action === 'unlabel'
}

function sameRule(a: Found, b: Found): boolean {
  return a.place.path[1] === b.place.path[1]
}

/** Elsewhere, as in `on-breach`: a label without which the rule is about an item, and which it sets on it. */
function endsItself({ reader, rules }: Linting): void {
  for (const { to, name, place } of reader.found) {
    const [section, id, key] = place.path
    const isSet = section === 'rules' && place.path.length > 4 && keyOf(place.path) === 'label'
    if (to !== 'label' || !isSet || key === 'do' || key === 'on-fail') continue
    const rule = rules.find((other) => other.id === id)
    if (!areDisjoint(rule?.when, hasLabel(name))) continue
    reader.warn(place, {
      code: 'own-cause',
      message: `With \`${name}\` set, the rule's own \`when\` no longer matches.`,
      why: 'Setting it would end the cause that it comes from, and begin it again.',
      fix: `Take \`-label:${name}\` out of \`when\`, or set another label.`,
    })
  }
}
