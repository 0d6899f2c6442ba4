import type { Want } from '../../core/decision.ts'
import { sameName } from '../../core/item.ts'
import { lastAbout } from '../../core/past.ts'
import type { Judging, RuledChange, Ruling } from '../../core/rule-kind.ts'
import { reason, type Said } from '../finding.ts'
import { say } from './messages.ts'
import type { Options } from './options.ts'
import type { Entered } from './state.ts'

/** A change of a state's label that was not allowed. */
export interface Refusal extends RuledChange {
  ruling: Extract<Ruling, { ruling: 'refused' }>
  /** The label still is as that change left it: nobody, and not Reeve, has changed it since. */
  stands: boolean
}

/** The newest refusals, one of each state, since it last moved on lawfully. What a command asked for changed nothing. */
export function openRefusals(judging: Judging<Options>, entered: Entered | undefined): Refusal[] {
  const changes = judging.rulings.filter(({ command, ruling }) => !command || ruling.ruling === 'allowed')
  const place = changes.findLastIndex(({ entry }) => entry.id === entered?.entry?.id)
  return judging.options.states.flatMap((state): Refusal[] => {
    const index = changes.findLastIndex(({ label }) => sameName(label, state))
    const ruled = changes[index]
    if (ruled?.ruling.ruling !== 'refused') return []
    if (index < place || ruled.entry.at < (entered?.entry?.at ?? 0)) return []
    return [{ ...ruled, ruling: ruled.ruling, stands: stands(judging, ruled) }]
  })
}

function stands({ actual }: Judging<Options>, { entry, label }: RuledChange): boolean {
  return lastAbout(actual.history, 'label', label)?.id === entry.id
}

/** Why something was put back is said until it moves on lawfully or is closed (D1). */
export function remarks(judging: Judging<Options>, state: string, refusals: readonly Refusal[]): Want[] {
  const isClosed = (at: number) => judging.history.some((entry) => entry.what === 'closed' && entry.at > at)
  const lastSet = Math.max(...refusals.map(({ entry }) => (entry.what === 'labeled' ? entry.at : 0)))
  // Taken off to set another one: that the other was refused is what there is to say.
  const said = refusals.filter(({ entry }) => entry.what === 'labeled' || entry.at > lastSet)
  return said.flatMap((refusal): Want[] => {
    const { entry } = refusal
    if (isClosed(entry.at)) return []
    const remark = reason(judging.rule, saidOf(judging, state, refusal))
    return [{ want: 'remark', remark, firm: true, began: entry.at, cause: entry.id }]
  })
}

/** What was ruled, and what has become of it: only an enforced rule puts back. */
export function saidOf({ rule }: Judging<Options>, state: string, { ruling }: Refusal): Said {
  return say.refused(ruling, state, rule.mode === 'enforce')
}
