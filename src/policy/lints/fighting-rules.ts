import { sameName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import { areDisjoint } from '../compare-queries.ts'
import type { Linting } from './linting.ts'

/** Two rules that would pull against each other on the same item. */
export function fightingRules({ reader, rules, base }: Linting): void {
  const theirs = (base?.rules ?? []).filter((rule) => !rules.some((own) => own.id === rule.id))
  const acting = [...theirs, ...rules].filter((rule) => rule.mode === 'enforce').map(pulling)
  for (const [index, first] of acting.entries()) {
    for (const second of acting.slice(index + 1)) {
      const labels = foughtOver(first, second)
      // Somebody can mend only what stands in this file, and that is the later one.
      if (labels.length === 0 || !rules.includes(second.rule)) continue
      if (areDisjoint(first.rule.when, second.rule.when)) continue
      reader.warn({ path: ['rules', second.rule.id], at: 'key' }, fight(first.rule, second.rule, labels))
    }
  }
}

interface Pulling {
  rule: Rule
  set: readonly string[]
  removed: readonly string[]
}

function pulling(rule: Rule): Pulling {
  return { rule, set: labelsOf(rule, 'label'), removed: labelsOf(rule, 'unlabel') }
}

function labelsOf(rule: Rule, which: 'label' | 'unlabel'): readonly string[] {
  return [...rule.do, ...rule.onFail].flatMap((action) =>
    action.action === which && 'labels' in action ? action.labels : [],
  )
}

/** What one puts on and the other takes off, and what two of a kind say they would fight over. */
function foughtOver(first: Pulling, second: Pulling): readonly string[] {
  const { kind, options } = first.rule
  const other = second.rule
  const byKind = kind.name === other.kind.name ? (kind.fights?.(options, other.options) ?? []) : []
  return [
    ...new Set([...byKind, ...meeting(first.set, second.removed), ...meeting(second.set, first.removed)]),
  ]
}

function meeting(set: readonly string[], removed: readonly string[]): readonly string[] {
  if (set.length === 0 || removed.length === 0) return []
  return set.filter((label) => removed.some((other) => sameName(label, other)))
}

function fight(first: Rule, second: Rule, labels: readonly string[]) {
  const named = labels.map((label) => `\`${label}\``).join(', ')
  return {
    code: 'fighting-rules',
    message: `\`${second.id}\` and \`${first.id}\` pull at ${named} from two sides.`,
    why: 'Where both are about the same item, what one does the other undoes.',
    fix: 'Give them different labels, or a `when` each that leaves out the items of the other.',
  }
}
