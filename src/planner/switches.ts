import type { Answer } from '../core/answer.ts'
import type { Decision, Want } from '../core/decision.ts'
import type { Change, Effect, LedgerLine } from '../core/effect.ts'
import { isFought } from '../core/fights.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName, type Login, sameName } from '../core/item.ts'
import { entriesAbout, lastAbout } from '../core/past.ts'
import { itemKey } from '../core/subject.ts'

/** What a plan of one item starts from: as GitHub has it, with Reeve's own effects already taken in. */
export interface Basis {
  item: Item
  history: readonly Entry[]
  decisions: readonly Decision[]
  /** What commands ask to be done. */
  asked?: readonly Decision[]
  /** What the writers of commands are answered. */
  answers?: readonly Answer[]
  ledger: readonly LedgerLine[]
  /** What was refused till now and is tried once more. */
  tried?: readonly LedgerLine[]
  app: Login
  /** It was another repository's until then: what was done about it there is done. */
  cameFrom?: { key: string; at: Instant } | undefined
  /** Earlier ids of rules: what was done under those is done. */
  was?: ReadonlyMap<string, readonly string[]>
}

/** A label or an assignee: it is there or it is not. */
interface Switch {
  what: 'label' | 'assignee'
  name: string
}

type SwitchWant = Want &
  ({ want: 'label'; label: string; present: boolean } | { want: 'assignee'; login: Login; present: boolean })

interface Asked {
  want: SwitchWant
  rule: string
}

export interface Switched {
  effects: readonly Effect[]
  /** What Reeve leaves alone although a rule wants it otherwise, and why. */
  leftAlone: readonly { rules: readonly string[]; name: string; why: 'fight' | 'conflict' }[]
  /** Labels of Reeve's own that further rules ask for now: one goes when none of them does any more, in all their names. */
  shared: readonly LedgerLine[]
  /** Ledger keys of what is no longer Reeve's. */
  forget: readonly string[]
}

/** Labels and assignees: firm wants hold against everybody, soft ones yield, what is Reeve's own and unwanted goes (D1, D2). */
export function planSwitches(basis: Basis, opposed: ReadonlySet<string>): Switched {
  const asked = askedOf(basis.decisions)
  const effects: Effect[] = []
  const leftAlone: Switched['leftAlone'][number][] = []
  for (const target of targetsOf(basis, asked)) {
    const about = asked.filter(({ want }) => isAbout(want, target))
    const planned = planOne(basis, target, { about, opposed: opposed.has(ledgerKey(target)) })
    if (planned && 'leftAlone' in planned) leftAlone.push(planned.leftAlone)
    else if (planned) effects.push(planned)
  }
  return { effects, leftAlone, shared: shared(basis, asked), forget: forgotten(basis) }
}

function askedOf(decisions: readonly Decision[]): Asked[] {
  return decisions.flatMap(({ mode, rule, wants }) =>
    mode === 'enforce' ? wants.flatMap((want) => (isSwitch(want) ? [{ want, rule }] : [])) : [],
  )
}

function isSwitch(want: Want): want is SwitchWant {
  return want.want === 'label' || want.want === 'assignee'
}

function isAbout(want: SwitchWant, target: Switch): boolean {
  return want.want === target.what && sameName(nameOf(want), target.name)
}

function nameOf(want: SwitchWant): string {
  return want.want === 'label' ? want.label : want.login
}

/** Everything that is wanted one way or the other, and everything that is Reeve's own. */
function targetsOf(basis: Basis, asked: readonly Asked[]): Switch[] {
  const targets: Switch[] = []
  const add = (target: Switch) => {
    if (!targets.some((other) => other.what === target.what && sameName(other.name, target.name)))
      targets.push(target)
  }
  for (const { want } of asked) add({ what: want.want, name: nameOf(want) })
  for (const label of basis.item.labels)
    if (isOwn(basis, { what: 'label', name: label })) add({ what: 'label', name: label })
  return targets
}

