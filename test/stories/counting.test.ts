import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
rules:
  ship:
    kind: checklist
    when: is:pr is:open
    items: [{ text: All P0/P1 bugs resolved, blocked-by: "is:issue is:open label:P0,P1 milestone:@this" }]
`
const labels = ['P0', 'P1']
const files = { 'a.ts': '1' }

describe('what a rule counts in its repository', () => {
  it('what was there before Reeve came is read before anything passes, and the check turns by itself', async () => {
    const story = await tell({
      policy,
      labels,
      at: '2026-01-05T09:00:00Z',
      before(github) {
        const eve = github.as('eve')
        const [two, later] = ['2.0', '2.1'].map(
          (title) => github.as('dana').createMilestone('acme/app', title).number,
        )
        eve.openIssue('acme/app', { title: 'It crashes', labels: ['P0'], milestone: two })
        eve.openIssue('acme/app', { title: 'Of another release', labels: ['P1'], milestone: later })
        eve.openPull('acme/app', { title: 'Release', head: 'release', files, milestone: two })
      },
    })
    const { github } = story
    await story.settle()
    expect(story.check('acme/app#3')).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('#1 matches'),
    })
    story.calls()
    github.as('ann').close('acme/app#1')
    await story.settle()
    expect(story.check('acme/app#3')?.conclusion).toBe('success')
    github.as('ann').openIssue('acme/app', { title: 'Another', labels: ['P1'], milestone: 1 })
    await story.settle()
    expect(story.check('acme/app#3')?.conclusion).toBe('failure')
    story.pass(60)
    github.as('ann').setMilestone('acme/app#4', null)
    await story.settle()
    expect(story.check('acme/app#3')?.conclusion).toBe('success')
  })

  it('nothing passes while one of them cannot be read, and all does once it can', async () => {
    let mended = () => {}
    const story = await tell({
      policy,
      labels,
      at: '2026-01-05T09:00:00Z',
      before(github) {
        github.as('eve').openIssue('acme/app', { title: 'It crashes' })
        mended = github.failures.set({ match: (_, path) => path.endsWith('/issues/1'), answer: 502 })
      },
    })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'Release', head: 'release', files })
    await story.settle()
    expect(story.check('acme/app#2')).toMatchObject({
      status: 'in_progress',
      summary: expect.stringContaining('not everything here has been read'),
    })
    await story.forward({ hours: 3 })
    expect(story.check('acme/app#2')?.status).toBe('in_progress')
    mended()
    await story.forward({ hours: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
  })

  it('nor while what is open could not be listed', async () => {
    let mended = () => {}
    const story = await tell({
      policy,
      labels,
      at: '2026-01-05T09:00:00Z',
      before(github) {
        const match = (method: string, path: string) => method === 'GET' && path.endsWith('/issues')
        mended = github.failures.set({ match, answer: 502 })
      },
    })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'Release', head: 'release', files })
    await story.settle()
    expect(story.check('acme/app#1')?.status).toBe('in_progress')
    mended()
    await story.forward({ minutes: 11 })
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
  })

  it('a policy that asks another question waits for nobody who has answered it', async () => {
    const story = await tell({ policy, labels, at: '2026-01-05T09:00:00Z' })
    const { github } = story
    const eve = github.as('eve')
    eve.openIssue('acme/app', { title: 'It crashes', labels: ['P0'] })
    eve.openPull('acme/app', { title: 'Release', head: 'release', files })
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    github.as('dana').editPolicy('acme/app', '.github/reeve.yml', policy.replace(' milestone:@this', ''))
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
  })
})
