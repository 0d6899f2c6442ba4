import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { schemaText } from '../cli/schema.ts'
import { ruleKinds } from '../rules/index.ts'
import { policyJsonSchema } from './json-schema.ts'

const schema = policyJsonSchema(ruleKinds)
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

function complaints(text: string): string[] {
  validate(parse(text))
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

test('the committed schema is what the schemas that read a policy say (`npx reeve schema > schema/reeve.schema.json`)', () => {
  expect(readFileSync('schema/reeve.schema.json', 'utf8')).toBe(`${schemaText()}\n`)
})

test.each(['every-key', 'operations'])('an editor finds nothing wrong with %s.yml', (name) => {
  expect(complaints(readFileSync(`test/policies/${name}.yml`, 'utf8'))).toEqual([])
})

test('an editor takes one value where a list may stand', () => {
  expect(complaints('version: 1\naccepts: { from: acme/*, do: open-issue }')).toEqual([])
})

describe('an editor finds', () => {
  test.each([
    ['a key that is not known', 'version: 1\ntiemzone: UTC', '"additionalProperty":"tiemzone"'],
    [
      'a key of another kind',
      'version: 1\nrules: { a: { kind: sla, within: 4h, of: [x] } }',
      '"additionalProperty":"of"',
    ],
    [
      'a key that `require` does not have, where no kind is named',
      'version: 1\nrules: { a: { within: 4h } }',
      '"additionalProperty":"within"',
    ],
    [
      'a key that the kind does without',
      'version: 1\nrules: { a: { kind: sla, within: 4h, grace: 1h } }',
      '"additionalProperty":"grace"',
    ],
    [
      'a required key that is missing',
      'version: 1\nrules: { a: { kind: label-group } }',
      '"missingProperty":"of"',
    ],
    ['a kind that is none', 'version: 1\nrules: { a: { kind: slo } }', '/rules/a/kind'],
    ['a word that is none', 'version: 1\nmode: enforced', '/mode'],
    ['an unknown action', 'version: 1\nrules: { a: { do: [{ lable: x }] } }', '"additionalProperty":"lable"'],
  ])('%s', (_, text, expected) => {
    expect(complaints(text).join('\n')).toContain(expected)
  })
})

test('every key says what it is for', () => {
  const silent: string[] = []
  const look = (at: unknown, path: string) => {
    if (typeof at !== 'object' || at === null) return
    for (const [key, value] of Object.entries(at)) {
      if (key === 'properties' && !path.includes('/if')) {
        for (const [name, field] of Object.entries(Object(value))) {
          const isSaid = Object(field).description !== undefined
          if (!isSaid) silent.push(`${path}/${name}`)
        }
      }
      look(value, `${path}/${key}`)
    }
  }
  look(schema, '')
  expect(silent).toEqual([])
})
