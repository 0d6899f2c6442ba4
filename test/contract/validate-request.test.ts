import { describe, expect, test } from 'vitest'
import { validateDocument } from './graphql.ts'
import { createRequestValidator, readSlim } from './validate-request.ts'

const validator = createRequestValidator()
const github = 'https://api.github.com'

describe('requests GitHub describes', () => {
  test.each([
    { method: 'POST', path: '/repos/acme/app/issues/7/labels', body: { labels: ['bug'] } },
    { method: 'DELETE', path: '/repos/acme/app/issues/7/labels/in%20progress' },
    {
      method: 'GET',
      path: '/repos/acme/app/issues?state=all&per_page=100&page=2&since=2026-01-05T09:00:00Z',
    },
    { method: 'GET', path: '/repos/acme/app/contents/.github/reeve.yml?ref=main' },
    { method: 'GET', path: '/api/v3/repos/acme/app/pulls/3/files' },
    {
      method: 'PATCH',
      path: '/repos/acme/app/issues/7',
      body: { milestone: null, state_reason: 'not_planned' },
    },
    {
      method: 'POST',
      path: '/repos/acme/app/check-runs',
      body: { name: 'Reeve', head_sha: 'abc', status: 'in_progress', output: { title: 'a', summary: 'b' } },
    },
    {
      method: 'POST',
      path: '/repos/acme/app/dispatches',
      body: { event_type: 'x', client_payload: { any: 1 } },
    },
    { method: 'POST', path: '/graphql', body: { query: '{ viewer { login } }' } },
  ])('$method $path', ({ method, path, body }) => {
    expect(validator.problems({ method, url: github + path, body })).toEqual([])
  })
})

describe('requests GitHub does not describe', () => {
  test.each([
    { what: 'an unknown path', method: 'GET', path: '/repos/acme/app/labelz', says: 'GitHub has no' },
    {
      what: 'a wrong word',
      method: 'POST',
      path: '/repos/acme/app/check-runs',
      body: { name: 'Reeve', head_sha: 'abc', status: 'completed', conclusion: 'green' },
      says: '/conclusion must be equal to one of the allowed values',
    },
    {
      what: 'a missing key',
      method: 'POST',
      path: '/repos/acme/app/check-runs',
      body: { name: 'Reeve' },
      says: "must have required property 'head_sha'",
    },
    {
      what: 'a missing body',
      method: 'POST',
      path: '/repos/acme/app/issues/1/comments',
      says: 'body is missing',
    },
    {
      what: 'an unknown key',
      method: 'PATCH',
      path: '/repos/acme/app/issues/7',
      body: { asignees: ['ann'] },
      says: 'no key /asignees',
    },
    {
      what: 'an unknown key further in',
      method: 'POST',
      path: '/repos/acme/app/check-runs',
      body: { name: 'Reeve', head_sha: 'abc', output: { title: 'a', summary: 'b', colour: 'red' } },
      says: 'no key /output/colour',
    },
    { what: 'a wrong query', method: 'GET', path: '/repos/acme/app/issues?state=shut', says: 'query state' },
    {
      what: 'an unknown query',
      method: 'GET',
      path: '/repos/acme/app/issues?perpage=3',
      says: 'no query parameter',
    },
    {
      what: 'a completed run without a conclusion',
      method: 'POST',
      path: '/repos/acme/app/check-runs',
      body: { name: 'Reeve', head_sha: 'abc', status: 'completed' },
      says: 'needs a conclusion',
    },
    {
      what: 'a body too many',
      method: 'DELETE',
      path: '/repos/a/b/labels/x',
      body: { force: true },
      says: 'takes none',
    },
  ])('$what', ({ method, path, body, says }) => {
    expect(validator.problems({ method, url: github + path, body }).join('\n')).toContain(says)
  })

  test('its fetch throws before anything is sent', async () => {
    let sent = 0
    const fetch = validator.wrap(async () => {
      sent += 1
      return new Response('{}')
    })
    await expect(fetch(`${github}/repos/a/b/labelz`)).rejects.toThrow('GitHub has no GET /repos/a/b/labelz')
    expect(sent).toBe(0)
    await fetch(`${github}/repos/a/b/labels`)
    expect(sent).toBe(1)
  })
})

test('every described body can be checked', () => {
  for (const { method, path, body } of readSlim().operations) {
    if (!body) continue
    const url = github + path.replaceAll(/\{\w+\}/g, '1')
    expect(() => validator.problems({ method, url, body: {} })).not.toThrow()
  }
})

describe('GraphQL documents', () => {
  test('a right one', () => {
    expect(
      validateDocument('{ repository(owner: "a", name: "b") { mergeQueue(branch: "main") { id } } }'),
    ).toEqual([])
  })
  test('a misspelt field', () => {
    const [problem] = validateDocument('{ repository(owner: "a", name: "b") { mergeQueues { id } } }')
    expect(problem).toContain('Cannot query field "mergeQueues"')
  })
  test('no GraphQL at all', () => {
    expect(validateDocument('{ repository(')).toHaveLength(1)
  })
})
