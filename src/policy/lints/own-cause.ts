import { sameName } from '../../core/item.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A label that a rule's own `when` or `must` names and its `do` or `on-fail` changes: it would end its own cause. */
export function ownCause({ reader }: Linting): void {
  const causes = reader.found.filter((found) => isLabelIn(found, ['when', 'must']))
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
