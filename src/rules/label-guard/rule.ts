import { z } from 'zod'
import type { Finding, Want } from '../../core/decision.ts'
import { includesName, sameName } from '../../core/item.ts'
import { entriesAbout, lastAbout } from '../../core/past.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Names } from '../../core/policy.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, LabelChange, RuledChange, RuleKind, Ruling, Written } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import { areDisjoint } from '../../query/compare-queries.ts'
import { decideWindows } from '../../time/window.ts'
import { finding, listed, reason, type Said } from '../finding.ts'
import * as keys from '../keys.ts'
import { windowsNamed } from '../windows-named.ts'
import { say } from './messages.ts'

interface Options {
  labels: readonly string[]
  by: readonly PeopleRef[]
  requires?: Query
  within: readonly string[]
  'not-author': boolean
  'needs-reason': boolean
}

const options = z.strictObject({
  labels: keys.labels().meta({ description: 'The guarded labels.' }),
  by: keys.people().prefault(['everyone']).meta({ description: 'Who may set and remove them.' }),
  requires: keys.query().optional().meta({ description: 'Must match when one is set.' }),
  within: keys.windows().default([]).meta({ description: 'Set and removed only while these windows allow.' }),
  'not-author': keys.flag().default(false).meta({ description: 'The author may not.' }),
  'needs-reason': keys
    .flag()
    .default(false)
    .meta({ description: 'Set only by `/reeve move <label> because <why>`.' }),
})

export const labelGuard: RuleKind<Options> = {
  name: 'label-guard',
  summary: 'Only these people set or remove these labels; otherwise it is put back, with the reason.',
  phase: 'guard',
  gates: false,
  options,
  without: [],
  needs: ['permission', 'labels'],
  evaluate,
  guarded: ({ labels }) => labels,
  fights: (mine, other) =>
    canBothAllow(mine, other)
      ? []
      : mine.options.labels.filter((label) => includesName(other.options.labels, label)),
  conditions: ({ requires }) => (requires ? [{ path: ['requires'], query: requires }] : []),
  judge,
  labels: ({ labels }) => labels,
}

/** Whether there may be somebody, and an item, that both guards let pass, as far as their words tell. */
function canBothAllow(mine: Written<Options>, other: Written<Options>): boolean {
  if (areDisjoint(mine.options.requires, other.options.requires)) return false
  const others = spelledOut(other.options.by, other.names)
  return spelledOut(mine.options.by, mine.names).some((person) => isIn(person, others))
}

/** With what the names stand for in place of the names. */
function spelledOut(people: readonly PeopleRef[], names: Names): readonly PeopleRef[] {
  return people.flatMap((person) => {
    const entry = person.who === 'name' ? names.people.get(person.name) : undefined
    return entry?.entry === 'list' ? spelledOut(entry.people, names) : [person]
  })
}

/** Whether somebody is named there too, as far as the names tell. */
function isIn(person: PeopleRef, others: readonly PeopleRef[]): boolean {
  if (person.who === 'everyone' || others.some(({ who }) => who === 'everyone')) return true
  return others.some((other) => JSON.stringify(other).toLowerCase() === JSON.stringify(person).toLowerCase())
}

/** Rules about one change by what held when it was made. */
function judge(judging: Judging<Options>, change: LabelChange): Ruling {
  const { options } = judging
  const { actor } = change.entry
  if (actor === undefined) return { ruling: 'allowed' }
  const byRight = mayChange(judging, change, actor)
  if (byRight === 'template') return { ruling: 'allowed' }
  if (byRight === 'no') return refused(notTheirs(judging, change, actor))
  if (options['not-author'] && judging.item.author !== undefined && sameName(actor, judging.item.author)) {
    const isAnybody = options.by.some(({ who }) => who === 'everyone')
    return refused(say.isAuthor(change, isAnybody ? undefined : peopleInWords(options.by)))
  }
  // Judged by what held when the change was made; the judging's clock is that instant.
  const windows = decideWindows(windowsNamed(judging.names, options.within), judging.now)
  if (!windows.open) {
    const opens = windows.changes === undefined ? undefined : judging.local(windows.changes)
    const reasons = windows.denying.flatMap(({ because }) => because ?? [])
    return refused(say.closed(change, opens, reasons))
  }
  if (change.added && options['needs-reason'] && change.command?.why === undefined)
    return refused(say.needsReason(change))
  const requires = change.added ? options.requires : undefined
  const ready: Truth = requires ? judging.match(requires).truth : 'yes'
  if (requires && ready === 'no')
    return refused(say.notReady(change, requires.text, judging.explain(requires)))
  if (byRight === 'unknown' || ready === 'unknown') {
    return { ruling: 'unknown', why: `whether ${actor} may change ${change.label} could not be read` }
  }
  return { ruling: 'allowed' }
}

/**
 * Whether the actor is entitled. Labels that were there at the opening and that the author could not have set came from
 * a template and count as entitled (D21).
 */
function mayChange(judging: Judging<Options>, change: LabelChange, actor: string): Truth | 'template' {
  const { by } = judging.options
  // Who changed a label could change it: GitHub asks for triage, and `everyone` asks for no more.
  const entitled = by.every(({ who }) => who === 'everyone') ? 'yes' : judging.isOneOf(by, actor)
  const atOpening = change.entry.at === judging.item.createdAt && actor === judging.item.author
  if (entitled === 'yes' || !atOpening) return entitled
  const permission = judging.permission(actor)
  if (!permission.ok) return 'unknown'
  return permission.value === 'none' || permission.value === 'read' ? 'template' : entitled
}

