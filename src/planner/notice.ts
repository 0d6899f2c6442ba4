import type { Decision, Reason } from '../core/decision.ts'
import type { Change, Effect, LedgerLine } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName } from '../core/item.ts'
import { compareText, itemKey } from '../core/subject.ts'
import { renderNotice, type Section, sectionIn } from '../render/notice.ts'
import { say } from '../render/words.ts'
import { keysAsked, waitingMoves } from './acts.ts'
import { tooDeepFor } from './depth.ts'
import type { Basis, Switched } from './switches.ts'

const slot = 'reeve'
const key = `notice:${slot}`

/** The one comment that is kept up to date: a section for each rule that has something to say; gone when none has. */
export function planNotice(
  basis: Basis,
  leftAlone: Switched['leftAlone'],
): { effects: readonly Effect[]; forget: readonly string[] } {
  const line = basis.ledger.find((other) => other.key === key)
  const standing = line?.change.do === 'notice.put' ? { ...line, body: line.change.body } : undefined
  const sections = sectionsOf(basis, leftAlone, standing)
  const subject = itemKey(basis.item.repo, basis.item.number)
  if (sections.length === 0) {
    if (!standing) return { effects: [], forget: [] }
    const change = { do: 'notice.remove', slot } as const
    return { effects: [{ key, subject, rules: standing.rules, change, owned: true }], forget: [] }
  }
  const body = renderNotice(sections, slot)
  if (standing?.body === body) return { effects: [], forget: [] }
  const rules = [...new Set(sections.map(({ rule }) => rule))]
  return {
    effects: [{ key, subject, rules, change: { do: 'notice.put', slot, body }, owned: true }],
    forget: [],
  }
}

/** The notice as it is there now. */
type Standing = Pick<LedgerLine, 'rules'> & { body: string }

/** On an issue whatever is broken; on a pull request, which has its check, only what Reeve changed of a person's. */
function sectionsOf(basis: Basis, leftAlone: Switched['leftAlone'], last: Standing | undefined): Section[] {
  const ofRules = basis.decisions.flatMap((decision): Section[] => {
    if (decision.mode !== 'enforce' && decision.mode !== 'warn') return []
    // An unknown rule freezes what it said, unless there is something to mend.
    const toMend = isToMend(basis, decision)
    const frozen =
      decision.verdict === 'unknown' && !toMend
        ? last && sectionIn(last.body, decision.rule, last.rules)
        : undefined
    if (frozen !== undefined) return [{ rule: decision.rule, reasons: [], text: frozen }]
    const isSaid = decision.old === true && last?.rules.includes(decision.rule) === true
    const isHere =
      basis.item.pull === undefined && (!decision.quiet || isSaid || decision.letThrough === true)
    const said = [
      ...(toMend ? [{ ...decision.reason, fix: say.toMend }] : []),
      ...saidBy(basis, decision, isHere),
      ...waitingMoves(basis, decision),
      ...notDone(basis, decision),
    ]
    const own = leftAlone.filter(({ rules }) => rules.includes(decision.rule))
    const reasons = own.length === 0 ? said : [...said.map(withoutFix), ...whyLeftAlone(own)]
    return reasons.length === 0 ? [] : [{ rule: decision.rule, reasons, ...messageOf(decision) }]
  })
  return [...ofRules, ...refusedCommands(basis)]
}

/** What a command of the policy asked for, and could not be done. */
function refusedCommands(basis: Basis): Section[] {
  const commands = new Map<string, Reason[]>()
  for (const decision of basis.asked ?? []) {
    const reasons = notDone(basis, decision)
    if (reasons.length > 0) commands.set(decision.rule, [...(commands.get(decision.rule) ?? []), ...reasons])
  }
  return [...commands].map(([rule, reasons]) => ({ rule, reasons: oncePerText(reasons) }))
}

/** Asked for twice, one thing is said once. */
function oncePerText(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [reason.what, reason])).values()]
}

/** What nobody is held to until somebody mends it: on a pull request the check says so. */
function isToMend({ item }: Basis, { lasting, quiet }: Decision): boolean {
  return lasting === true && !quiet && item.pull === undefined && item.state === 'open'
}

