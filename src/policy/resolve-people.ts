import type { Calendar } from '../core/calendar.ts'
import type { PeopleEntry, PeopleRef } from '../core/people.ts'
import { isPeopleName } from '../rules/keys.ts'
import { createRotation } from '../time/rotation.ts'
import type { FileReader, Said } from './file-reader.ts'
import { findLoops } from './find-loop.ts'
import { type PeopleSpec, peopleSchema } from './sections/people.ts'

const example = '`people: { qa: "@acme/qa" }`'

/** Reads the people of a file; entries that name each other in a circle are a problem. */
export function resolvePeople(
  reader: FileReader,
  { timezone, calendars }: { timezone: string; calendars: ReadonlyMap<string, Calendar> },
): Map<string, PeopleEntry> {
  const specs = new Map<string, PeopleSpec>()
  for (const name of reader.entries(['people'], example)) {
    if (!isPeopleName(name)) reader.error({ path: ['people', name], at: 'key' }, badName(name))
    const spec = reader.read(peopleSchema, ['people', name])
    if (spec !== undefined) specs.set(name, spec)
  }
  const named = (name: string) =>
    refsOf(specs.get(name)).flatMap((ref) => (ref.who === 'name' ? [ref.name] : []))
  for (const loop of findLoops([...specs.keys()], named)) {
    const begin = reader.found.find(
      ({ place: { path }, name }) => path[0] === 'people' && path[1] === loop[0] && name === loop[1],
    )
    reader.error(begin?.place ?? { path: ['people', loop[0] ?? ''] }, inALoop(loop))
  }
  const people = new Map<string, PeopleEntry>()
  for (const [name, spec] of specs) {
    const entry = entryOf({ reader, name, spec, timezone, calendars })
    if (entry !== undefined) people.set(name, entry)
  }
  return people
}

/** Everybody that an entry names. */
function refsOf(spec: PeopleSpec | undefined): readonly PeopleRef[] {
  if (spec === undefined) return []
  if (spec.entry === 'list') return spec.people
  return [...spec.rotation.flat(), ...spec.backup, ...spec.overrides.flatMap((override) => override.who)]
}

interface Making {
  reader: FileReader
  name: string
  spec: PeopleSpec
  timezone: string
  calendars: ReadonlyMap<string, Calendar>
}

function entryOf({ reader, name, spec, timezone, calendars }: Making): PeopleEntry | undefined {
  if (spec.entry === 'list') return spec
  const calendar = spec.calendar === undefined ? undefined : calendars.get(spec.calendar)
  const rotation = createRotation({
    timezone: spec.timezone ?? timezone,
    rotation: spec.rotation,
    every: spec.every,
    from: spec.from,
    backup: spec.backup,
    overrides: spec.overrides,
    ...(calendar === undefined || spec.calendar === 'always' ? {} : { calendar }),
  })
  if (rotation.ok) return { entry: 'rotation', rotation: rotation.value }
  reader.error(
    { path: ['people', name], at: 'key' },
    { code: 'bad-rotation', message: rotation.what, why: 'Nobody may ever be missing.', fix: rotation.fix },
  )
  return undefined
}

function badName(name: string): Said {
  return {
    code: 'bad-name',
    message: `"${name}" cannot be a name for people.`,
    why: 'Author, assignees and everyone mean something already; a name is letters, digits, dots and dashes.',
    fix: 'Give it another name, such as qa or ops-lead.',
  }
}

function inALoop(loop: readonly string[]): Said {
  return {
    code: 'loop',
    message: `These people entries name each other: ${loop.join(' → ')}.`,
    why: 'Who is meant cannot be told.',
    fix: 'Name the team or the logins themselves in one of them.',
  }
}
