import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { instantOf, normalise, subjectOf } from './index.ts'

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples')
const all = Examples.parse(JSON.parse(readFileSync(file, 'utf8'))).flatMap(({ name, examples }) =>
  examples.map((payload) => ({ event: name, payload })),
)
const at = Date.parse('2030-01-01T00:00:00Z')

/** Those that must be understood whole, whatever GitHub left out of its own examples. */
const understood = new Set([
  'issues',
  'pull_request',
  'issue_comment',
  'check_run',
  'merge_group',
  'label',
  'push',
  'membership',
  'team',
])

/** News that change the row of the subject they name. */
function ownSubject(event: string, payload: unknown): string[] {
  const normalised = normalise({ event, id: 'd', at, payload })
  if (!normalised.ok || 'ignored' in normalised) return []
  return normalised.event.news.flatMap((news) => {
    if (news.news === 'seen') return [`${news.item.repo}#${news.item.number}`]
    if (news.news === 'entry' || news.news === 'set' || news.news === 'gone') return [news.subject]
    return news.news === 'group' ? [`${news.repo}@${news.sha}`] : []
  })
}

describe("GitHub's own examples", () => {
  test('are there', () => expect(all.length).toBeGreaterThan(300))

  test('go through, and those that rules need are understood', () => {
    const failed = all.flatMap(({ event, payload }) => {
      const normalised = normalise({ event, id: 'd', at, payload })
      return !normalised.ok && understood.has(event) ? [{ event, ...normalised }] : []
    })
    expect(failed).toEqual([])
  })

  test('change only rows of their own subject', () => {
    for (const { event, payload } of all) {
      for (const subject of ownSubject(event, payload)) expect(subject).toBe(subjectOf(event, payload))
    }
  })

  test('have a subject and, where GitHub says when, an instant', () => {
    for (const { event, payload } of all) {
      if (!understood.has(event)) continue
      expect(subjectOf(event, payload)).toBeDefined()
      if (event === 'issues' || event === 'pull_request') expect(instantOf(event, payload)).toBeGreaterThan(0)
    }
  })
})

describe('a payload that lacks something', () => {
  const heard = all.filter(({ event, payload }) => {
    const normalised = normalise({ event, id: 'd', at, payload })
    return normalised.ok && !('ignored' in normalised)
  })

  test('never throws, whichever field is missing or nonsense', () => {
    const value = fc.constantFrom(undefined, null, 0, 'x', [], {}, true)
    fc.assert(
      fc.property(fc.constantFrom(...heard), fc.nat(), value, ({ event, payload }, position, nonsense) => {
        const paths = pathsOf(payload)
        const path = paths[position % paths.length] ?? []
        const broken = replaced(payload, path, nonsense)
        const normalised = normalise({ event, id: 'd', at, payload: broken })
        if (!normalised.ok) expect(normalised.why).not.toBe('')
        subjectOf(event, broken)
        instantOf(event, broken)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([undefined, null, 7, 'text', [], {}])('is named by its field: %j', (payload) => {
    expect(normalise({ event: 'issues', id: 'd', at, payload })).toMatchObject({ ok: false })
    expect(subjectOf('issues', payload)).toBeUndefined()
    expect(instantOf('issues', payload)).toBeUndefined()
  })

  test('says where', () => {
    const payload = { action: 'opened', repository: { full_name: 'acme/app' }, issue: { title: 'x' } }
    expect(normalise({ event: 'issues', id: 'd', at, payload })).toMatchObject({
      ok: false,
      field: 'issue.number',
    })
  })
})

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (!isObject(value) || path.length > 3) return []
  return Object.entries(value).flatMap(([key, each]) => [[...path, key], ...pathsOf(each, [...path, key])])
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined || !isObject(value)) return by
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === key ? replaced(each, rest, by) : each))
  const { [key]: old, ...others } = value
  const next = rest.length === 0 ? by : replaced(old, rest, by)
  return next === undefined ? others : { ...others, [key]: next }
}
