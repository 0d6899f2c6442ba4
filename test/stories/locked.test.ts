import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'
const policy = `
version: 1
rules:
  qa-verifies: { kind: label-guard, why: QA says so, when: is:issue, labels: verified, by: "@acme/qa" }
  hand-over: { why: QA tests it, when: is:issue label:QA, do: [{ comment: Please test it. }, { assign: "@acme/qa" }] }
  tidy: { why: Nothing is critical, when: "is:issue is:open", must: "-label:critical" }
  tidy-pulls: { why: Nothing is critical, when: "is:pr", must: "-label:critical", on-fail: [{ comment: Please. }] }
`

async function begin(): Promise<Story> {
  const story = await tell({ policy, at })
  story.github.as('eve').openIssue('acme/app', { title: 'Heated' })
  await story.forward({ minutes: 1 })
  return story
}

const refusedIn = (story: Story) =>
  story.log.filter(({ msg }) => msg === 'Effect refused').map(({ why }) => why)
const writes = (story: Story) =>
  story.calls().filter(({ method, path }) => method !== 'GET' && /\/(issues|comments)/.test(path))

describe('a locked conversation, in which no App may speak', () => {
  it('the rest is done at once; what could not be said is said once, when it is unlocked', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').lock('acme/app#1')
    github.as('eve').label('acme/app#1', 'QA')
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 5 })
    expect(github.labels('acme/app#1')).toEqual(['QA'])
    expect(github.item('acme/app#1').assignees).toEqual(['ann'])
    expect(story.said('acme/app#1')).toEqual([])
    expect(refusedIn(story)).toContain('GitHub refused it: Unable to create comment because issue is locked.')

    writes(story)
    await story.forward({ days: 3 })
    github.as('eve').edit('acme/app#1', { title: 'Still heated' })
    await story.forward({ minutes: 5 })
    expect(writes(story)).toEqual([])

    github.as('eve').unlock('acme/app#1')
    await story.settle()
    expect(story.said('acme/app#1').join()).toContain('Please test it.')
    expect(story.said('acme/app#1').join()).toContain('QA says so')
    await story.forward({ days: 1 })
    expect(story.said('acme/app#1')).toHaveLength(2)
  })

  it('what no longer needs saying is not said', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').lock('acme/app#1')
    github.as('eve').label('acme/app#1', 'critical')
    await story.forward({ minutes: 5 })
    github.as('eve').unlabel('acme/app#1', 'critical')
    await story.forward({ minutes: 5 })
    github.as('eve').unlock('acme/app#1')
    await story.forward({ hours: 2 })
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('a notice that stood there when it was locked is put right afterwards', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').label('acme/app#1', 'critical')
    await story.forward({ minutes: 5 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    github.as('eve').lock('acme/app#1')
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 5 })
    expect(story.said('acme/app#1').join()).not.toContain('QA says so')
    github.as('eve').unlock('acme/app#1')
    await story.settle()
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1').join()).toContain('QA says so')
    github.as('eve').lock('acme/app#1')
    github.as('ann').label('acme/app#1', 'verified')
    await story.forward({ minutes: 5 })
    github.as('eve').unlock('acme/app#1')
    github.as('eve').unlabel('acme/app#1', 'critical')
    await story.forward({ minutes: 5 })
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('that nobody told of: it is tried once; that it is unlocked again is seen when the issue is next read', async () => {
    const story = await begin()
    const { github } = story
    github.webhooks.weather.drop = 1
    github.as('eve').lock('acme/app#1')
    await story.settle()
    github.webhooks.weather.drop = 0
    github.as('eve').label('acme/app#1', 'QA')
    await story.forward({ hours: 3 })
    expect(refusedIn(story)).toHaveLength(1)
    github.webhooks.weather.drop = 1
    github.as('eve').unlock('acme/app#1')
    github.as('eve').comment('acme/app#1', 'Calm again')
    await story.settle()
    github.webhooks.weather.drop = 0
    github.webhooks.log.length = 0
    await story.forward({ hours: 7 })
    expect(story.said('acme/app#1').filter((text) => text.includes('Please test it.'))).toHaveLength(1)
  })

  it('the check of a pull request says all the same what is wrong', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
    await story.forward({ minutes: 1 })
    github.as('eve').lock('acme/app#2')
    github.as('eve').label('acme/app#2', 'critical')
    await story.forward({ minutes: 5 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    expect(story.check('acme/app#2')?.summary).toContain('Nothing is critical')
    expect(story.said('acme/app#2')).toEqual([])
    github.as('eve').unlock('acme/app#2')
    await story.settle()
    expect(story.said('acme/app#2')).toHaveLength(1)
  })

  it('a command written before it was locked is answered when it is unlocked', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').comment('acme/app#1', '/reeve help')
    github.as('eve').lock('acme/app#1')
    await story.forward({ minutes: 5 })
    expect(story.said('acme/app#1')).toEqual([])
    github.as('eve').unlock('acme/app#1')
    await story.settle()
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1').join()).toContain('/reeve explain')
  })
})
