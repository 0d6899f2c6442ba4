import { type Change, changeOrder, type Effect, type LedgerLine } from '../core/effect.ts'
import { includesName } from '../core/item.ts'
import { compareText } from '../core/subject.ts'
import { type Acted, planActs } from './acts.ts'
import { planAnswers } from './answers.ts'
import { planNotice } from './notice.ts'
import { planOwnNotices } from './own-notices.ts'
import { planReopening } from './reopening.ts'
import { type Basis, planSwitches } from './switches.ts'

export type { Basis } from './switches.ts'

export interface Plan {
  /** In the order in which they are written and sent (D10.10). */
  effects: readonly Effect[]
  settled: readonly Pick<LedgerLine, 'key' | 'change' | 'rules'>[]
  /** Lines of the ledger that further rules lean on now. */
  shared: readonly LedgerLine[]
  /** Ledger keys that no longer count. */
  forget: readonly string[]
}

/** What has to change on one item so that all wants hold. INVARIANT: planning again after applying plans nothing. */
export function plan(basis: Basis): Plan {
  const acted = planActs(basis)
  const switched = planSwitches(basis, acted.opposed)
  const reopened = planReopening(basis)
  const leftAlone = [...switched.leftAlone, ...reopened.leftAlone, ...acted.leftAlone]
  const notice = planNotice(basis, leftAlone)
  const { effects, joined } = oneOfEach([
    ...switched.effects,
    ...reopened.effects,
    ...thoseWhoseLabelsStand(basis, acted, switched.effects),
    ...notice.effects,
    ...planOwnNotices(basis),
    ...planAnswers(basis),
  ])
  return {
    effects: inOrder(
      effects.filter((effect) => !wasRefused(basis, effect)),
      basis,
    ),
    settled: [...acted.settled, ...joined],
    shared: switched.shared,
    forget: [...switched.forget, ...notice.forget],
  }
}

/**
 * Without what follows labels that change by this very plan: it is planned when they have, for what they then say, and so
 * made once (D7).
 */
function thoseWhoseLabelsStand(
  basis: Basis,
  { effects, following }: Acted,
  more: readonly Effect[],
): Effect[] {
  if (following.size === 0) return [...effects]
  const changing = [...effects, ...more].flatMap((effect) =>
    'label' in effect.change && !wasRefused(basis, effect) ? [effect.change.label] : [],
  )
  return effects.filter(({ key }) => !following.get(key)?.some((label) => includesName(changing, label)))
}

/** What GitHub refused is not asked for again as it was; what it refused is said where Reeve's troubles are listed. */
export function wasRefused(basis: Basis, effect: Effect): boolean {
  const line = basis.ledger.find(({ key }) => key === effect.key)
  return line?.state === 'refused' && targetOf(line.change) === targetOf(effect.change)
}

/** A state and an act, or two acts, may ask for the same change; it is made once, for both. */
function oneOfEach(effects: readonly Effect[]): { effects: Effect[]; joined: Plan['settled'] } {
  const found = new Map<string, Effect>()
  const joined: Plan['settled'][number][] = []
  for (const effect of effects) {
    const name = targetOf(effect.change)
    const known = found.get(name)
    found.set(name, known ? { ...known, rules: [...new Set([...known.rules, ...effect.rules])] } : effect)
    if (known && known.key !== effect.key)
      joined.push({ key: effect.key, change: effect.change, rules: effect.rules })
  }
  return { effects: [...found.values()], joined }
}

/** Two effects with the same target are the same change. */
function targetOf(change: Change): string {
  switch (change.do) {
    case 'label.add':
    case 'label.remove':
      return `${change.do} ${change.label.toLowerCase()}`
    case 'assignee.add':
    case 'assignee.remove':
      return `${change.do} ${change.login.toLowerCase()}`
    case 'reviewer.request':
      return `${change.do} ${change.login ?? change.team ?? ''}`
    case 'notice.put':
    case 'notice.remove':
      return `${change.do} ${change.slot}`
    case 'comment.add':
    case 'issue.open':
      return `${change.do} ${change.key}`
    case 'check.put':
      return `${change.do} ${change.name} ${change.sha}`
    default:
      return `${change.do} ${JSON.stringify(change)}`
  }
}

/** In the order of the contract's table, then by target; rules in policy order. */
export function inOrder(effects: readonly Effect[], basis: Pick<Basis, 'decisions'>): Effect[] {
  const place = new Map(basis.decisions.map(({ rule }, index) => [rule, index]))
  const rules = (effect: Effect) =>
    [...effect.rules].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0) || compareText(a, b))
  return effects
    .map((effect) => ({ ...effect, rules: rules(effect) }))
    .sort(
      (a, b) => orderOf(a.change) - orderOf(b.change) || compareText(targetOf(a.change), targetOf(b.change)),
    )
}

function orderOf(change: Change): number {
  return changeOrder.indexOf(change.do)
}
