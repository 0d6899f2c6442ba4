import { z } from 'zod'
import type { Names, Rule } from '../core/policy.ts'
import type { RuleKind } from '../core/rule-kind.ts'
import { nearestName } from '../query/nearest-name.ts'
import { type CommonOptions, commonOptions, ruleIdPattern, ruleOptions } from '../rules/common.ts'
import { always } from '../time/calendar.ts'
import { dayNumber, midnight } from '../time/zone.ts'
import type { Strange } from './explain-issues.ts'
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
    if (!ruleIdPattern.test(id)) reading.reader.error({ path: ['rules', id], at: 'key' }, badId(id))
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
  const part = (mine: boolean) =>
    Object.fromEntries(Object.entries(raw).filter(([key]) => own.includes(key) === mine))
  const before = reader.problems.length
  const strange: Strange = (key, near) => keyElsewhere({ key, near, kind, kinds: reading.kinds, raw })
  const said = reader.readPart(common, path, { value: part(false), known: whole, strange })
  const options = reader.readPart(kind.options, path, { value: part(true) })
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

interface Elsewhere {
  key: string
  near: string | undefined
  kind: RuleKind
  kinds: readonly RuleKind[]
  raw: Record<string, unknown>
}

/** A key that other kinds of rule have, and this one does not. */
function keyElsewhere({ key, near, kind, kinds, raw }: Elsewhere) {
  const message = raw.kind
    ? `A rule of kind ${kind.name} has no key \`${key}\`.`
    : `A rule without \`kind\` is a \`${kind.name}\`, and that has no key \`${key}\`.`
  const own = Object.keys(kind.options.shape).join(', ')
  if (kind.without.includes(key)) return { message, fix: `Take it out; this kind has ${own} instead.` }
  const others = kinds.filter((other) => Object.hasOwn(other.options.shape, key)).map(({ name }) => name)
  if (others.length === 0) return undefined
  const meant = near === undefined ? '' : `Did you mean \`${near}\`? If not: `
  return {
    message,
    fix: `${meant}\`${key}\` is a key of ${others.join(', ')}. Name that kind, or take it out.`,
  }
}

function unknownKind(name: unknown, known: readonly string[]): Said {
  const text = typeof name === 'string' ? name : ''
  const near = nearestName(text, known)
  return {
    code: 'unknown-kind',
    message:
      text === '' ? '`kind` has no value.' : `This version of Reeve has no kind of rule called "${text}".`,
    why: 'The kind says which keys a rule has and what it keeps.',
    fix:
      near === undefined
        ? `Known kinds: ${known.join(', ')}. If it is a newer one, update Reeve, or take the rule out until then.`
        : `Did you mean ${near}?`,
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
    fix: 'Use letters, digits, dots, dashes and underscores, 64 at most, no spaces: no-friday-merge.',
  }
}