export function ledgerKey({ what, name }: Switch): string {
  return `${what}:${name.toLowerCase()}`
}

/** The newest thing Reeve did about it, as a state to hold or once for a cause. */
function lineOf(basis: Basis, target: Switch): LedgerLine | undefined {
  let newest: LedgerLine | undefined
  for (const line of basis.ledger) {
    if (isOfTarget(line.change, target) && (newest === undefined || line.at >= newest.at)) newest = line
  }
  return newest
}

function isOfTarget(change: LedgerLine['change'], { what, name }: Switch): boolean {
  if (change.do === 'label.add' || change.do === 'label.remove')
    return what === 'label' && sameName(change.label, name)
  if (change.do !== 'assignee.add' && change.do !== 'assignee.remove') return false
  return what === 'assignee' && sameName(change.login, name)
}

/**
 * Reeve's own: the newest entry about it is Reeve's, and it did not restore what a person had set (D2). What it did once
 * for a cause is done, and what an issue was opened with is part of that issue.
 */
function isOwn(basis: Basis, target: Switch): boolean {
  const newest = lastAbout(basis.history, target.what, target.name)
  if (newest?.actor !== basis.app) return false
  const line = lineOf(basis, target)
  if (line) return line.owned
  const openedWith = basis.item.author === basis.app && newest.at === basis.item.createdAt
  return !openedWith && !personSet(basis, target)
}

/** Somebody other than Reeve had set it: it was set by a person once, or was there before anybody took it off. */
function personSet(basis: Basis, target: Switch): boolean {
  const entries = entriesAbout(basis.history, target.what, target.name)
  const [first] = entries
  if (first?.what === 'unlabeled' || first?.what === 'unassigned') return true
  return entries.some(({ what, actor }) => (what === 'labeled' || what === 'assigned') && actor !== basis.app)
}

/** Whether setting it puts back what a person had set, or what was there before anybody took it off. */
function restoresPersons(basis: Basis, target: Switch): boolean {
  const entries = entriesAbout(basis.history, target.what, target.name)
  const set = entries.findLast(({ what }) => what === 'labeled' || what === 'assigned')
  const line = lineOf(basis, target)
  if (set?.actor === basis.app && line) return !line.owned
  return personSet(basis, target)
}

function planOne(
  basis: Basis,
  target: Switch,
  { about, opposed }: { about: readonly Asked[]; opposed: boolean },
): Effect | { leftAlone: Switched['leftAlone'][number] } | undefined {
  const there = includesName(target.what === 'label' ? basis.item.labels : basis.item.assignees, target.name)
  const firm = about.filter(({ want }) => want.firm)
  if (firm.length > 0) return planFirm(basis, target, { firm, there })
  const present = about.filter(({ want }) => want.present && !yields(basis, target, want))
  if (present.length > 0)
    return there || opposed
      ? undefined
      : effectOf(basis, target, { present: true, rules: rulesOf(basis, present), owned: true })
  if (about.some(({ want }) => want.present) || !there) return undefined
  return tidy(basis, target)
}

function planFirm(
  basis: Basis,
  target: Switch,
  { firm, there }: { firm: readonly Asked[]; there: boolean },
): Effect | { leftAlone: Switched['leftAlone'][number] } | undefined {
  const present = firm[0]?.want.present ?? false
  const rules = rulesOf(basis, firm)
  if (firm.some(({ want }) => want.present !== present)) {
    return { leftAlone: { rules, name: target.name, why: 'conflict' } }
  }
  if (present === there) return undefined
  if (isFight(basis, target, firm)) return { leftAlone: { rules, name: target.name, why: 'fight' } }
  return effectOf(basis, target, { present, rules, owned: !present || !restoresPersons(basis, target) })
}

