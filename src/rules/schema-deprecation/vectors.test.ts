import { describe, expect, test } from 'vitest'
import { aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule } from '../../../test/builders/judged.ts'
import { on } from '../../../test/builders/past.ts'
import vectors from '../../../test/vectors/deprecation.json' with { type: 'json' }

const head = 'a'.repeat(40)

function periodOf(iso: string): string {
  const [, months] = /^P(\d+)M$/.exec(iso) ?? []
  if (months === undefined) throw new Error(`${iso} is no number of months`)
  return `${months} months`
}

interface Given {
  old: string
  new: string
  since: Readonly<Record<string, string | undefined>>
  period: string
  today: string
}

function judge({ old, new: now, since, period, today }: Given) {
  return evaluateRule({
    policy: `rules: { it: { kind: schema-deprecation, when: is:pr, schema: schema.graphql, period: ${periodOf(period)} } }`,
    item: aPullItem(),
    facts: {
      'files:acme/app#12': ['schema.graphql'],
      'contents:acme/app@main:schema.graphql': old,
      [`contents:acme/app@${head}:schema.graphql`]: now,
      [`merge-base:acme/app@main...${head}`]: null,
      'remembered:acme/app': Object.entries(since).map(([path, date]) => ({
        rule: 'it',
        kind: 'seen',
        key: `${path}@${date}T00:00:00Z`,
        value: 'yes',
        at: on(`${date}T00:00:00Z`),
      })),
    },
    now: `${today}T00:00:00Z`,
  })
}

describe('a change of a schema', () => {
  test.each(vectors.changes.map((vector) => [vector.id, vector.what, vector] as const))(
    '%s: %s',
    (_id, _what, { old, new: now, deprecated_since: since, period, today, expect: expected }) => {
      expect(judge({ old, new: now, since, period, today }).verdict).toBe(
        expected === 'block' ? 'fail' : 'pass',
      )
    },
  )
})

/** The day on which a field that was deprecated then may go, tried on that day and on the one before. */
function verdicts(since: string, period: string, day: string): string[] {
  const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
  return [before, day].map(
    (today) =>
      judge({
        old: 'type Query { x: String y: String @deprecated }',
        new: 'type Query { x: String }',
        since: { 'Query.y': since },
        period,
        today,
      }).verdict,
  )
}

describe('the day on which it may go', () => {
  test.each(vectors.eligible)('$id: $since and $period', ({ since, period, eligible_on: day }) => {
    expect(verdicts(since, period, day)).toEqual(['fail', 'pass'])
  })

  // No key aligns a period to quarters: one of whole quarters that begins with a quarter ends with one.
  test.each(vectors.aligned)('$id: $since and $period', ({ since, period, effective_on: day }) => {
    expect(verdicts(since, period, day)).toEqual(['fail', 'pass'])
  })
})
