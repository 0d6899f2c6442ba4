import { sameName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import { areDisjoint } from '../compare-queries.ts'
import type { Linting } from './linting.ts'

/** Two rules that would pull against each other on the same item. */
export function fightingRules({ reader, rules, base }: Linting): void {
  const all = [...(base?.rules ?? []).filter((rule) => !rules.some((own) => own.id === rule.id)), ...rules]
  const acting = all.filter((rule) => rule.mode === 'enforce')
  for (const [index, first] of acting.entries()) {
    for (const second of acting.slice(index + 1)) {
      // Somebody can mend only what stands in this file, and that is the later one.
      if (!rules.includes(second) || areDisjoint(first.when, second.when)) continue
      const labels = [...new Set([...foughtOver(first, second), ...setAndRemoved(first, second)])]
      if (labels.length > 0)
        reader.warn({ path: ['rules', second.id], at: 'key' }, fight(first, second, labels))
    }
  }
}

function foughtOver(first: Rule, second: Rule): readonly string[] {
  if (first.kind.name !== second.kind.name) return []
  return first.kind.fights?.(first.options, second.options) ?? []
}

/** Labels that one rule puts on and the other takes off. */
function setAndRemoved(first: Rule, second: Rule): readonly string[] {
  return [
    ...meeting(labelsOf(first, 'label'), labelsOf(second, 'unlabel')),
    ...meeting(labelsOf(second, 'label'), labelsOf(first, 'unlabel')),
  ]
}

function labelsOf(rule: Rule, which: 'label' | 'unlabel'): readonly string[] {
  return [...rule.do, ...rule.onFail].flatMap((action) =>
    action.action === which && 'labels' in action ? action.labels : [],
  )
}

function meeting(set: readonly string[], removed: readonly string[]): readonly string[] {
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
