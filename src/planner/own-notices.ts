import type { Effect } from '../core/effect.ts'
import { itemKey } from '../core/subject.ts'
import { withMarker } from '../render/notice.ts'
import type { Basis } from './switches.ts'

const keyOf = (slot: string) => `notice:${slot}`

/** Comments that kinds keep of their own, beside the one notice of all rules (D11, slots): put as they are wanted. */
export function planOwnNotices(basis: Basis): Effect[] {
  const subject = itemKey(basis.item.repo, basis.item.number)
  const puts = basis.decisions.flatMap(({ mode, rule, wants }) =>
    mode === 'enforce' || mode === 'warn'
      ? wants.flatMap((want): Effect[] => {
          if (want.want !== 'notice') return []
          const { slot } = want
          const body = withMarker(want.body, slot)
          if (standingIn(basis, slot) === body) return []
          return [
            {
              key: keyOf(slot),
              subject,
              rules: [rule],
              change: { do: 'notice.put', slot, body },
              owned: true,
            },
          ]
        })
      : [],
  )
  return [...puts, ...gone(basis, subject)]
}

function standingIn({ ledger }: Basis, slot: string): string | undefined {
  const line = ledger.find(({ key }) => key === keyOf(slot))
  return line?.change.do === 'notice.put' ? line.change.body : undefined
}

/** The slots of the notice of all rules and of answers, which plan themselves. */
const others = ['reeve', 'answers']

/** One goes with its rule, or where its rule is no longer about the item. What is closed keeps what was ticked there. */
function gone({ decisions, item, ledger }: Basis, subject: string): Effect[] {
  if (item.state === 'closed') return []
  return ledger.flatMap(({ change, key, rules }): Effect[] => {
    if (change.do !== 'notice.put' || others.includes(change.slot)) return []
    const isAlive = decisions.some(
      ({ mode, rule, verdict }) =>
        rules.includes(rule) && (mode === 'enforce' || mode === 'warn') && verdict !== 'not-applicable',
    )
    return isAlive
      ? []
      : [{ key, subject, rules, change: { do: 'notice.remove', slot: change.slot }, owned: true }]
  })
}
