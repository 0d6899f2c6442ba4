import { Octokit } from '@octokit/rest'
import { expect, test } from 'vitest'
import { watchRequests } from './watch-requests.ts'

function watched() {
  const requests = watchRequests(async () => Response.json({ data: {} }))
  return { requests, octokit: new Octokit({ request: { fetch: requests.fetch } }) }
}

const at = { owner: 'acme', repo: 'app' }

test('a request that GitHub describes is let through in silence', async () => {
  const { requests, octokit } = watched()
  await octokit.rest.issues.addLabels({ ...at, issue_number: 7, labels: ['critical'] })
  await octokit.graphql('{ repository(owner: "acme", name: "app") { id } }')
  expect(requests.problems).toEqual([])
  expect([...requests.operations]).toContain('issues/add-labels')
})

test.each([
  [
    'a path GitHub does not have',
    'GET /repos/acme/app/policy',
    {},
    'GitHub has no GET /repos/acme/app/policy',
  ],
  [
    'a key GitHub does not know',
    'POST /repos/acme/app/issues',
    { title: 'It', labesl: ['a'] },
    'no key /labesl',
  ],
  ['a check without its commit', 'POST /repos/acme/app/check-runs', { name: 'Reeve' }, 'head_sha'],
])('%s is told', async (_, route, body, told) => {
  const { requests, octokit } = watched()
  await octokit.request(route, body)
  expect(requests.problems.join()).toContain(told)
})

test('a field that GitHub’s GraphQL schema does not have is told', async () => {
  const { requests, octokit } = watched()
  await octokit.graphql('{ repository(owner: "acme", name: "app") { policies } }')
  expect(requests.problems.join()).toContain('Cannot query field "policies"')
})

test.each([
  [
    'github.com is asked',
    undefined,
    'https://git.example/api/v3',
    'which is not at https://git.example/api/v3',
  ],
  [
    'another server is asked',
    'https://git.example/api/v3',
    undefined,
    'which is not at https://api.github.com',
  ],
])('where %s instead of the App’s own, that is told', async (_, baseUrl, api, told) => {
  const requests = watchRequests(async () => Response.json({ data: {} }), api)
  const octokit = new Octokit({ request: { fetch: requests.fetch }, ...(baseUrl ? { baseUrl } : {}) })
  await octokit.rest.issues.get({ ...at, issue_number: 7 })
  await octokit.graphql('{ repository(owner: "acme", name: "app") { id } }')
  expect(requests.problems).toEqual([expect.stringContaining(told), expect.stringContaining(told)])
})
