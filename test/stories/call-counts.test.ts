import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
  answered: { kind: sla, clock: respond, when: is:issue is:open label:QA, within: 10m, on-breach: [{ label: overdue }] }
  no-hotfix: { kind: require, when: is:pr, must: -label:hotfix }
`

/** A world in which everything that is read once has been read: the policy, the team, the labels, who is installed. */
async function warm(): Promise<Story> {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
  await story.settle()
  await story.forward({ minutes: 1 })
  github.as('eve').label('acme/app#1', 'verified')
  await story.forward({ minutes: 1 })
  github.as('eve').comment('acme/app#1', 'Is it?')
  await story.forward({ minutes: 1 })
  story.calls()
  return story
}

function asked(story: Story): string[] {
  return story.calls().map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)
}

describe('an event that changes nothing costs no call to GitHub', () => {
  it.each<[string, (story: Story) => void]>([
    ['a label no rule is about', ({ github }) => github.as('eve').label('acme/app#1', 'hotfix')],
    ['a comment', ({ github }) => github.as('eve').comment('acme/app#1', 'I see it too')],
    ['a comment of one from QA', ({ github }) => github.as('ann').comment('acme/app#1', 'I see it too')],
    ['an assignment', ({ github }) => github.as('dana').assign('acme/app#1', 'eve')],
    ['a new title', ({ github }) => github.as('eve').edit('acme/app#1', { title: 'Another title' })],
  ])('%s', async (_, act) => {
    const story = await warm()
    act(story)
    await story.settle()
    expect(asked(story)).toEqual([])
  })
})

describe('an event that changes something costs one read and the writes', () => {
  it('a second label of a group: the label goes, and the notice says so', async () => {
    const story = await warm()
    story.github.as('eve').label('acme/app#1', 'critical')
    await story.settle()
    expect(asked(story)).toEqual([
      'GET /repos/acme/app/issues/1',
      'DELETE /repos/acme/app/issues/1/labels/minor',
      expect.stringMatching(/^PATCH .*\/issues\/comments\/\d+$/),
    ])
  })

  it('a comment that answers a clock that was late: its label goes', async () => {
    const story = await warm()
    const { github } = story
    github.as('eve').label('acme/app#1', 'QA')
    await story.forward({ minutes: 15 })
    expect(github.labels('acme/app#1')).toContain('overdue')
    story.calls()
    github.as('ann').comment('acme/app#1', 'Looking at it')
    await story.settle()
    expect(asked(story)).toEqual([
      'GET /repos/acme/app/issues/1',
      'DELETE /repos/acme/app/issues/1/labels/overdue',
      expect.stringMatching(/^PATCH .*\/issues\/comments\/\d+$/),
    ])
  })

  it('a push to a pull request: the check of the new head', async () => {
    const story = await warm()
    story.github.as('eve').push('acme/app#2', { files: { 'a.ts': '2' } })
    await story.settle()
    // The one read: whether this commit breaks the policy.
    expect(asked(story)).toEqual([
      'GET /repos/acme/app/contents/.github%2Freeve.yml',
      'POST /repos/acme/app/check-runs',
    ])
  })

  it('a label that breaks a rule of a pull request: the check changes', async () => {
    const story = await warm()
    story.github.as('eve').label('acme/app#2', 'hotfix')
    await story.settle()
    expect(asked(story)).toEqual([expect.stringMatching(/^PATCH .*\/check-runs\/\d+$/)])
  })
})
