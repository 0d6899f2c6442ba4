import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  qa-verifies: { kind: label-guard, why: QA says so, when: is:issue, labels: verified, by: qa }
  support: { kind: assign, when: is:issue label:QA, to: qa, only: true }
  told: { when: is:issue label:QA, do: [{ notify: assignees }, { comment: Please test it. }] }
  late: { kind: sla, when: is:issue label:critical, within: 2h, on-breach: [{ label: overdue }, { comment: It is late. }] }
`

/** What ann did lawfully, before she takes another login. */
async function begin(): Promise<Story> {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'The shop is down', labels: ['QA', 'critical'] })
  await story.forward({ minutes: 10 })
  github.as('ann').label('acme/app#1', 'verified')
  await story.forward({ minutes: 10 })
  expect(github.item('acme/app#1').assignees).toEqual(['ann'])
  expect(story.said('acme/app#1')).toHaveLength(2)
  return story
}

/** How Reeve answered to commands, by its reactions. */
function answered({ github }: Story, name: string): string[] {
  return github.item(name).comments.flatMap(({ reactions }) => reactions.map(({ content }) => content))
}

describe('somebody takes another login, and GitHub tells nobody', () => {
  it('what they did stays theirs: nothing is put back, taken off, said or assigned again', async () => {
    const story = await begin()
    const { github } = story
    const said = story.said('acme/app#1')
    github.renameUser('ann', 'anna')
    await story.forward({ hours: 3 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['QA', 'critical', 'overdue', 'verified'])
    expect(github.item('acme/app#1').assignees).toEqual(['anna'])
    expect(story.said('acme/app#1').slice(0, 2)).toEqual(said)
    expect(story.said('acme/app#1').filter((text) => text.includes('It is late.'))).toHaveLength(1)
    github.as('eve').unlabel('acme/app#1', 'critical')
    await story.forward({ hours: 8 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['QA', 'verified'])
    expect(github.item('acme/app#1').assignees).toEqual(['anna'])
    expect(story.said('acme/app#1')).toHaveLength(3)
    const done = github
      .item('acme/app#1')
      .timeline.flatMap((entry) =>
        entry.actor === 'reeve[bot]' && 'assignee' in entry ? [`${entry.event} ${entry.assignee}`] : [],
      )
    expect(done).toEqual(['assigned anna'])
  })

  it('they may at once what their team may, though its list was read before', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Another one' })
    await story.forward({ minutes: 5 })
    github.renameUser('ann', 'anna')
    story.calls()
    github.as('anna').label('acme/app#2', 'verified')
    await story.forward({ minutes: 5 })
    expect(github.labels('acme/app#2')).toEqual(['verified'])
    expect(story.said('acme/app#2')).toEqual([])
    const lists = story.calls().filter(({ path }) => path.includes('/teams/qa/members'))
    expect(lists).toHaveLength(1)
  })

  it('their work is known by their new name once GitHub lists them', async () => {
    const story = await begin()
    const { github } = story
    github.renameUser('ann', 'anna')
    // What was read of the team is believed so long.
    await story.forward({ hours: 7 })
    github.as('eve').openIssue('acme/app', { title: 'Another one', labels: ['QA'] })
    await story.forward({ minutes: 5 })
    github.as('anna').label('acme/app#2', 'verified')
    await story.forward({ minutes: 5 })
    expect(github.labels('acme/app#2')).toContain('verified')
    expect(github.item('acme/app#2').assignees).toEqual(['anna'])
    github.as('anna').unassign('acme/app#1', 'anna')
    await story.forward({ minutes: 5 })
    expect(github.item('acme/app#1').assignees).toEqual([])
  })

  it('a login that somebody else takes afterwards is theirs', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Another one' })
    await story.forward({ minutes: 5 })
    github.as('ann').comment('acme/app#2', '/reeve explain')
    await story.forward({ minutes: 5 })
    github.renameUser('ann', 'anna')
    github.addUser('ann')
    const { collaborators } = github.repo('acme/app')
    collaborators.ann = 'triage'
    github.as('ann').label('acme/app#2', 'verified')
    collaborators.ann = 'read'
    github.as('ann').comment('acme/app#2', '/reeve explain')
    await story.forward({ minutes: 5 })
    expect(github.labels('acme/app#2')).toEqual([])
    expect(answered(story, 'acme/app#2')).toEqual(['+1', '-1'])
  })
})
