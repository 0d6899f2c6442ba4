import { Liquid } from 'liquidjs'
import { harmless } from '../core/harmless.ts'
import { formatInstant, type Instant, parseInstant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import type { PeopleEntry } from '../core/people.ts'
import { formatLocal } from '../time/local.ts'
import { fieldOf } from './fields.ts'
import { mentionsOf, type PeopleScope } from './people.ts'

/** The longest text Reeve writes (GitHub's comments end at 65,536 characters). */
const longestText = 60_000

// Own properties only, and no way to other files: a policy's text reaches nothing beside the names it is given.
const liquid = new Liquid({ ownPropertyOnly: true, strictVariables: false, outputDelimiterLeft: '{{' })
liquid.registerFilter(
  'local',
  function (this: { context: { get(path: string[]): unknown } }, value: unknown) {
    const at = typeof value === 'string' ? parseInstant(value) : undefined
    const zone = this.context.get(['timezone'])
    return at === undefined || typeof zone !== 'string' ? value : formatLocal(at, zone)
  },
)

export interface TextInput {
  scope: PeopleScope
  timezone: string
  due?: Instant
  reason?: string
  args?: string
}

/** Fills in a text of the policy. What users wrote is made harmless first; people are mentioned only where the policy names them. */
export function renderText(text: string, input: TextInput): string {
  const { item } = input.scope
  const filled: unknown = liquid.parseAndRenderSync(text, {
    ...factsOf(item),
    timezone: input.timezone,
    date: formatInstant(input.scope.now),
    due: input.due === undefined ? '' : formatInstant(input.due),
    reason: input.reason ?? item.stateReason ?? '',
    args: harmless(input.args ?? ''),
    people: peopleNames(input.scope),
    field: fieldsNamed(text, input.scope),
  })
  return String(filled).slice(0, longestText)
}

function factsOf(item: Item): Record<string, unknown> {
  return {
    author: item.author ?? '',
    assignees: item.assignees.join(', '),
    number: item.number,
    title: harmless(item.title),
    url: item.url,
    repo: item.repo,
    labels: item.labels.map(harmless).join(', '),
    milestone: harmless(item.milestone?.title ?? ''),
    sha: item.pull?.sha ?? '',
  }
}

/** The fields that a text names, `field["Partners down"]`; only those are read. */
function fieldsNamed(text: string, { facts, item }: PeopleScope): Record<string, string> {
  const names = [...text.matchAll(/\bfield\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/g)].map(
    ([, double, single]) => double ?? single ?? '',
  )
  return Object.fromEntries(
    names.map((name) => {
      const values = fieldOf(facts, item, name)
      return [name, values.ok ? harmless(values.value.join(', ')) : '']
    }),
  )
}

function peopleNames(scope: PeopleScope): Record<string, string> {
  const names: [string, PeopleEntry][] = [...scope.names.people]
  return Object.fromEntries(
    names.map(([name]) => {
      const mentions = mentionsOf(scope, [{ who: 'name', name }])
      return [name, mentions.ok ? mentions.value.join(' ') : name]
    }),
  )
}
