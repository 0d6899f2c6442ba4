import { z } from 'zod'
import type { Names, Rule } from '../core/policy.ts'
import type { RuleKind } from '../core/rule-kind.ts'
import { nearestName } from '../query/nearest-name.ts'
import { type CommonOptions, commonOptions, ruleOptions } from '../rules/common.ts'
import { always } from '../time/calendar.ts'
import { dayNumber, midnight } from '../time/zone.ts'
import type { FileReader, Said } from './file-reader.ts'
import type { Head } from './resolve-head.ts'
import { isMap } from './walk-schema.ts'

const example = '`rules: { logged: { kind: linked-issue, when: is:pr } }`'

export interface RuleReading {
  reader: FileReader
  kinds: readonly RuleKind[]
  head: Head
  names: Names
  /** The file and version it is written in. */
  ref: string
}

/** Reads the rules of a file in their order; one with problems is left out. */
export function resolveRules(reading: RuleReading): Rule[] {
  const schemas = new Map(reading.kinds.map((kind) => [kind.name, schemasOf(kind)]))
  return reading.reader.entries(['rules'], example).flatMap((id) => {
    if (!/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(id))
      reading.reader.error({ path: ['rules', id], at: 'key' }, badId(id))
    const rule = readRule(id, reading, schemas)
    return rule === undefined ? [] : [rule]
  })
}

interface KindSchemas {
  kind: RuleKind
  whole: z.ZodObject
  common: z.ZodObject
}

function schemasOf(kind: RuleKind): KindSchemas {
  const left = [...kind.without, ...Object.keys(kind.options.shape)]
  const common = z.strictObject(
    Object.fromEntries(Object.entries(commonOptions.shape).filter(([key]) => !left.includes(key))),
  )
  return { kind, whole: ruleOptions(kind), common }
}

function readRule(
  id: string,
  reading: RuleReading,
  schemas: ReadonlyMap<string, KindSchemas>,
): Rule | undefined {
  const { reader } = reading
  const path = ['rules', id]
  const raw = reader.raw(path)
  if (!isMap(raw)) {
    reader.error({ path }, noMap(id, raw))
    return undefined
  }
  const schema = kindOf(raw, id, reading, schemas)
  if (schema === undefined) return undefined
  const { kind, whole, common } = schema
  reader.note(whole, path)
  const own = Object.keys(kind.options.shape)
  const isOwn = ([key]: [string, unknown]) => own.includes(key)
  const before = reader.problems.length
  const said = reader.readPart(
    common,
    path,
    Object.fromEntries(Object.entries(raw).filter((entry) => !isOwn(entry))),
    whole,
  )
  const options = reader.readPart(kind.options, path, Object.fromEntries(Object.entries(raw).filter(isOwn)))
  if (reader.problems.slice(before).some((problem) => problem.level === 'error')) return undefined
  return ruleOf({ id, kind, said: { ...commonOptions.parse({}), ...said }, options }, reading)
}

function kindOf(
  raw: Record<string, unknown>,
  id: string,
  { reader }: RuleReading,
  schemas: ReadonlyMap<string, KindSchemas>,
): KindSchemas | undefined {
  const name = raw.kind === undefined ? 'require' : raw.kind
  const found = typeof name === 'string' ? schemas.get(name) : undefined
  if (found !== undefined) return found
  reader.error({ path: ['rules', id, 'kind'] }, unknownKind(name, [...schemas.keys()]))
  return undefined
}

interface Written {
  id: string
  kind: RuleKind
  said: CommonOptions
  options: unknown
}

function ruleOf({ id, kind, said, options }: Written, { head, names, ref }: RuleReading): Rule {
  const named = said.calendar === 'always' ? undefined : names.calendars.get(said.calendar)
  const timezone = said.timezone ?? named?.timezone ?? head.timezone
  const since = said.since ?? head.since
  return {
    id,
    kind,
    options,
    mode: said.mode ?? head.mode,
    was: said.was,
    owner: said.owner,
    gates: said.gate ?? kind.gates,
    calendar: named ?? always(timezone),
    timezone,
    do: said.do,
    onFail: said['on-fail'],
    override: said.override,
    ownCheck: said.check === 'own',
    locked: said.locked,
    names,
    source: ref,
    ...(since === undefined ? {} : { since: midnight(dayNumber(since), timezone) }),
    ...(said.when === undefined ? {} : { when: said.when }),
    ...(said.why === undefined ? {} : { why: said.why }),
    ...(said.grace === undefined ? {} : { grace: said.grace }),
    ...(said.message === undefined ? {} : { message: said.message }),
  }
}

function unknownKind(name: unknown, known: readonly string[]): Said {
  const text = typeof name === 'string' ? name : ''
  const near = nearestName(text, known)
  return {
    code: 'unknown-kind',
    message: text === '' ? '`kind` has no value.' : `There is no kind of rule called "${text}".`,
    why: 'The kind says which keys a rule has and what it keeps.',
    fix: near === undefined ? `Known kinds: ${known.join(', ')}.` : `Did you mean ${near}?`,
  }
}

function noMap(id: string, raw: unknown): Said {
  return {
    code: 'wrong-type',
    message: raw === null ? `\`${id}\` has nothing in it.` : `\`${id}\` is no map of keys.`,
    why: 'A rule says what it is about and what must be so.',
    fix: `Write \`${id}: { kind: …, when: … }\`, with the keys of its kind.`,
  }
}

function badId(id: string): Said {
  return {
    code: 'bad-id',
    message: `"${id.slice(0, 80)}" cannot be the id of a rule.`,
    why: 'It stands in checks, comments and in `rule:<id>`.',
    fix: 'Begin with a letter, then letters, digits, dots and dashes, 64 at most: no-friday-merge.',
  }
}
