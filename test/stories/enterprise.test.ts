import { expect, it } from 'vitest'
import { permissions, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
rules:
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: "@acme/qa" }
  cause: { when: is:pr, must: "linked:(label:critical)" }
`

it('with GitHub Enterprise every request goes to that server: facts, GraphQL, effects, tokens and what it failed to deliver', async () => {
  const story = await tell({
    policy,
    at: '2026-01-05T09:00:00Z',
    api: 'https://git.example/api/v3',
    permissions: { ...permissions, checks: 'read' },
  })
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'A cause', labels: ['critical'] })
  github.as('eve').label('acme/app#1', 'verified')
  github.as('eve').openPull('acme/app', {
    title: 'A change',
    head: 'change',
    body: 'Fixes #1',
    files: { a: '1' },
  })
  await story.forward({ minutes: 1 })
  expect(github.labels('acme/app#1')).toEqual(['critical'])
  expect(story.check('acme/app#2')).toBeUndefined()
  github.permit('reeve', 'acme', permissions)
  await story.forward({ minutes: 1 })
  expect(story.check('acme/app#2')?.conclusion).toBe('success')
  await story.reeve.askAgain()
  // What goes elsewhere ends a story with a problem (test/contract/watch-requests.ts).
  const asked = new Set(github.requests.map(({ route }) => route))
  for (const route of [
    '/app',
    '/app/hook/deliveries',
    '/app/installations/{installation_id}/access_tokens',
    '/repos/{owner}/{repo}/check-runs',
    '/graphql',
  ])
    expect(asked).toContain(route)
  await story.settle()
})
