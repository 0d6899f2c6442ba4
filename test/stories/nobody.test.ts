import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'

const policy = (keys: string) => `
version: 1
rules:
  hand-over: { kind: require, why: QA tests what is done, owner: "@dana", when: is:issue label:QA, ${keys} }
`

async function begin(keys: string, teams: Record<string, string[]> = { qa: ['ann', 'eve'] }): Promise<Story> {
  const story = await tell({ policy: policy(keys), at, teams })
  story.github.as('zoe').openIssue('acme/app', { title: 'Test me' })
  await story.settle()
  return story
}

async function handOver(story: Story): Promise<void> {
  story.github.as('zoe').label('acme/app#1', 'QA')
  await story.forward({ minutes: 1 })
}

const asked = (story: Story) =>
  story.calls().map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)

describe('whom GitHub cannot assign', () => {
  it('is passed over by an action as by a rule: the next one gets it, and it is said why', async () => {
    const story = await begin('do: [{ assign: "@acme/qa" }]')
    story.github.suspendUser('ann')
    await handOver(story)
    expect(story.github.item('acme/app#1').assignees).toEqual(['eve'])
    expect(story.said('acme/app#1').join()).toContain(
      'ann cannot be assigned in this repository, so it goes to eve.',
    )
  })

  it('where there is nobody else it goes to the owner of the rule', async () => {
    const story = await begin('do: [{ assign: "@acme/qa" }]', { qa: ['ann'] })
    story.github.suspendUser('ann')
    await handOver(story)
    expect(story.github.item('acme/app#1').assignees).toEqual(['dana'])
  })

  it('and where that is nobody either it is said, once, until somebody takes it', async () => {
    const story = await begin('do: [{ assign: "@acme/qa" }]', { qa: ['ann'] })
    story.github.suspendUser('ann')
    story.github.suspendUser('dana')
    await handOver(story)
    expect(story.github.item('acme/app#1').assignees).toEqual([])
    expect(story.said('acme/app#1').join()).toContain(
      'Nobody could be assigned: ann and dana have no access to this repository.',
    )
    await story.forward({ days: 1 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    story.github.as('zoe').assign('acme/app#1', 'eve')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toEqual([])
  })
})

describe('whom nobody can mention any more', () => {
  it.each<[string, (story: Story) => void]>([
    ['renamed', ({ github }) => github.renameUser('ann', 'anna')],
    ['suspended', ({ github }) => github.suspendUser('ann')],
    ['suspended on Enterprise Server', ({ github }) => github.suspendUser('ann', '2026-01-04T00:00:00Z')],
  ])('%s: the owner is told instead', async (_, away) => {
    const story = await begin('do: [{ notify: "@ann" }]')
    away(story)
    await handOver(story)
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1')[0]).toContain('@dana —')
    expect(story.said('acme/app#1')[0]).not.toContain('@ann')
  })

  it('while GitHub does not say whether they are there, they are', async () => {
    const story = await begin('do: [{ notify: "@ann" }]')
    story.github.failures.set({ match: (_, path) => path.startsWith('/users/'), answer: 502 })
    await handOver(story)
    expect(story.said('acme/app#1')[0]).toContain('@ann —')
  })
})

describe('whom it reaches is asked once', () => {
  it.each([
    ['assign', 'do: [{ assign: "@acme/qa" }]', ['GET /repos/acme/app/assignees/ann']],
    ['notify a person', 'do: [{ notify: "@ann" }]', ['GET /users/ann']],
    ['notify a team', 'do: [{ notify: "@acme/qa" }]', ['GET /orgs/acme/teams/qa/members']],
  ])('%s', async (_, keys, expected) => {
    const story = await begin(keys)
    await story.forward({ minutes: 1 })
    story.calls()
    await handOver(story)
    const all = asked(story)
    expect(all.filter((call) => /assignees\/|users|teams/.test(call) && !call.startsWith('POST'))).toEqual(
      expect.arrayContaining(expected),
    )
    expect(all).toContain('GET /repos/acme/app/issues/1')
    // Long after what was read is believed no more.
    await story.forward({ days: 2 })
    story.calls()
    story.github.as('eve').comment('acme/app#1', 'On it')
    await story.settle()
    expect(asked(story)).toEqual([])
  })
})