/** That a rule is broken, where that is to be said here, and what it remarks on. That nobody could be told is said once, of the newest. */
function saidBy(basis: Basis, decision: Decision, isHere: boolean): Reason[] {
  const remarks = decision.wants.flatMap((want) => (want.want === 'remark' ? [want.remark] : []))
  const said = remarks.filter((remark) => !isUnheard(remark))
  const unheard = newestUnheard(basis, decision)
  // What an override lets through is shown where the rule would have been.
  const isBroken = isHere && (decision.verdict === 'fail' || decision.letThrough === true)
  if (isBroken) said.unshift(decision.reason)
  for (const remark of unheard) {
    const isTold = isBroken || said.some(({ what }) => what === remark.what)
    said.push(isTold ? { ...remark, what: '' } : remark)
  }
  return said
}

/** What is not done: what a chain of issues that is long enough would open, and what GitHub refused. */
function notDone(basis: Basis, decision: Decision): Reason[] {
  const tooDeep = [...new Set(tooDeepFor(basis, decision))].map((repo) => say.tooDeep(repo))
  return [...tooDeep.map((said) => ({ ...said, why: '', seen: {} })), ...refusedFor(basis, decision)]
}

/** What was refused: an issue where Reeve may not write, a board or a field that is none, an event that nobody takes, somebody who cannot be assigned. */
function refusedFor(basis: Basis, decision: Decision): Reason[] {
  const { item, ledger, tried = [] } = basis
  const asked = keysAsked(basis, decision)
  const lines = [...ledger, ...tried].filter((line) => isRefused(line) && line.rules.includes(decision.rule))
  return lines
    .sort((a, b) => compareText(a.key, b.key))
    .flatMap(({ key, change, why = '' }): Reason[] => {
      const isAsked = asked.some((each) => key === each || key.startsWith(`${each}+`))
      const said = notMade(change, why, { item, isAsked })
      return said ? [{ ...said, why: '', seen: {} }] : []
    })
}

/** Also while it is tried once more: then its line has kept why it was refused. */
function isRefused({ state, why }: LedgerLine): boolean {
  return state === 'refused' || (state === 'planned' && why !== undefined)
}

/** Only as long as it matters: what nobody asks for any more is not missing. */
function notMade(
  change: Change,
  why: string,
  { item, isAsked }: { item: Item; isAsked: boolean },
): Pick<Reason, 'what' | 'fix'> | undefined {
  if (change.do === 'dispatch.send' || change.do === 'webhook.send')
    return isAsked ? say.notSent(change, why) : undefined
  if (change.do === 'issue.open') return isAsked ? say.notOpened(change.repo, why) : undefined
  if (change.do === 'project.put') return isAsked ? say.notPut(change.board, why) : undefined
  const isMissing = change.do === 'assignee.add' && !includesName(item.assignees, change.login)
  return isMissing && item.state === 'open' ? say.notAssigned(why) : undefined
}

/** That nobody was told, that nobody was assigned: each once, of the newest, and only while it still matters. */
function newestUnheard(basis: Basis, { wants }: Decision): Reason[] {
  return (['notify', 'assign'] as const).flatMap((by): Reason[] => {
    const last = wants.findLast((want) => want.want === 'remark' && isUnheard(want.remark, by))
    if (last?.want !== 'remark' || isOver(basis, wants, { by, began: last.began })) return []
    return [last.remark]
  })
}

/** Somebody was reached since, somebody has it by now, or it was closed. */
function isOver(
  { history, item }: Basis,
  wants: Decision['wants'],
  { by, began }: { by: 'notify' | 'assign'; began: Instant },
): boolean {
  if (by === 'assign' && item.assignees.length > 0) return true
  if (history.some(({ what, at }) => what === 'closed' && at > began)) return true
  return wants.some((want) => want.want === 'act' && want.act.act === by && want.began >= began)
}

function isUnheard({ seen }: Reason, by?: 'notify' | 'assign'): boolean {
  if (by !== undefined && seen.by !== by) return false
  return seen.reached === 'nobody'
}

/** What was to be done about it is not done: it is left alone. */
function withoutFix(reason: Reason): Reason {
  return { ...reason, fix: '' }
}

function whyLeftAlone(own: Switched['leftAlone']): Reason[] {
  return (['fight', 'conflict'] as const).flatMap((kind): Reason[] => {
    const names = [...new Set(own.filter(({ why }) => why === kind).map(({ name }) => name))]
    return names.length === 0 ? [] : [{ ...say.leftAlone(names, kind), why: '', seen: {} }]
  })
}

/** What is to be done about it is not asked of what is let through. */
function messageOf({ letThrough, message }: Decision): { message?: string } {
  return message === undefined || letThrough ? {} : { message }
}
