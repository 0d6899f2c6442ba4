import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const policy = `
version: 1
rules:
  products:
    kind: workflow
    why: What is closed is verified
    when: is:issue label:QA
    states: [major, verified]
    moves: [{ from: major, to: verified, by: "@acme/qa" }]
    close-from: verified
  fix-critical: { kind: sla, why: Fix in 2 hours, when: is:issue label:critical, within: 2h, on-breach: [{ label: overdue }, { comment: It is late. }] }
`

async function begin(): Promise<Story> {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  story.github.as('eve').openIssue('acme/app', { title: 'Shall we?', labels: ['QA', 'critical'] })
  await story.forward({ minutes: 10 })
  expect(story.github.labels('acme/app#1')).toContain('major')
  return story
}

const writes = (story: Story) =>
  story
    .calls()
    .filter(({ method }) => ['POST', 'PATCH', 'PUT', 'DELETE'].includes(method))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((call) => call !== 'POST /graphql')

describe('an issue that is made a discussion', () => {
  it.each([
    ['as GitHub tells of it', 0],
    ['though no webhook tells of it', 1],
  ])('%s: nothing goes on there, it is not opened again, and nothing is tried for ever', async (_, drop) => {
    const story = await begin()
    const { github } = story
    story.calls()
    github.webhooks.weather.drop = drop
    github.as('eve').convert('acme/app#1')
    await story.settle()
    github.webhooks.weather.drop = 0
    await story.forward({ hours: 3 })
    expect(writes(story)).toEqual([])
    expect(github.item('acme/app#1').state).toBe('closed')
    expect(await story.reeve.store.row('acme/app#1')).toBeUndefined()
    await story.forward({ days: 2 })
    expect(story.calls().filter(({ path }) => path.includes('/issues/1')).length).toBeLessThan(5)
    expect(story.said('acme/app#1')).toEqual([])
    expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
  })

  it('one that is closed and locked by hand is an issue as before', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').lock('acme/app#1')
    github.as('eve').close('acme/app#1')
    await story.forward({ minutes: 5 })
    expect(github.item('acme/app#1').state).toBe('open')
  })
})
