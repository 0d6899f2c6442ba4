import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'

async function begin(rules: string): Promise<Story> {
  const story = await tell({ policy: `version: 1\nrules:\n${rules}`, at, teams: {} })
  story.github.as('eve').openIssue('acme/app', { title: 'Test me' })
  await story.forward({ minutes: 1 })
  return story
}

/** The team is made, with ann in it. */
async function makeTeam(story: Story): Promise<void> {
  story.github.as('zoe').createTeam('acme', 'nobody')
  story.github.as('zoe').addTeamMember('acme', 'nobody', 'ann')
  await story.forward({ minutes: 5 })
}

const missing = 'GitHub does not show the members of acme/nobody: it is not there, or Reeve may not see it'

describe('a team that does not exist', () => {
  it('guards: the label stays, nobody is accused, and the issue says once which team and which rule', async () => {
    const story = await begin(
      '  qa-verifies: { kind: label-guard, why: QA says so, when: is:issue, labels: verified, by: "@acme/nobody" }',
    )
    const { github } = story
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ days: 1 })
    expect(github.labels('acme/app#1')).toEqual(['verified'])
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1').join()).toContain('**qa-verifies**')
    expect(story.said('acme/app#1').join()).toContain(missing)
    expect(story.said('acme/app#1').join()).toContain('Nobody is held to this meanwhile.')
    await makeTeam(story)
    expect(github.labels('acme/app#1')).toEqual([])
    expect(story.said('acme/app#1').join()).not.toContain(missing)
    github.as('ann').label('acme/app#1', 'verified')
    await story.forward({ minutes: 5 })
    expect(github.labels('acme/app#1')).toEqual(['verified'])
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('no gate opens; the check says why, and opens it once the team is there', async () => {
    const story = await begin(
      '  signed: { kind: sign-off, why: QA has seen it, when: is:pr, from: "@acme/nobody" }',
    )
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
    await story.forward({ minutes: 1 })
    github.as('ann').review('acme/app#2', 'APPROVED')
    await story.forward({ hours: 3 })
    expect(story.check('acme/app#2')?.conclusion).toBeNull()
    expect(story.check('acme/app#2')?.summary).toContain(missing)
    expect(story.said('acme/app#2')).toEqual([])
    await makeTeam(story)
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
  })

  it.each([
    ['by a rule', '  qa: { kind: assign, when: is:issue label:QA, to: "@acme/nobody" }'],
    ['by an action', '  qa: { when: is:issue label:QA, do: [{ assign: "@acme/nobody" }] }'],
  ])('assigned %s: it is said, and done once the team is there', async (_, rules) => {
    const story = await begin(rules)
    const { github } = story
    github.as('eve').label('acme/app#1', 'QA')
    await story.forward({ hours: 3 })
    expect(github.item('acme/app#1').assignees).toEqual([])
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1').join()).toContain(missing)
    await makeTeam(story)
    expect(github.item('acme/app#1').assignees).toEqual(['ann'])
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('told: its owner is, and without one it is said', async () => {
    const story = await begin(`
  owned: { owner: "@dana", when: is:issue label:QA, do: [{ notify: "@acme/nobody" }] }
  lonely: { when: is:issue label:critical, do: [{ notify: "@acme/nobody" }] }`)
    const { github } = story
    github.as('eve').label('acme/app#1', 'QA')
    await story.forward({ minutes: 5 })
    expect(story.said('acme/app#1').join()).toContain('@dana —')
    github.as('eve').label('acme/app#1', 'critical')
    await story.forward({ hours: 3 })
    expect(story.said('acme/app#1')).toHaveLength(2)
    expect(story.said('acme/app#1').join()).toContain('Nobody could be told: `acme/nobody` reaches nobody.')
    await makeTeam(story)
    expect(story.said('acme/app#1').filter((text) => text.includes('@acme/nobody —'))).toHaveLength(1)
    expect(story.said('acme/app#1').join()).not.toContain('Nobody could be told')
  })

  it('an outage is no missing team: nothing is said of it', async () => {
    const story = await tell({
      policy:
        'version: 1\nrules: { qa: { kind: label-guard, when: is:issue, labels: verified, by: "@acme/qa" } }',
      at,
    })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Test me' })
    await story.forward({ minutes: 1 })
    github.failures.set({ match: (_, path) => path.includes('/teams/'), answer: 502 })
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ hours: 3 })
    expect(story.said('acme/app#1')).toEqual([])
  })
})