/** A soft want yields to a person's change that is newer than its cause, and to a firm rule that took it off since (D2). */
function yields(basis: Basis, target: Switch, want: SwitchWant): boolean {
  const entries = entriesAbout(basis.history, target.what, target.name)
  const newest = entries.at(-1)
  if (newest === undefined || newest.at < want.began) return false
  if (newest.actor !== basis.app) return newest.at > want.began
  const line = lineOf(basis, target)
  if (!line?.owned || !isRemoval(line.change)) return false
  return newest.at > want.began || entries.at(-2)?.actor === basis.app
}

function isRemoval(change: Change): boolean {
  return change.do === 'label.remove' || change.do === 'assignee.remove'
}

/** What no rule wants any more and is Reeve's own goes, unless a rule that asked for it is unknown just now. */
function tidy(basis: Basis, target: Switch): Effect | undefined {
  if (!isOwn(basis, target)) return undefined
  const line = lineOf(basis, target)
  const frozen = basis.decisions.some(
    ({ rule, mode, verdict, waiting }) =>
      mode === 'enforce' &&
      (verdict === 'unknown' || waiting !== undefined) &&
      (line === undefined || namedNow(basis, line.rules).includes(rule)),
  )
  if (frozen) return undefined
  return effectOf(basis, target, { present: false, rules: namedNow(basis, line?.rules ?? []), owned: false })
}

function isFight(basis: Basis, target: Switch, firm: readonly Asked[]): boolean {
  const from = Math.max(...firm.map(({ want }) => (want.want === 'label' ? (want.fightsFrom ?? 0) : 0)))
  return isFought(entriesAbout(basis.history, target.what, target.name), basis.app, from)
}

function rulesOf(basis: Basis, asked: readonly Asked[]): string[] {
  const wanted = new Set(asked.map(({ rule }) => rule))
  return basis.decisions.map(({ rule }) => rule).filter((rule) => wanted.has(rule))
}

function effectOf(
  basis: Basis,
  target: Switch,
  { present, rules, owned }: { present: boolean; rules: readonly string[]; owned: boolean },
): Effect {
  const name = asWritten(basis, target)
  const change =
    target.what === 'label'
      ? ({ do: present ? 'label.add' : 'label.remove', label: name } as const)
      : ({ do: present ? 'assignee.add' : 'assignee.remove', login: name } as const)
  return {
    key: ledgerKey(target),
    subject: itemKey(basis.item.repo, basis.item.number),
    rules,
    change,
    owned,
  }
}

/** A renamed rule is named as it is now. */
function namedNow({ decisions, was }: Basis, rules: readonly string[]): string[] {
  const now = (id: string) =>
    decisions.some(({ rule }) => rule === id)
      ? id
      : ([...(was ?? [])].find(([, earlier]) => earlier.includes(id))?.[0] ?? id)
  return [...new Set(rules.map(now))]
}

function shared(basis: Basis, asked: readonly Asked[]): LedgerLine[] {
  return basis.ledger.flatMap((line) => {
    const { change, owned, state } = line
    if (change.do !== 'label.add' || !owned || state === 'planned') return []
    const asking = asked.filter(
      ({ want }) => want.want === 'label' && want.present && sameName(want.label, change.label),
    )
    const others = asking.map(({ rule }) => rule).filter((rule) => !line.rules.includes(rule))
    return others.length === 0 ? [] : [{ ...line, rules: [...new Set([...line.rules, ...others])] }]
  })
}

/** As GitHub writes what is, or was, there: a policy may write it otherwise. */
export function asWritten(
  { item, history }: Pick<Basis, 'item' | 'history'>,
  { what, name }: Switch,
): string {
  const there = what === 'label' ? item.labels : item.assignees
  return there.find((other) => sameName(other, name)) ?? lastAbout(history, what, name)?.target ?? name
}

/** A person took over what Reeve had set: it is no longer Reeve's. */
function forgotten(basis: Basis): string[] {
  return basis.ledger.flatMap(({ key, owned, change }) => {
    if (!owned || change.do !== 'label.add') return []
    const newest = lastAbout(basis.history, 'label', change.label)
    return newest !== undefined && newest.actor !== basis.app ? [key] : []
  })
}
