import type { Action } from '../../core/action.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import { areDisjoint, isWithin, labelsNeeded } from '../../query/compare-queries.ts'
import type { Linting } from './linting.ts'

/** Two rules that would pull against each other on the same item. */
export function fightingRules({ reader, rules, base }: Linting): void {
  const theirs = (base?.rules ?? []).filter((rule) => !rules.some((own) => own.id === rule.id))
  const acting = [...theirs, ...rules].filter((rule) => rule.mode === 'enforce').map(pulling)
  for (const [index, first] of acting.entries()) {
    for (const second of acting.slice(index + 1)) {
      // Somebody can mend only what stands in this file, and that is the later one.
      if (!rules.includes(second.rule)) continue
      const over = [...foughtOver(first, second), ...opposed(first.rule, second.rule)]
      if (over.length === 0 || areDisjoint(first.rule.when, second.rule.when)) continue
      reader.warn({ path: ['rules', second.rule.id], at: 'key' }, fight(first.rule, second.rule, over))
    }
  }
}

interface Pulling {
  rule: Rule
  set: readonly string[]
  removed: readonly string[]
  /** Labels of which it lets one stay. */
  oneOf: readonly string[]
  /** Labels that are there whenever it acts. */
  there: readonly string[]
}

function pulling(rule: Rule): Pulling {
  return {
    rule,
    set: labelsOf(rule, 'label'),
    removed: labelsOf(rule, 'unlabel'),
    oneOf: rule.kind.oneOf?.(rule.options) ?? [],
    there: labelsNeeded(rule.when),
  }
}

function labelsOf(rule: Rule, which: 'label' | 'unlabel'): readonly string[] {
  return [...rule.do, ...rule.onFail].flatMap((action) =>
    action.action === which && 'labels' in action ? action.labels : [],
  )
}

/** The labels that one puts on and the other takes off, or does not let stay. */
function foughtOver(first: Pulling, second: Pulling): readonly string[] {
  const { kind } = first.rule
  const byKind =
    kind.name === second.rule.kind.name && kind.fights !== undefined
      ? kind.fights(first.rule, second.rule)
      : []
  const labels = [
    ...byKind,
    ...meeting(first.set, second.removed),
    ...meeting(second.set, first.removed),
    ...besideAnother(first, second.oneOf),
    ...besideAnother(second, first.oneOf),
  ]
  return [...new Set(labels)].map((label) => `\`${label}\``)
}

function meeting(set: readonly string[], removed: readonly string[]): readonly string[] {
  if (set.length === 0 || removed.length === 0) return []
  return set.filter((label) => removed.some((other) => sameName(label, other)))
}

/** Labels of a group that are set where another one of the group has to be already. */
function besideAnother({ set, there }: Pulling, group: readonly string[]): readonly string[] {
  if (group.length === 0 || set.length === 0) return []
  return set.filter(
    (label) =>
      includesName(group, label) &&
      there.some((other) => includesName(group, other) && !sameName(other, label)),
  )
}

/** What two rules would do at one time to one item, and cannot both do. Only where one is surely about items of the other. */
function opposed(first: Rule, second: Rule): readonly string[] {
  const pairs = [
    [first.do, second.do],
    [first.onFail, second.onFail],
  ] as const
  const acts = pairs.flatMap(([mine, theirs]) =>
    mine.flatMap((one) => (theirs.some((other) => isOpposite(one, other)) ? [`\`${one.action}\``] : [])),
  )
  return acts.length > 0 && meet(first, second) ? acts : []
}

function meet({ when: one }: Rule, { when: other }: Rule): boolean {
  return one === undefined || other === undefined || isWithin(one, other) || isWithin(other, one)
}

const opposites = [
  ['close', 'reopen'],
  ['pin', 'unpin'],
  ['assign', 'unassign'],
] as const

function isOpposite(one: Action, other: Action): boolean {
  const acts = [one.action, other.action]
  if (!opposites.some((pair) => pair.every((act) => acts.includes(act)))) return false
  return JSON.stringify(peopleOf(one)) === JSON.stringify(peopleOf(other))
}

function peopleOf(action: Action): unknown {
  return 'people' in action ? action.people : []
}

function fight(first: Rule, second: Rule, over: readonly string[]) {
  return {
    code: 'fighting-rules',
    message: `\`${second.id}\` and \`${first.id}\` pull at ${[...new Set(over)].join(', ')} from two sides.`,
    why: 'Where both are about the same item, what one does the other undoes.',
    fix: 'Make it one rule, or give each a `when` that leaves out the items of the other.',
  }
}
