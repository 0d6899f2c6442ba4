import { includesName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import { nearestName } from '../../query/nearest-name.ts'
import type { Linting } from './linting.ts'

/** What a kind says about its keys, and states that no workflow of the policy has, in `step:` and `move`. */
export function states({ reader, rules, base, head, names }: Linting): void {
  for (const rule of rules) sayRemarks(reader, ['rules', rule.id], rule)
  for (const { name, signOff, checklist } of names.environments.values()) {
    if (signOff) sayRemarks(reader, ['environments', name, 'sign-off'], signOff)
    if (checklist) sayRemarks(reader, ['environments', name, 'checklist'], checklist.own)
  }
  const isRead = Object.keys(Object(reader.raw(['rules']))).length === rules.length
  // What a rule that could not be read, or is not here to be looked at, has for states is not known.
  if (!isRead || (head.extends !== undefined && base === undefined)) return
  const known = [...(base?.rules ?? []), ...rules].flatMap(
    ({ kind, options }) => kind.states?.(options) ?? [],
  )
  for (const found of reader.found) {
    // What a workflow's own keys name it looks at itself.
    const isElsewhere = found.leaf === 'query' || found.place.path.at(-1) === 'move'
    if (found.to !== 'state' || !isElsewhere || includesName(known, found.name)) continue
    const near = nearestName(found.name, known)
    reader.error(found.place, {
      code: 'unknown-state',
      message: `\`${found.name}\` is no state of a workflow here.`,
      why: '`step:` and `move` are about the states of the workflows in this policy.',
      fix: near === undefined ? nameOne(known) : `Did you mean \`${near}\`?`,
    })
  }
}

function sayRemarks(
  reader: Linting['reader'],
  under: readonly string[],
  { kind, options }: Pick<Rule, 'kind' | 'options'>,
): void {
  for (const { path, level, ...said } of kind.remarks?.(options) ?? [])
    reader[level === 'error' ? 'error' : 'warn']({ path: [...under, ...path] }, said)
}

function nameOne(known: readonly string[]): string {
  return known.length === 0
    ? 'No rule here has `states` yet. Write the workflow that this is one of.'
    : `Name one of them: ${known.join(', ')}.`
}
