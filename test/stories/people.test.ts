import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const policy = (by: string) => `
version: 1
rules:
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: ${by} }
`

async function begin(by = '"@Acme/QA"'): Promise<Story> {
  const story = await tell({ policy: policy(by), at })
  for (const title of ['One', 'Two', 'Three']) story.github.as('eve').openIssue('acme/app', { title })
  await story.forward({ minutes: 1 })
  return story
}

/** Somebody sets the label; whether it stays. */
async function sets(story: Story, login: string, number: number): Promise<boolean> {
  story.github.as(login).label(`acme/app#${number}`, 'verified')
  await story.forward({ minutes: 1 })
  return story.github.labels(`acme/app#${number}`).includes('verified')
}

const asked = (story: Story) => story.calls().filter(({ path }) => path.includes('/teams/')).length

describe('who is in a team', () => {
  it('is read once and kept, however a policy writes its name, until a webhook says that it changed', async () => {
    const story = await begin()
    expect(await sets(story, 'ann', 1)).toBe(true)
    expect(await sets(story, 'eve', 2)).toBe(false)
    expect(asked(story)).toBe(1)
    story.github.as('zoe').addTeamMember('acme', 'qa', 'eve')
    await story.forward({ minutes: 1 })
    expect(await sets(story, 'eve', 3)).toBe(true)
    expect(asked(story)).toBe(1)
  })

  it('no longer once they have left it', async () => {
    const story = await begin()
    expect(await sets(story, 'ann', 1)).toBe(true)
    story.github.as('zoe').removeTeamMember('acme', 'qa', 'ann')
    await story.forward({ minutes: 1 })
    expect(await sets(story, 'ann', 2)).toBe(false)
    // What was allowed stays so (D3).
    expect(story.github.labels('acme/app#1')).toContain('verified')
  })

  it('no longer once they have left the organisation: GitHub tells of that alone', async () => {
    const story = await begin()
    expect(await sets(story, 'ann', 1)).toBe(true)
    story.github.as('zoe').removeOrgMember('acme', 'ann')
    await story.forward({ minutes: 1 })
    expect(await sets(story, 'ann', 2)).toBe(false)
    expect(asked(story)).toBe(2)
  })

  it('while it cannot be read nobody is judged; once it can, they are, though nothing else has happened', async () => {
    const story = await begin()
    const readable = story.github.failures.set({
      match: (_, path) => path.includes('/teams/qa/'),
      answer: 502,
    })
    expect([await sets(story, 'ann', 1), await sets(story, 'eve', 2)]).toEqual([true, true])
    readable()
    await story.forward({ hours: 2 })
    expect(story.github.labels('acme/app#1')).toEqual(['verified'])
    expect(story.github.labels('acme/app#2')).toEqual([])
  })

  it('a team that does not exist: nothing is put back, nobody is blamed, and it is said', async () => {
    const story = await begin('"@acme/nobody"')
    expect(await sets(story, 'eve', 1)).toBe(true)
    expect(story.said('acme/app#1')).toEqual([expect.stringContaining('Nobody is held to this meanwhile.')])
    const [decision] = await story.reeve.store.decisionsOf('acme/app#1')
    expect(decision?.verdict).toBe('unknown')
    expect(decision?.reason.what).toContain(
      'GitHub does not show the members of acme/nobody: it is not there, or Reeve may not see it (Members: read)',
    )
  })

  it('a name that nobody has any more is nobody’s', async () => {
    const story = await begin('"@old-ann"')
    expect(await sets(story, 'ann', 1)).toBe(false)
    expect(story.said('acme/app#1').join()).toContain('that is for old-ann')
  })
})
