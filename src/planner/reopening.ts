import type { Effect } from '../core/effect.ts'
import { isFought } from '../core/fights.ts'
import { itemKey } from '../core/subject.ts'
import type { Basis, Switched } from './switches.ts'

/** What was closed where it may not be is opened again, and left alone after three fights (D1). */
export function planReopening(basis: Basis): Pick<Switched, 'effects' | 'leftAlone'> {
  const asking = basis.decisions.filter(
    ({ mode, wants }) => mode === 'enforce' && wants.some(({ want }) => want === 'open'),
  )
  const [first] = asking
  if (!first || basis.item.state === 'open') return { effects: [], leftAlone: [] }
  const rules = asking.map(({ rule }) => rule)
  const closings = basis.history.filter(({ what }) => what === 'closed' || what === 'reopened')
  if (isFought(closings, basis.app)) {
    return { effects: [], leftAlone: [{ rules, name: 'open or closed', why: 'fight' }] }
  }
  const effect: Effect = {
    key: 'open',
    subject: itemKey(basis.item.repo, basis.item.number),
    rules,
    change: { do: 'issue.reopen', reason: first.reason.what },
    owned: false,
  }
  return { effects: [effect], leftAlone: [] }
}
