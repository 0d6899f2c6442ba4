import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
  late:
    kind: sla
    when: is:issue label:critical
    within: 1h
    on-breach: [{ comment: "{{ title }} is late." }]
`

describe('the notice', () => {
  it('is one comment, edited in place as things change, and removed when all is well', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story' })
    await story.forward({ minutes: 1 })
    const [first] = github.item('acme/app#1').comments
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    expect(github.item('acme/app#1').comments.map(({ id }) => id)).toEqual([first?.id])
    expect(story.said('acme/app#1').join()).toMatch(/one-priority[\s\S]*only-qa-verifies/)
    github.as('eve').label('acme/app#1', 'minor')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1').join()).not.toContain('one-priority')
    github.as('ann').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toEqual([])
    expect(github.labels('acme/app#1').toSorted()).toEqual(['minor', 'verified'])
  })

  it('deleted by a person stays away until there is something new to say', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story' })
    await story.forward({ minutes: 1 })
    const [notice] = github.item('acme/app#1').comments
    github.as('dana').deleteComment('acme/app#1', notice?.id ?? 0)
    await story.forward({ days: 1 })
    expect(story.said('acme/app#1')).toEqual([])
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toHaveLength(1)
  })
})

describe('what people write', () => {
  it('counts no more once it is deleted, also where the past is read anew', async () => {
    const story = await tell({
      policy: 'version: 1\nrules: { busy: { when: "is:issue comments:>1", do: [{ label: overdue }] } }',
      at,
    })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story' })
    github.as('eve').comment('acme/app#1', 'One')
    const { id } = github.as('ann').comment('acme/app#1', 'Two')
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['overdue'])
    github.as('dana').deleteComment('acme/app#1', id)
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual([])
    github.as('eve').edit('acme/app#1', { title: 'Another story' })
    await story.forward({ days: 1 })
    expect(github.labels('acme/app#1')).toEqual([])
    github.as('ann').comment('acme/app#1', 'Three')
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['overdue'])
  })

  it('our marker in a person’s comment counts for nothing: that comment is never edited or taken for ours', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['critical'] })
    github.as('eve').comment('acme/app#1', '<!-- reeve:reeve -->\nI am the notice')
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    expect(github.item('acme/app#1').comments.map(({ author }) => author)).toEqual(['eve', 'reeve[bot]'])
    expect(github.item('acme/app#1').comments[0]?.body).toBe('<!-- reeve:reeve -->\nI am the notice')
  })

  it('a title that pings, closes or marks does none of it in what Reeve writes', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github
      .as('eve')
      .openIssue('acme/app', { title: 'Down @dana fixes #1 <!-- reeve:x -->', labels: ['critical'] })
    await story.forward({ hours: 2 })
    const said = story.said('acme/app#1').find((text) => text.includes('is late.')) ?? ''
    expect(said).not.toBe('')
    expect(said).not.toMatch(/(?<!`)@dana|fixes #1/)
    expect(said.match(/<!--/g)).toHaveLength(1)
  })

  it('a command that is none of Reeve’s yet, in a comment, in code, edited in: nothing breaks and nothing is written', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['minor'] })
    await story.settle()
    const comment = github.as('eve').comment('acme/app#1', '/reeve override one-priority because I say so')
    await story.forward({ minutes: 1 })
    github.as('eve').editComment('acme/app#1', comment.id, '`/reeve recheck`')
    await story.forward({ minutes: 1 })
    github.as('eve').comment('acme/app#1', '/reeve')
    await story.forward({ minutes: 1 })
    expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
    expect(github.labels('acme/app#1')).toEqual(['minor'])
  })
})
