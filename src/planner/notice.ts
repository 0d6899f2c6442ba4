import type { Reason } from '../core/decision.ts'
import type { Effect } from '../core/effect.ts'
import { itemKey } from '../core/subject.ts'
import { renderNotice, type Section } from '../render/notice.ts'
import { say } from '../render/words.ts'
import type { Basis, Switched } from './switches.ts'

const slot = 'reeve'
const key = `notice:${slot}`

/** The one comment that is kept up to date: a section for each rule that has something to say; gone when none has. */
export function planNotice(
  basis: Basis,
  leftAlone: Switched['leftAlone'],
): { effects: readonly Effect[]; forget: readonly string[] } {
  const line = basis.ledger.find((other) => other.key === key)
  // An unknown rule freezes what it said.
  const unknown = basis.decisions.filter(({ verdict }) => verdict === 'unknown').map(({ rule }) => rule)
  if (line && line.rules.some((rule) => unknown.includes(rule))) return { effects: [], forget: [] }
  const sections = sectionsOf(basis, leftAlone)
  const subject = itemKey(basis.item.repo, basis.item.number)
  if (sections.length === 0) {
    if (line?.change.do !== 'notice.put') return { effects: [], forget: [] }
    const change = { do: 'notice.remove', slot } as const
    return { effects: [{ key, subject, rules: line.rules, change, owned: true }], forget: [] }
  }
  const body = renderNotice(sections, slot)
  if (line?.change.do === 'notice.put' && line.change.body === body) return { effects: [], forget: [] }
  const rules = [...new Set(sections.map(({ rule }) => rule))]
  return {
    effects: [{ key, subject, rules, change: { do: 'notice.put', slot, body }, owned: true }],
    forget: [],
  }
}

/** On an issue whatever is broken; on a pull request, which has its check, only what Reeve changed of a person's. */
function sectionsOf(basis: Basis, leftAlone: Switched['leftAlone']): Section[] {
  return basis.decisions.flatMap((decision): Section[] => {
    if (decision.mode !== 'enforce' && decision.mode !== 'warn') return []
    const said: Reason[] = decision.wants.flatMap((want) => (want.want === 'remark' ? [want.remark] : []))
    if (!basis.item.pull && decision.verdict === 'fail' && !decision.quiet) said.unshift(decision.reason)
    const own = leftAlone.filter(({ rules }) => rules.includes(decision.rule))
    const reasons = own.length === 0 ? said : [...said.map(withoutFix), ...whyLeftAlone(own)]
    return reasons.length === 0 ? [] : [{ rule: decision.rule, reasons, ...messageOf(decision.message) }]
  })
}

/** What was to be done about it is not done: it is left alone. */
function withoutFix(reason: Reason): Reason {
  return { ...reason, fix: '' }
}

function whyLeftAlone(own: Switched['leftAlone']): Reason[] {
  return (['fight', 'conflict'] as const).flatMap((kind): Reason[] => {
    const names = own.filter(({ why }) => why === kind).map(({ name }) => name)
    return names.length === 0 ? [] : [{ ...say.leftAlone(names, kind), why: '', seen: {} }]
  })
}

function messageOf(message: string | undefined): { message?: string } {
  return message === undefined ? {} : { message }
}
