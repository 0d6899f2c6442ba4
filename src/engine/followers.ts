import { boardOf, fieldTarget, standingOn } from '../core/boards.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { includesName } from '../core/item.ts'
import type { Rule } from '../core/policy.ts'
import type { KeptField, LabelSwitch } from '../core/rule-kind.ts'
import { itemKey } from '../core/subject.ts'
import { type Course, inForceSince } from './evaluate.ts'
import { asOf } from './guards.ts'
import { createJudging } from './judging.ts'

/** A rule by which moving a card on a board stands for changing labels. */
export interface Follower {
  rule: Rule
  /** Cards moved before this instant stand for nothing (D6). */
  inForce: Instant
  fields: readonly KeptField[]
}

/** Those that are enforced and about the item, as GitHub has it. */
export function followersOf(course: Course): Follower[] {
  return course.policy.rules.flatMap((rule): Follower[] => {
    if (rule.mode !== 'enforce' || rule.kind.keptFields === undefined) return []
    const fields = rule.kind.keptFields(rule.options)
    if (fields.length === 0) return []
    const applies =
      rule.when === undefined ||
      createJudging(asOf(course, course.lawful), rule).match(rule.when).truth === 'yes'
    return applies ? [{ rule, inForce: inForceSince(course, rule), fields }] : []
  })
}

/** What moving a card asks of the labels, the one to be set first. */
export function switchesFor({ fields }: Follower, entry: Entry, labels: readonly string[]): LabelSwitch[] {
  return fields.flatMap((field) =>
    isAbout(entry, field) ? switchesOf(field, { value: entry.detail?.value, labels }) : [],
  )
}

function isAbout({ target }: Entry, { board, field }: KeptField): boolean {
  return target.toLowerCase() === fieldTarget(board, field).toLowerCase()
}

function switchesOf(
  { options }: KeptField,
  { value, labels }: { value: string | undefined; labels: readonly string[] },
): LabelSwitch[] {
  const stands = (label: string) => options.get(label)?.toLowerCase() === value?.toLowerCase()
  const all = [...options.keys()]
  const there = all.filter((label) => includesName(labels, label))
  const wanted = value === undefined ? undefined : (there.find(stands) ?? all.find(stands))
  const set = wanted !== undefined && !includesName(there, wanted) ? [{ label: wanted, present: true }] : []
  return [...set, ...there.filter((label) => !stands(label)).map((label) => ({ label, present: false }))]
}

/** As if whoever moved the card had changed the label. */
export function changeAskedFor(
  { id, actor, at, source, target }: Entry,
  { label, present }: LabelSwitch,
): Entry {
  const what = present ? 'labeled' : 'unlabeled'
  return {
    id: `${id}/${what}:${label}`,
    what,
    target: label,
    at,
    source,
    ...(actor === undefined ? {} : { actor }),
    detail: { card: boardOf({ target }) },
  }
}

/**
 * The past with what boards were found to say and no webhook told: somebody moved the card. Where nobody can say when,
 * labels lead: it counts only where the item has none that the field stands for, and never had.
 */
export function withReadCards(course: Course, followers: readonly Follower[]): readonly Entry[] {
  const { item, history } = course.past
  const found = followers.flatMap(({ fields }) =>
    fields.flatMap(({ board, field, options }): Entry[] => {
      const read = course.reader.read('fields', itemKey(item.repo, item.number))
      const standing = standingOn(board, { read, history })
      const value = standing.field(field)?.[0]
      const changed = standing.changed(field)
      if (value === undefined || history.some(({ id }) => id === changed?.id)) return []
      const labels = [...options.keys()]
      const isLabelled =
        labels.some((label) => includesName(item.labels, label)) ||
        history.some(({ what, target }) => /label/.test(what) && includesName(labels, target))
      if (changed === undefined && isLabelled) return []
      const target = fieldTarget(board, field)
      const at = changed?.at ?? item.createdAt
      return [
        { id: changed?.id ?? target, what: 'fielded', target, at, source: 'timeline', detail: { value } },
      ]
    }),
  )
  if (found.length === 0) return history
  return [...history, ...found].sort((a, b) => a.at - b.at)
}
