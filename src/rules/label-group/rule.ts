import { z } from 'zod'
import type { Finding, Want } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { includesName, sameName } from '../../core/item.ts'
import { oncePer } from '../../core/once-per.ts'
import type { Query, QueryNode } from '../../core/query.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { bothOf, hasLabel, notQuery } from '../../query/combine-queries.ts'
import { isHistorical } from '../../query/query-terms.ts'
import { finding, reason, type Said } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  of: readonly string[]
  pick: 'exactly one' | 'at most one' | 'at least one'
  default?: string
  conflict: 'newest' | 'first' | 'ask'
}

const options = z
  .strictObject({
    of: keys.labels().meta({ description: 'The labels of the group.' }),
    pick: keys
      .choice('exactly one', 'at most one', 'at least one')
      .prefault('exactly one')
      .meta({ description: 'How many of them an item has.' }),
    default: keys.label().optional().meta({ description: 'Set when one is missing, after `grace`.' }),
    conflict: keys
      .choice('newest', 'first', 'ask')
      .prefault('newest')
      .meta({ description: 'Which of two stays; `ask` leaves both and says so.' }),
  })
  .superRefine(({ of, default: fallback }, context) => {
    if (fallback === undefined || includesName(of, fallback)) return
    context.addIssue({
      code: 'custom',
      path: ['default'],
      message: `\`${fallback}\` is not in the group.`,
      params: {
        code: 'bad-default',
        why: 'With it set there would still be none of the group.',
        fix: `Take one of ${of.join(', ')}, or add it to \`of\`.`,
      },
    })
  })

export const labelGroup: RuleKind<Options> = {
  name: 'label-group',
  summary: 'Exactly one, at most one or at least one label of a group.',
  phase: 'rule',
  gates: true,
  options,
  without: [],
  needs: [],
  evaluate,
  fights: (mine, other) => mine.options.of.filter((label) => includesName(other.options.of, label)),
  conditions: ({ default: label }) =>
    label === undefined ? [] : [{ path: ['default'], query: hasLabel(label) }],
  oneOf: ({ of, pick }) => (pick === 'at least one' ? [] : of),
  labels: ({ of, default: fallback }) => (fallback === undefined ? of : [...of, fallback]),
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, item } = judging
  const unsure = options.of.filter((label) => includesName(judging.unsureLabels, label))
  if (unsure.length > 0) return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(unsure)) })
  const there = options.of.filter((label) => includesName(item.labels, label))
  if (there.length === 0 && options.pick !== 'at most one') return missing(judging)
  if (there.length > 1 && options.pick !== 'at least one') return conflict(judging, there)
  return finding({
    verdict: 'pass',
    reason: reason(rule, say.kept(options.of, options.pick), { labels: item.labels }),
    // Complete states: what it set by `default` stays wanted; what others set is theirs to take off.
    wants: [
      ...there.flatMap((label) => heldDefault(judging, label)),
      ...heldOff(judging, there),
      ...settledRemark(judging, there),
    ],
    ...(rule.do.length > 0 ? { since: since(judging, 'kept') } : {}),
  })
}

function firm(judging: Judging<Options>, label: string, present: boolean, began: Instant): Want {
  const entry = judging.history.findLast(({ target, what }) => what === 'labeled' && sameName(target, label))
  return { want: 'label', label, present, firm: true, began, cause: entry?.id ?? 'opened' }
}

function heldDefault(judging: Judging<Options>, label: string): Want[] {
  const fallback = judging.options.default
  return fallback !== undefined && sameName(label, fallback)
    ? [firm(judging, label, true, setAt(judging, label))]
    : []
}

/** Where the first stays, another is not to come beside it. */
function heldOff(judging: Judging<Options>, [kept]: readonly string[]): Want[] {
  const { of, pick, conflict } = judging.options
  if (kept === undefined || conflict !== 'first' || pick === 'at least one') return []
  const others = of.filter((label) => !sameName(label, kept))
  return others.map((label) => firm(judging, label, false, setAt(judging, kept)))
}

/** When a label was last set; the item's creation where nobody saw it. */
function setAt(judging: Judging<Options>, label: string): Instant {
  const entry = judging.history.findLast(({ what, target }) => what === 'labeled' && sameName(target, label))
  return entry?.at ?? judging.item.createdAt
}

/** Since when the group stands as it does: since `when` matched and it was kept, or broken. */
function since(judging: Judging<Options>, standing: 'kept' | 'broken'): { at: Instant; cause: string } {
  const { rule, options, item } = judging
  const kept = keptQuery(options)
  const stands = standing === 'kept' ? kept : notQuery(kept)
  // Where history cannot tell when `when` came to match, the labels alone say since when.
  const asked = rule.when && isHistorical(rule.when) ? bothOf(rule.when, stands) : stands
  const last = judging.spans(asked, standing).spans.at(-1)
  return last?.truth === 'yes'
    ? { at: last.from, cause: last.cause }
    : { at: item.createdAt, cause: 'opened' }
}

