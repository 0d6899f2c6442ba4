import type { Decision } from '../core/decision.ts'
import type { Effect } from '../core/effect.ts'
import { repoAsItem } from '../core/item.ts'
import { parseSubject } from '../core/subject.ts'
import { renderPastGate } from '../render/gate.ts'
import { planActs } from './acts.ts'
import { effectOf, type GateBasis, type GatePlan } from './gate.ts'
import { inOrder } from './plan.ts'

type PastGate = GateBasis & { past: { said: string } }

/**
 * What is done about a deployment that went past its gate where it should have waited: it is recorded, and what the policy asks
 * for follows. Where it asks for nothing, the newest pull request that it ships is told. Unknown accuses nobody.
 */
export function planPastGate(basis: PastGate, wanting: readonly Decision[]): GatePlan {
  const inForce = wanting.filter(({ old }) => !old)
  const broken = inForce.filter(({ verdict }) => verdict === 'fail' || verdict === 'wait')
  if (broken.length === 0)
    return inForce.length === 0 ? { effects: [], answered: 'approved' } : { effects: [] }
  const acted = planActs({ ...basis, item: repoAsItem(basis.repo), history: [], decisions: broken })
  const acts = acted.effects.flatMap((effect) => onNewest(basis, { ...effect, subject: basis.subject }))
  const told = broken.some(({ wants, waiting }) => wants.length > 0 || waiting) ? [] : tell(basis, broken)
  const record = effectOf(basis, `violation:${basis.run.ask}`, {
    change: { do: 'violation.record', what: basis.past.said },
    rules: broken,
  })
  return {
    effects: inOrder(
      [...acts, ...told, record].filter((effect) => isNew(basis, effect)),
      basis,
    ),
    settled: acted.settled,
    // Whom it is to be told, or whom to give it, could not be read yet.
    ...(broken.some(({ waiting }) => waiting) ? {} : { answered: 'rejected' as const }),
  }
}

function isNew({ ledger }: PastGate, { key }: Effect): boolean {
  return ledger.every((line) => line.key !== key)
}

function tell(basis: PastGate, broken: readonly Decision[]): Effect[] {
  const key = `violation:${basis.run.ask}:told`
  const { environment, sha } = basis.run
  const body = renderPastGate(
    { ...basis, environment, sha, decisions: broken },
    { key, said: basis.past.said },
  )
  return onNewest(basis, effectOf(basis, key, { change: { do: 'comment.add', key, body }, rules: broken }))
}

/** A comment stands on the newest pull request that it ships; where that is not known there is no place for it. */
function onNewest({ repo, ships }: PastGate, effect: Effect): Effect[] {
  const { change } = effect
  if (change.do !== 'comment.add') return [effect]
  const newest = (ships.ok ? ships.value.pulls : [])
    .map(parseSubject)
    .findLast((subject) => subject?.kind === 'item' && subject.repo === repo)
  return newest?.kind === 'item' ? [{ ...effect, change: { ...change, on: newest.number } }] : []
}
