import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import type { Names, Rule } from '../core/policy.ts'
import type { Query } from '../core/query.ts'
import type { Answer, Judging } from '../core/rule-kind.ts'
import { explainMismatch } from '../query/explain-query.ts'
import { matchQuery } from '../query/match-query.ts'
import { isHistorical } from '../query/query-terms.ts'
import type { QueryView } from '../query/query-view.ts'
import { due } from '../time/due.ts'
import { formatLocal } from '../time/local.ts'
import { obeyedBy, snoozeOf } from './commands/heard.ts'
import { agreedTo, type Course, inForceSince, ruleTruth, slaTruth } from './evaluate.ts'
import { everybody, isOneOf, type PeopleScope, unfold } from './people.ts'
import { type Spans, spansFromHistory, spansFromMemory } from './spans.ts'
import { createView } from './view.ts'

/** How the item is to be seen when not as it lawfully is now: as it was just before a change. */
interface Seen {
  item?: Item
  history?: readonly Entry[]
  unsure?: readonly string[]
  at?: Instant
}

/** All that a kind may look at, for one rule of one evaluation. Each query and each fact goes through here. */
export function createJudging(course: Course, rule: Rule, seen: Seen = {}): Judging<unknown> {
  const item = seen.item ?? course.lawful.item
  const history = seen.history ?? course.lawful.history
  const unsureLabels = seen.unsure ?? course.lawful.unsure
  const now = seen.at ?? course.now
  const scope: PeopleScope = { names: rule.names, item, facts: course.reader, now }
  const snoozed = snoozeOf(course.lawful.commands, rule, now)
  const viewAt = (then: Item, at: Instant, past: readonly Entry[]) =>
    viewOn(course, rule, { item: then, at, history: past, unsure: unsureLabels })
  const match = (query: Query): Answer => matchQuery(query, viewAt(item, now, history))
  return {
    rule,
    options: rule.options,
    item,
    unsureLabels,
    history,
    actual: course.past,
    now,
    inForce: inForceSince(course, rule),
    app: course.app,
    names: rule.names,
    calendar: rule.calendar,
    facts: course.reader,
    memory: course.memory.filter((kept) => kept.rule === rule.id || rule.was.includes(kept.rule)),
    rulings: course.lawful.rulings.get(rule.id) ?? [],
    commands: obeyedBy(course.lawful.commands, rule),
    ...(snoozed ? { snoozed } : {}),
    match,
    matchIssue: (key, query) => {
      const found = course.reader.read('issue', key)
      if (!found.ok) return { truth: 'unknown' }
      return matchQuery(query, viewAt(found.value.item, now, found.value.history))
    },
    explain: (query) => explainMismatch(query, viewAt(item, now, history)),
    spans: (query, question) => spansOf(course, rule, { item, history, now, question, query, match, viewAt }),
    isOneOf: (people, login) => isOneOf(scope, people, login),
    unfold: (people) => unfold(scope, people),
    everybody: (people) => everybody(scope, people),
    agreedTo: (id) => agreedTo(course, id),
    permission: (login) => course.reader.read('permission', `${item.repo}/${login}`),
    local: (at) => formatLocal(at, rule.timezone),
    add: (from, length) => due(rule.calendar, from, length),
  }
}

/** What an item looks like to a query that is written in a file with these names. */
export function viewOn(
  course: Course,
  { names, timezone }: { names: Names; timezone: string },
  seen: { item: Item; at: Instant; history: readonly Entry[]; unsure: readonly string[] },
): QueryView {
  const { at, unsure } = seen
  const known = course.views.get(seen.item)
  if (known?.at === at && known.names === names && known.timezone === timezone && known.unsure === unsure)
    return known.view
  const view = createView({
    item: seen.item,
    history: seen.history,
    unsureLabels: unsure,
    now: at,
    timezone,
    names,
    facts: course.reader,
    app: course.app,
    rule: (id) => ruleTruth(course, id),
    sla: (state) => slaTruth(course, state),
  })
  course.views.set(seen.item, { at, names, timezone, unsure, view })
  return view
}

const historical = new WeakMap<Query, boolean>()

function tellsFromHistory(query: Query): boolean {
  const known = historical.get(query)
  if (known !== undefined) return known
  const answer = isHistorical(query)
  historical.set(query, answer)
  return answer
}

interface SpansQuestion {
  item: Item
  history: readonly Entry[]
  now: Instant
  query: Query
  question: string
  match(query: Query): Answer
  viewAt(item: Item, at: Instant, past: readonly Entry[]): Parameters<typeof matchQuery>[1]
}

function spansOf(course: Course, rule: Rule, asked: SpansQuestion): Spans {
  if (tellsFromHistory(asked.query)) {
    const past = { item: asked.item, history: asked.history }
    return spansFromHistory(past, asked.now, (then, at) =>
      matchQuery(asked.query, asked.viewAt(then, at, asked.history)),
    )
  }
  return spansFromMemory({
    rule: rule.id,
    was: rule.was,
    question: asked.question,
    memory: course.memory,
    now: asked.now,
    olderThanRule: asked.item.createdAt < inForceSince(course, rule),
    answer: asked.match(asked.query),
  })
}