/** What the group asks for, as a query. */
const keptQuery = oncePer(({ of, pick }: Options): Query => {
  const nodes = of.map(
    (label): QueryNode => ({ node: 'term', qualifier: 'label', operator: '=', values: [label], column: 0 }),
  )
  const some: QueryNode = { node: 'any', of: nodes }
  const pairs = nodes.flatMap((one, index) =>
    nodes.slice(index + 1).map((other): QueryNode => ({ node: 'all', of: [one, other] })),
  )
  const noTwo: QueryNode = { node: 'not', of: { node: 'any', of: pairs } }
  const root: QueryNode =
    pick === 'at least one' ? some : pick === 'at most one' ? noTwo : { node: 'all', of: [some, noTwo] }
  return { text: `${pick} of ${of.join(', ')}`, root }
})

/** The newest change of a label of the group. */
function newestChange(judging: Judging<Options>): { at: Instant; cause: string } {
  const entry = judging.history.findLast((change) => isChange(judging.options, change))
  return entry ? { at: entry.at, cause: entry.id } : { at: judging.item.createdAt, cause: 'opened' }
}

function isChange({ of }: Options, { what, target }: Entry): boolean {
  return (what === 'labeled' || what === 'unlabeled') && includesName(of, target)
}

function missing(judging: Judging<Options>): Finding {
  const { rule, options } = judging
  const began = since(judging, 'broken')
  const fallback = options.default
  // Only an enforced rule sets its default itself, and then there is nothing to remark on.
  const sets = fallback !== undefined && rule.mode === 'enforce'
  const due = rule.grace ? judging.add(began.at, rule.grace) : began.at
  const wants: Want[] = sets
    ? [{ want: 'label', label: fallback, present: true, firm: true, began: due, cause: began.cause }]
    : []
  return finding({
    verdict: 'fail',
    reason: reason(rule, sets ? say.missingSoonSet(options.of, fallback) : say.missing(options.of), {
      labels: judging.item.labels,
    }),
    wants,
    since: began,
    quiet: sets,
  })
}

function conflict(judging: Judging<Options>, there: readonly string[]): Finding {
  const { rule, options } = judging
  // What is not enforced takes nothing off: it asks.
  if (options.conflict === 'ask' || rule.mode !== 'enforce') {
    const seen = { labels: there }
    return finding({
      verdict: 'fail',
      reason: reason(rule, say.ask(there), seen),
      since: since(judging, 'broken'),
    })
  }
  const began = newestChange(judging)
  const kept = survivor(judging, there)
  const said = conflictSaid(judging, there, kept)
  return finding({
    verdict: 'fail',
    reason: reason(rule, said, { labels: there }),
    wants: [
      ...there.map((label) => firm(judging, label, label === kept, began.at)),
      remark(judging, said, began),
    ],
    since: began,
    atOnce: true,
    // It is said by the remark, which stays when the other label has gone.
    quiet: true,
  })
}

function conflictSaid({ options }: Judging<Options>, there: readonly string[], kept: string): Said {
  return options.conflict === 'first' ? say.conflictFirst(there, kept) : say.conflict(there, kept)
}

function remark(judging: Judging<Options>, said: Said, began: { at: Instant; cause: string }): Want {
  return {
    want: 'remark',
    remark: reason(judging.rule, said),
    firm: true,
    began: began.at,
    cause: began.cause,
  }
}

/** Why a label was taken off is said until a label of the group is changed again or the item is closed. */
function settledRemark(judging: Judging<Options>, there: readonly string[]): Want[] {
  const { app, history, options } = judging
  const changes = history.filter((change) => isChange(options, change))
  const byPerson = changes.findLastIndex(({ actor }) => actor !== app)
  const taken = changes.slice(byPerson + 1).filter(({ what }) => what === 'unlabeled')
  const cause = changes[byPerson]
  const [kept] = there
  const closed = cause && history.some(({ what, at }) => what === 'closed' && at > cause.at)
  if (taken.length === 0 || !cause || kept === undefined || closed) return []
  const were = options.of.filter(
    (label) =>
      sameName(label, kept) ||
      includesName(
        taken.map(({ target }) => target),
        label,
      ),
  )
  return [remark(judging, conflictSaid(judging, were, kept), { at: cause.at, cause: cause.id })]
}

/** There from the opening alike: the first in `of` stays (D22). */
function survivor(judging: Judging<Options>, there: readonly string[]): string {
  const newest = judging.options.conflict === 'newest'
  return there.reduce((kept, label) => {
    const difference = placeOf(judging, label) - placeOf(judging, kept)
    return (newest ? difference > 0 : difference < 0) ? label : kept
  })
}

/** Where in the history a label was last set; labels of the opening have the same place. */
function placeOf({ history, item }: Judging<Options>, label: string): number {
  const place = history.findLastIndex(({ what, target }) => what === 'labeled' && sameName(target, label))
  return (history[place]?.at ?? item.createdAt) > item.createdAt ? place : -1
}
