import { entriesOfField, type Standing, takenOffAt } from '../../core/boards.ts'
import type { Occasion, Want } from '../../core/decision.ts'
import { isFought } from '../../core/fights.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Judging, KeptField } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import type { Options } from './options.ts'

/** A field that does not say what its labels say. */
export interface OutOfStep {
  field: string
  /** What it is to say; null: nothing. */
  value: string | null
  at: Instant
  cause: string
  /** It was fought over, and is left as it is. */
  isLeft: boolean
}

/** Fields and the labels that stand for their options. */
export function keptFields({ board, 'from-labels': fromLabels }: Options): KeptField[] {
  return Object.entries(fromLabels).map(([field, options]) => ({
    board,
    field,
    options: new Map(Object.entries(options)),
  }))
}

/** Labels that are to follow a card that was moved: lawfully they have, and on the item they have not yet. */
export function labelsToFollow(judging: Judging<Options>): Want[] {
  const { actual, history, item, options, rule } = judging
  return keptFields(options).flatMap((kept) =>
    [...kept.options.keys()].flatMap((label): Want[] => {
      const present = includesName(item.labels, label)
      const moved = newestAbout(history, [label])
      if (moved?.detail?.card === undefined || includesName(actual.item.labels, label) === present) return []
      const key = `${rule.id}/${itemKey(item.repo, item.number)}/${moved.id}`
      const act = { act: 'label', label, present } as const
      return [{ want: 'act', firm: false, began: moved.at, cause: moved.id, key, act }]
    }),
  )
}

/** Fields of the card that are to follow the labels, or that go back because whoever moved it may not set what it stands for. */
export function fieldsToFollow(judging: Judging<Options>, standing: Standing): OutOfStep[] {
  const { actual, app, options } = judging
  // Whoever took it off the board does not want it kept there.
  if (takenOffAt(actual.history, options.board, app) !== undefined) return []
  return keptFields(options).flatMap((kept) => outOfStep(judging, kept, standing) ?? [])
}

function outOfStep(
  judging: Judging<Options>,
  { board, field, options }: KeptField,
  standing: Standing,
): OutOfStep | undefined {
  const { app, actual, history, item } = judging
  const label = newestAbout(history, [...options.keys()])
  const since = label?.at ?? item.createdAt
  const changed = standing.changed(field)
  // What Reeve puts there follows from labels.
  const moved = changed && changed.actor !== app && changed.at > since ? changed : undefined
  // Who moved it is not known, or it was moved before the rule was in force: it stays, and so do the labels.
  if (moved && (moved.actor === undefined || moved.at < judging.inForce)) return undefined
  const values = standing.field(field)
  const isGone = moved !== undefined || label?.what === 'unlabeled'
  const value =
    saidByLabels(judging, options) ?? (isGone && isOurs(values, options) ? rest(judging, field) : undefined)
  if (value === undefined || isSaid(values, value)) return undefined
  // Put back three times within a day: that is enough (D1).
  const isLeft = moved !== undefined && isFought(entriesOfField(actual.history, { board, field }), app)
  return { field, value, at: moved?.at ?? since, cause: moved?.id ?? label?.id ?? 'opened', isLeft }
}

/** Of several labels the newest. */
function saidByLabels(
  { item, history }: Judging<Options>,
  options: KeptField['options'],
): string | undefined {
  const there = [...options.keys()].filter((label) => includesName(item.labels, label))
  const last = history.findLast(({ what, target }) => what === 'labeled' && includesName(there, target))
  const label = there.find((each) => last !== undefined && sameName(each, last.target)) ?? there[0]
  return label === undefined ? undefined : options.get(label)
}

/** A label stands for what the field says; what no label stands for is left alone. */
function isOurs(values: readonly string[] | undefined, options: KeptField['options']): boolean {
  return values?.some((value) => includesName([...options.values()], value)) === true
}

/** What a field says when no label does: what `set` gives it, or nothing. */
function rest({ options: { set } }: Judging<Options>, field: string): string | null {
  return Object.entries(set).find(([name]) => sameName(name, field))?.[1] ?? null
}

function isSaid(values: readonly string[] | undefined, wanted: string | null): boolean {
  if (values === undefined) return false
  return wanted === null ? values.length === 0 : values.length === 1 && sameName(values[0] ?? '', wanted)
}

function newestAbout(history: readonly Entry[], labels: readonly string[]): Entry | undefined {
  return history.findLast(
    ({ what, target }) => (what === 'labeled' || what === 'unlabeled') && includesName(labels, target),
  )
}

/** One for each change of a label, or of a card, that made them differ. */
export function puttingInStep(
  board: string,
  fields: readonly OutOfStep[],
  follows: readonly string[],
): Occasion[] {
  const toPut = fields.filter(({ isLeft }) => !isLeft)
  return [...Map.groupBy(toPut, ({ cause }) => cause)].map(([cause, all]) => ({
    actions: [
      {
        action: 'project',
        board,
        set: Object.fromEntries(all.map(({ field, value }) => [field, value])),
        follows,
      },
    ],
    cause: `${cause}/fields`,
    at: Math.max(...all.map(({ at }) => at)),
  }))
}
