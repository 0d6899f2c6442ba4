import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor], grace: 1h }
  only-qa-verifies:
    kind: label-guard
    why: QA team finishes testing and puts stories on 'verified'
    when: is:issue
    labels: verified
    by: qa
`

const begin = { policy, at: '2026-01-05T09:00:00Z' }

describe('labels that exclude each other', () => {
  it('the newest stays, and the notice goes when all is well', async () => {
    const story = await tell(begin)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It does not start', labels: ['major'] })
    await story.settle()
    github.as('dana').label('acme/app#1', 'critical')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    expect(story.said('acme/app#1').join()).toContain('exclude each other')
  })

  it('a missing one is said after its grace, in place, and the notice goes once there is one', async () => {
    const story = await tell(begin)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Which priority?' })
    await story.forward({ minutes: 59 })
    expect(story.said('acme/app#1')).toEqual([])
    await story.forward({ minutes: 2 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    github.as('eve').label('acme/app#1', 'minor')
    await story.settle()
    expect(story.said('acme/app#1')).toEqual([])
  })
})

describe('a guarded label', () => {
  it('is put back with the reason; after three fights within a day Reeve says so and leaves it', async () => {
    const story = await tell(begin)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['minor'] })
    await story.settle()
    for (const wanted of [['minor'], ['minor'], ['minor'], ['minor', 'verified']]) {
      await story.forward({ minutes: 10 })
      github.as('eve').label('acme/app#1', 'verified')
      await story.settle()
      expect(github.labels('acme/app#1')).toEqual(wanted)
    }
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1').join()).toMatch(/left alone|leaves/)
    await story.forward({ days: 2 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'verified'])
  })

  it('stays when QA sets it, and comes back when somebody else takes it off', async () => {
    const story = await tell(begin)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['minor'] })
    await story.settle()
    github.as('ann').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    github.as('eve').unlabel('acme/app#1', 'verified')
    await story.settle()
    expect(github.labels('acme/app#1').toSorted()).toEqual(['minor', 'verified'])
  })

  it('is not judged while the team cannot be read, and is ruled on once it can', async () => {
    const story = await tell(begin)
    const { github } = story
    const readable = github.failures.set({
      match: (_, path) => path.startsWith('/orgs/acme/teams/'),
      answer: 403,
    })
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['minor'] })
    github.as('eve').label('acme/app#1', 'verified')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['minor', 'verified'])
    readable()
    await story.forward({ hours: 2 })
    expect(github.labels('acme/app#1')).toEqual(['minor'])
  })

  it('deleted in the repository: the guard is silent, nothing is said or set', async () => {
    const story = await tell(begin)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['minor'] })
    github.as('ann').label('acme/app#1', 'verified')
    await story.settle()
    github.as('dana').deleteLabel('acme/app', 'verified')
    await story.settle()
    await story.forward({ days: 1 })
    expect(github.labels('acme/app#1')).toEqual(['minor'])
    expect(story.said('acme/app#1')).toEqual([])
    expect(github.repo('acme/app').labels.map(({ name }) => name)).not.toContain('verified')
  })
})

describe('a label that is renamed', () => {
  const clock = (label: string) => `
version: 1
rules:
  fix: { kind: sla, why: Fix in 2 hours, when: "is:issue label:${label}", within: 2h, on-breach: [{ comment: It is late. }] }
`
  it('is the same label: no item is read again for it, and a policy that follows goes on from the true start', async () => {
    const story = await tell({ policy: clock('critical'), at: begin.at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It does not start', labels: ['critical'] })
    await story.forward({ minutes: 30 })
    story.calls()
    github.as('dana').renameLabel('acme/app', 'critical', 'urgent')
    await story.settle()
    expect(story.calls().filter(({ path }) => path.includes('/issues/1'))).toEqual([])
    const row = await story.reeve.store.row('acme/app#1')
    expect(row?.item?.labels).toEqual(['urgent'])
    expect(row?.history.filter(({ what }) => what === 'labeled').map(({ target }) => target)).toEqual([
      'urgent',
    ])
    github.as('dana').editPolicy('acme/app', '.github/reeve.yml', clock('urgent'))
    await story.until('2026-01-05T10:59:00Z')
    expect(story.said('acme/app#1')).toEqual([])
    await story.until('2026-01-05T11:01:00Z')
    expect(story.said('acme/app#1').filter((text) => text.includes('It is late.'))).toHaveLength(1)
    await story.forward({ days: 1 })
    expect(story.said('acme/app#1').filter((text) => text.includes('It is late.'))).toHaveLength(1)
  })
})
