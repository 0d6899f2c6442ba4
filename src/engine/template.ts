import { harmless } from '../core/harmless.ts'
import { formatInstant, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { fieldOf } from './fields.ts'
import { filledIn } from './liquid.ts'
import { mentionsOf, type PeopleScope } from './people.ts'

/** The longest text Reeve writes (GitHub's comments end at 65,536 characters). */
const longestText = 60_000

export interface TextInput {
  scope: PeopleScope
  timezone: string
  due?: Instant
  reason?: string
  args?: string
  /** Said instead of the item's own title. */
  title?: string
  /** What only this text knows. */
  names?: Readonly<Record<string, string>>
}

/** Fills in a text of the policy. What users wrote is made harmless first; people are mentioned only where the policy names them. */
export function renderText(text: string, input: TextInput): string {
  // Most texts name nothing.
  if (!/\{[{%]/.test(text)) return text.slice(0, longestText)
  return filledIn(text, factsFor(text, input)).slice(0, longestText)
}

function factsFor(text: string, input: TextInput): object {
  const { item } = input.scope
  return {
    ...factsOf(item),
    ...(input.title === undefined ? {} : { title: input.title }),
    timezone: input.timezone,
    date: formatInstant(input.scope.now),
    due: input.due === undefined ? nothing : formatInstant(input.due),
    reason: input.reason ?? item.stateReason?.replace('_', ' ') ?? nothing,
    args: given(input.args),
    ...Object.fromEntries(Object.entries(input.names ?? {}).map(([name, value]) => [name, given(value)])),
    people: peopleNames(input.scope),
    field: fieldsNamed(text, input.scope),
  }
}

function factsOf(item: Item): Record<string, unknown> {
  return {
    author: item.author ?? nothing,
    assignees: given(item.assignees.join(', ')),
    number: item.number === 0 ? nothing : item.number,
    title: harmless(item.title),
    url: item.url,
    repo: item.repo,
    labels: given(item.labels.join(', ')),
    milestone: given(item.milestone?.title),
    sha: item.pull?.sha ?? nothing,
  }
}

/** What is not there: writes nothing, and is false to `if`, which an empty text is not. */
const nothing = null

/** What users wrote, made harmless; nothing where they wrote nothing. */
function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? nothing : harmless(text)
}

/** The fields that a text names, `field["Partners down"]`; only those are read. */
function fieldsNamed(text: string, { facts, item }: PeopleScope): Record<string, string | null> {
  const names = [...text.matchAll(/\bfield\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/g)].map(
    ([, double, single]) => double ?? single ?? '',
  )
  return Object.fromEntries(
    names.map((name) => {
      const values = fieldOf(facts, item, name)
      return [name, values.ok ? given(values.value.join(', ')) : nothing]
    }),
  )
}

/** Who a name means is found out only where a text says it. */
function peopleNames(scope: PeopleScope): object {
  const names = [...scope.names.people.keys()]
  return Object.defineProperties(
    {},
    Object.fromEntries(
      names.map((name) => [name, { enumerable: true, get: () => mentionsByName(scope, name) }]),
    ),
  )
}

function mentionsByName(scope: PeopleScope, name: string): string {
  const mentions = mentionsOf(scope, [{ who: 'name', name }])
  return mentions.ok ? mentions.value.join(' ') : name
}
