import { z } from 'zod'
import type { RuleKind } from '../core/rule-kind.ts'
import { ruleIdPattern, ruleOptions } from '../rules/common.ts'
import { actions, labels, oneOrMany, people } from '../rules/keys.ts'
import { acceptSchema } from './sections/accepts.ts'
import { calendarSchema } from './sections/calendars.ts'
import { commandSchema } from './sections/commands.ts'
import { environmentSchema } from './sections/environments.ts'
import { headShape } from './sections/head.ts'
import { labelSchema } from './sections/labels.ts'
import { peopleSchema } from './sections/people.ts'
import { windowSchema } from './sections/windows.ts'
import { isMap } from './walk-schema.ts'

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The JSON Schema of a policy file for editors (draft 7, which all of them know), from the schemas that read it. */
export function policyJsonSchema(kinds: readonly RuleKind[]): JsonSchema {
  const shared = { people: toJson(people()), labels: toJson(labels()), actions: toJson(actions()) }
  const rules = kinds.map(
    (kind) => [ruleName(kind), { description: kind.summary, ...toJson(ruleOptions(kind)) }] as const,
  )
  const file = toJson(z.strictObject({ ...headShape, ...sectionShape() }))
  const properties = { ...Object(file.properties), rules: rulesSchema(kinds) }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Reeve policy',
    description: "A team's process, kept by Reeve: .github/reeve.yml",
    ...referring({ ...file, properties }, shared),
    definitions: { ...shared, ...referring(Object.fromEntries(rules), shared) },
  }
}

function sectionShape() {
  const named = (schema: z.ZodType, description: string) =>
    z.record(z.string(), schema).optional().meta({ description })
  return {
    calendars: named(calendarSchema, 'Open hours and holidays, by name.'),
    people: named(peopleSchema, 'Teams, people and rotations, by name.'),
    windows: named(windowSchema, 'When releases are allowed, by name.'),
    labels: named(labelSchema, 'Labels that are created and kept in step.'),
    environments: named(environmentSchema, 'Where is deployed, in which order and by whom.'),
    commands: named(commandSchema, 'What can be written as /reeve <command>, and by whom.'),
    accepts: oneOrMany(acceptSchema)
      .optional()
      .meta({ description: 'What the policies of other repositories may do here.' }),
  }
}

/** The kind chooses the keys; absent it is `require`. */
function rulesSchema(kinds: readonly RuleKind[]): JsonSchema {
  const byKind = kinds.map((kind) => {
    const isOfKind = { properties: { kind: { const: kind.name } } }
    const condition = kind.name === 'require' ? isOfKind : { ...isOfKind, required: ['kind'] }
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits this.
    return { if: condition, then: { $ref: `#/definitions/${ruleName(kind)}` } }
  })
  const kind = {
    description: 'What kind of rule this is; require if absent.',
    oneOf: kinds.map(({ name, summary }) => ({ const: name, description: summary })),
  }
  return {
    description: 'What must be so, by id.',
    type: 'object',
    propertyNames: { pattern: ruleIdPattern.source },
    additionalProperties: { type: 'object', properties: { kind }, allOf: byKind },
  }
}

function ruleName(kind: RuleKind): string {
  return `rule-${kind.name}`
}

function toJson(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    // What a kind only reads is not read-only for whoever writes the file.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly
    },
  })
  return json
}

/** The same schema with a reference wherever one of the shared parts is written out: a tenth of the size. */
function referring(schema: JsonSchema, shared: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = new Map(Object.entries(shared).map(([name, part]) => [JSON.stringify(part), name]))
  const look = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(look)
    if (!isMap(value)) return value
    const { description, default: fallback, ...rest } = value
    const name = names.get(JSON.stringify(rest))
    if (name === undefined)
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, look(child)]))
    // In draft 7 nothing counts beside a reference, so what is said of this key goes round it.
    const said = {
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
    }
    return { ...said, allOf: [{ $ref: `#/definitions/${name}` }] }
  }
  return Object(look(schema))
}