function notTheirs(judging: Judging<Options>, change: LabelChange, actor: string): Said {
  return say.notTheirs(change, actor, peopleInWords(judging.options.by))
}

function refused(said: Said): Ruling {
  return { ruling: 'refused', what: said.what, fix: said.fix }
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, rulings, unsureLabels } = judging
  const kept = finding({ verdict: 'pass', reason: reason(rule, say.kept(options.labels)) })
  // What most guards guard was never touched.
  if (rulings.length === 0 && unsureLabels.length === 0) return kept
  const unsure = options.labels.filter((label) => includesName(unsureLabels, label))
  const sure = options.labels.filter((label) => !includesName(unsure, label))
  const refusals = sure
    .flatMap((label) => lastRefusal(judging, label) ?? [])
    .filter((one) => !isGone(judging, one))
  const astray = refusals.filter((refusal) => stands(judging, refusal))
  const wants = [
    ...sure.flatMap((label) => setOnCommand(judging, label)),
    ...astray.map(putBack),
    ...refusals.flatMap((refusal) => remark(judging, refusal)),
  ]
  if (unsure.length > 0) {
    const ruled = rulings.findLast(
      ({ label, ruling }) => ruling.ruling === 'unknown' && includesName(unsure, label),
    )
    const why = ruled?.ruling.ruling === 'unknown' ? ruled.ruling.why : undefined
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(unsure, why)), wants })
  }
  const [first] = astray
  if (!first) return { ...kept, wants }
  return finding({
    verdict: 'fail',
    // What was done about it is the remark's to say: it may have been left alone.
    reason: reason(rule, first.ruling, {
      change: first.entry.id,
      labels: listed(astray.map(({ label }) => label)),
    }),
    wants,
    since: { at: first.entry.at, cause: first.entry.id },
    // What is wrong is said as a remark, which stays after it was put back.
    quiet: true,
  })
}

interface Refusal extends RuledChange {
  ruling: Extract<Ruling, { ruling: 'refused' }>
}

/** What `/reeve move` asked for lawfully Reeve sets, and holds until the label is next taken off lawfully. */
function setOnCommand({ item, rulings }: Judging<Options>, label: string): Want[] {
  const allowed = rulings.findLast(
    ({ label: other, ruling }) => sameName(other, label) && ruling.ruling === 'allowed',
  )
  if (!allowed?.command || !includesName(item.labels, label)) return []
  const { at, id } = allowed.entry
  return [{ want: 'label', label, present: true, firm: true, began: at, cause: id }]
}

/** The newest change of a label, if that was refused: a lawful one since ends it. What a command asked for changed nothing. */
function lastRefusal(judging: Judging<Options>, label: string): Refusal | undefined {
  const newest = judging.rulings.findLast(
    ({ label: other, ruling, command }) =>
      sameName(other, label) && !(command && ruling.ruling === 'refused'),
  )
  return newest?.ruling.ruling === 'refused' ? { ...newest, ruling: newest.ruling } : undefined
}

/**
 * Whether the label still is as the refused change left it, and not as the last allowed one did: nobody, and not Reeve,
 * has changed it since, and no two refused changes make up for each other.
 */
function stands({ actual, item, rule }: Judging<Options>, { entry, label }: Refusal): boolean {
  if (lastAbout(actual.history, 'label', label)?.id !== entry.id) return false
  // What is not enforced shapes no lawful view.
  return (
    rule.mode !== 'enforce' || includesName(actual.item.labels, label) !== includesName(item.labels, label)
  )
}

/** What Reeve has done about it since: put it back, or for another rule, and so lawfully, what was refused. */
function answersTo(judging: Judging<Options>, { entry, label }: Refusal): 'nothing' | 'put back' | 'done' {
  const { actual, app } = judging
  const about = entriesAbout(actual.history, 'label', label)
  const later = about.slice(about.findIndex(({ id }) => id === entry.id) + 1)
  const own = later.filter(({ actor }) => actor === app)
  if (own.some(({ what }) => what === entry.what)) return 'done'
  return own.length > 0 ? 'put back' : 'nothing'
}

/** While the repository has no such label the guard is silent: GitHub took it off everywhere. */
function isGone({ actual, facts, item }: Judging<Options>, { entry, label }: Refusal): boolean {
  if (entry.what !== 'unlabeled' || includesName(actual.item.labels, label)) return false
  const labels = facts.read('labels', item.repo)
  return labels.ok && !includesName(labels.value, label)
}

/** The label stands as the last allowed change left it. */
function putBack({ entry, label }: Refusal): Want {
  const present = entry.what === 'unlabeled'
  return { want: 'label', label, present, firm: true, began: entry.at, cause: entry.id }
}

/** A refusal is said until the label is next changed lawfully or the item is closed (D1). */
function remark(judging: Judging<Options>, refusal: Refusal): Want[] {
  const { entry } = refusal
  if (judging.history.some(({ what, at }) => what === 'closed' && at > entry.at)) return []
  const answer = entry.detail?.card === undefined ? answersTo(judging, refusal) : 'put back'
  if (answer === 'done' || (answer === 'nothing' && !stands(judging, refusal))) return []
  const firm = { firm: true, began: entry.at, cause: entry.id }
  return [{ want: 'remark', remark: reason(judging.rule, said(judging, refusal)), ...firm }]
}

/** What was ruled, and what has become of it: only an enforced rule puts back. */
function said({ rule }: Judging<Options>, { entry, label, ruling }: Refusal): Said {
  const added = entry.what === 'labeled'
  if (entry.detail?.card !== undefined) return say.cardRefused(ruling, entry.detail.card)
  return say.refused(ruling, { label, added, putBack: rule.mode === 'enforce' })
}
