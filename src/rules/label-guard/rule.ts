import { z } from 'zod'
import type { Finding, Want } from '../../core/decision.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, LabelChange, RuledChange, RuleKind, Ruling } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import { decideWindows } from '../../time/window.ts'
import { finding, listed, reason, type Said } from '../finding.ts'
import * as keys from '../keys.ts'
import { peopleInWords } from '../people-in-words.ts'
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
  judge,
  labels: ({ labels }) => labels,
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
    return refused(say.isAuthor(change, peopleInWords(options.by)))
  }
  // Judged by what held when the change was made; the judging's clock is that instant.
  const windows = decideWindows(windowsNamed(judging.names, options.within), judging.now)
  if (!windows.open) {
    return refused(
      say.closed(change, windows.changes === undefined ? undefined : judging.local(windows.changes)),
    )
  }
  if (change.added && options['needs-reason']) return refused(say.needsReason(change))
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
  const { rule, options, item, actual } = judging
  const unsure = options.labels.filter((label) => includesName(judging.unsureLabels, label))
  const wants = options.labels
    .filter((label) => !includesName(unsure, label))
    .flatMap((label) => [...holdLabel(judging, label), ...remark(judging, label)])
  if (unsure.length > 0) {
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(unsure)), wants })
  }
  const astray = options.labels.filter(
    (label) => includesName(item.labels, label) !== includesName(actual.item.labels, label),
  )
  const newest = astray.map((label) => lastRefused(judging, label)).find((ruled) => ruled !== undefined)
  if (!newest || newest.ruling.ruling !== 'refused') {
    return finding({ verdict: 'pass', reason: reason(rule, say.kept(options.labels)), wants })
  }
  return finding({
    verdict: 'fail',
    reason: reason(rule, newest.ruling, { change: newest.entry.id, labels: listed(astray) }),
    wants,
    since: { at: newest.entry.at, cause: newest.entry.id },
    // What is wrong is said as a remark, which stays after it was put back.
    quiet: true,
  })
}

/** The label stands as the last allowed change left it. */
function holdLabel(judging: Judging<Options>, label: string): Want[] {
  const ruled = judging.rulings.findLast((other) => sameName(other.label, label))
  if (!ruled) return []
  const present = includesName(judging.item.labels, label)
  // While the repository has no such label the guard is silent: GitHub took it off everywhere.
  if (present && !includesName(judging.actual.item.labels, label)) {
    const labels = judging.facts.read('labels', judging.item.repo)
    if (labels.ok && !includesName(labels.value, label)) return []
  }
  return [{ want: 'label', label, present, firm: true, began: ruled.entry.at, cause: ruled.entry.id }]
}

/** A refusal is said until the label is next changed lawfully or the item is closed (D1). */
function remark(judging: Judging<Options>, label: string): Want[] {
  const ruled = lastRefused(judging, label)
  if (!ruled || ruled.ruling.ruling !== 'refused' || judging.item.state === 'closed') return []
  const { what, fix } = ruled.ruling
  return [
    {
      want: 'remark',
      remark: reason(judging.rule, { what, fix }),
      firm: true,
      began: ruled.entry.at,
      cause: ruled.entry.id,
    },
  ]
}

/** The newest refused change of a label, unless it was lawfully changed since. */
function lastRefused(judging: Judging<Options>, label: string): RuledChange | undefined {
  const newest = judging.rulings.findLast((ruled) => sameName(ruled.label, label))
  return newest?.ruling.ruling === 'refused' ? newest : undefined
}
