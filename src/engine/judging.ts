import { fieldTarget } from '../core/boards.ts'
import type { Calendar } from '../core/calendar.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import type { Item, Login } from '../core/item.ts'
import { noLead } from '../core/lead.ts'
import type { Length } from '../core/length.ts'
import type { Past } from '../core/past.ts'
import type { HowMany, PeopleRef } from '../core/people.ts'
import type { Names, Rule } from '../core/policy.ts'
import type { Query } from '../core/query.ts'
import type { Answer, Judging, RepoJudging, Spans, TruthSpan } from '../core/rule-kind.ts'
import { type Known, known, type Truth } from '../core/truth.ts'
import { explainMismatch } from '../query/explain-query.ts'
import { matchQuery } from '../query/match-query.ts'
import { isHistorical, partsAsked } from '../query/query-terms.ts'
import type { QueryView } from '../query/query-view.ts'
import { withIterations } from '../time/calendar.ts'
import { due } from '../time/due.ts'
import { formatLocal } from '../time/local.ts'
import { choose, isAssignableIn } from './choosing.ts'
import { obeyedBy, snoozeOf } from './commands/heard.ts'
import { countOf } from './counting.ts'
import { agreedTo, type Course, inForceSince, ruleTruth, slaTruth } from './evaluate.ts'
import { everybody, isOneOf, type PeopleScope, unfold } from './people.ts'
import { spansFromHistory, spansFromMemory } from './spans.ts'
import { renderText } from './template.ts'
import { createView, lawfullySeen } from './view.ts'

/** All that a kind may look at, for one rule of one evaluation, now or at a change. Each query and each fact goes through here. */
export function createJudging(
  course: Course,
  rule: Rule,
  { at = course.now }: { at?: Instant } = {},
): Judging<unknown> {
  return new RuleJudging(course, rule, at)
}

/** The same for a repository as a whole. */
export function createRepoJudging(
  course: Course,
  rule: Rule,
  about: Pick<RepoJudging<unknown>, 'repo' | 'told' | 'releases' | 'exempts'>,
): RepoJudging<unknown> {
  const judging = new RuleJudging(course, rule, course.now)
  return Object.assign(judging, about)
}

/** A class because very many are made, of which few are asked for more than whether the rule is about the item. */
class RuleJudging implements Judging<unknown> {
  readonly rule: Rule
  readonly now: Instant
  readonly #course: Course

  constructor(course: Course, rule: Rule, now: Instant) {
    this.rule = rule
    this.now = now
    this.#course = course
  }

  get options() {
    return this.rule.options
  }

  get item() {
    return this.#course.lawful.item
  }

  get history() {
    return this.#course.lawful.history
  }

  get unsureLabels() {
    return this.#course.lawful.unsure
  }

  get actual() {
    return this.#course.past
  }

  get inForce() {
    return inForceSince(this.#course, this.rule)
  }

  get lead() {
    return this.#course.lead ?? noLead
  }

  get app() {
    return this.#course.app
  }

  get names() {
    return this.rule.names
  }

  get calendar() {
    return this.rule.calendar
  }

  get facts() {
    return this.#course.reader
  }

  get memory() {
    const { id, was } = this.rule
    const { memory, memoryByRule } = this.#course
    if (was.length === 0) return memoryByRule.get(id) ?? []
    return memory.filter((kept) => kept.rule === id || was.includes(kept.rule))
  }

  get rulings() {
    return this.#course.lawful.rulings.get(this.rule.id) ?? []
  }

  get commands() {
    return obeyedBy(this.#course.lawful.commands, this.rule)
  }

  get snoozed() {
    return snoozeOf(this.#course.lawful.commands, this.rule, this.now)
  }

  match(query: Query): Answer {
    return matchQuery(query, this.#viewOn(this, this.now))
  }

  matchIssue(key: string, query: Query): Answer {
    const found = this.facts.read('issue', key)
    if (!found.ok) return { truth: 'unknown' }
    return matchQuery(query, viewOn(this.#course, this.rule, { ...lawfullySeen(found.value), at: this.now }))
  }

  explain(query: Query): string {
    return explainMismatch(query, this.#viewOn(this, this.now))
  }

  spans(query: Query, question: string): Spans {
    return this.#spansWith(query, question, () => this.match(query))
  }

  spansSeen(query: Query, question: string): readonly TruthSpan[] {
    return this.#spansWith(query, question, () => ({ truth: 'unknown' })).spans
  }

  #spansWith(query: Query, question: string, answer: () => Answer): Spans {
    const { item, history, now } = this
    if (isHistorical(query)) {
      return spansFromHistory(this.#course.lawful, now, {
        ask: (then, at) => matchQuery(query, this.#viewOn({ item: then, history }, at)),
        parts: partsAsked(query),
      })
    }
    return spansFromMemory({
      rule: this.rule.id,
      question,
      memory: this.memory,
      now,
      olderThanRule: item.createdAt < this.inForce,
      answer: answer(),
    })
  }

  isOneOf(people: readonly PeopleRef[], login: Login, at = this.now): Truth {
    return isOneOf({ ...this.#scope, now: at }, people, login)
  }

  choose(people: readonly PeopleRef[], pick: HowMany) {
    const scope = this.#scope
    return choose({ rule: this.rule, people, pick, isAssignable: isAssignableIn(scope) }, scope)
  }

  unfold(people: readonly PeopleRef[]) {
    return unfold(this.#scope, people)
  }

  everybody(people: readonly PeopleRef[]) {
    return everybody(this.#scope, people)
  }

  count(query: Query) {
    return countOf(this.#course, this.rule, query)
  }

  calendarNamed(name: string): Known<Calendar | undefined> {
    const calendar = this.names.calendars.get(name)
    if (!calendar?.iterations) return known(calendar)
    const { board, field } = calendar.iterations
    const read = this.facts.read('iterations', fieldTarget(board, field))
    return read.ok ? known(withIterations(calendar, read.value)) : read
  }

  agreedTo(id: string) {
    return agreedTo(this.#course, id)
  }

  permission(login: Login) {
    return this.facts.read('permission', `${this.item.repo}/${login}`)
  }

  text(text: string): string {
    return renderText(text, { scope: this.#scope, timezone: this.rule.timezone })
  }

  local(at: Instant): string {
    return formatLocal(at, this.rule.timezone)
  }

  add(from: Instant, length: Length): Instant {
    return due(this.calendar, from, length)
  }

  get #scope(): PeopleScope {
    return { names: this.names, item: this.item, facts: this.facts, now: this.now }
  }

  #viewOn({ item, history }: Past, at: Instant): QueryView {
    return viewOn(this.#course, this.rule, { item, history, at, unsure: this.unsureLabels })
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
