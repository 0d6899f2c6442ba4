import type { Policy, Rule } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'

/**
 * The rules in force: the organisation's in their order, those that the repository writes anew in their place, then the
 * repository's own (D15). A locked rule stays as it is.
 */
export function mergePolicy(reader: FileReader, rules: readonly Rule[], base: Policy | undefined): Rule[] {
  const theirs = base?.rules ?? []
  for (const rule of rules) {
    const locked = theirs.find((other) => other.id === rule.id && other.locked)
    if (locked !== undefined) reader.error({ path: ['rules', rule.id], at: 'key' }, isLocked(locked))
  }
  const own = new Map(rules.map((rule) => [rule.id, rule]))
  const replaced = theirs.map((rule) => (rule.locked ? rule : (own.get(rule.id) ?? rule)))
  return [...replaced, ...rules.filter((rule) => !theirs.some((other) => other.id === rule.id))]
}

function isLocked(rule: Rule) {
  return {
    code: 'locked-rule',
    message: `\`${rule.id}\` is a locked rule of the organisation.`,
    why: `It is written in ${rule.source} and marked \`locked: true\`, so every repository keeps it as it is.`,
    fix: 'Take it out here, or give your own rule another id.',
  }
}
