import { describe, expect, it } from 'vitest'
import type { Weather } from '../../src/practice/index.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
  late: { kind: sla, when: "is:issue label:critical", within: 1h, warn: 50%, on-warn: [{ comment: Half of it. }], on-breach: [{ label: overdue }, { comment: It is late. }] }
  answered: { kind: sla, clock: respond, when: "is:issue", within: 30m, on-breach: [{ label: QA }] }
  logged: { kind: linked-issue, when: is:pr, matching: is:open }
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`

type Act = (story: Story) => void

/** What people do, in bursts; each act is a second after the one before, and Reeve hears of a burst when it is over. */
const bursts: readonly (readonly Act[])[] = [
  [
    ({ github }) => github.as('eve').openIssue('acme/app', { title: 'One', labels: ['minor'] }),
    ({ github }) => github.as('eve').openIssue('acme/app', { title: 'Two' }),
    ({ github }) =>
      github
        .as('eve')
        .openPull('acme/app', { title: 'Three', head: 'three', files: { a: '1' }, labels: ['hotfix'] }),
    ({ github }) => github.as('eve').label('acme/app#1', 'critical'),
  ],
  [
    ({ github }) => github.as('eve').label('acme/app#1', 'verified'),
    ({ github }) => github.as('eve').label('acme/app#2', 'major'),
    ({ github }) => github.as('eve').unlabel('acme/app#2', 'major'),
    ({ github }) => github.as('eve').label('acme/app#2', 'minor'),
    ({ github }) => github.as('eve').edit('acme/app#3', { body: 'fixes #2' }),
    ({ github }) => github.as('dana').comment('acme/app#1', 'I see it'),
    ({ github }) => github.as('eve').push('acme/app#3', { files: { a: '2' } }),
    ({ github }) => github.as('dana').unlabel('acme/app#3', 'hotfix'),
  ],
  [
    ({ github }) => github.as('ann').label('acme/app#2', 'verified'),
    ({ github }) => github.as('eve').unlabel('acme/app#2', 'verified'),
    ({ github }) => github.as('eve').close('acme/app#2'),
    ({ github }) => github.as('dana').reopen('acme/app#2'),
    ({ github }) => github.as('eve').edit('acme/app#1', { title: 'One, renamed' }),
    ({ github }) => github.as('dana').assign('acme/app#1', 'eve'),
  ],
  [
    ({ github }) => github.as('eve').close('acme/app#1'),
    ({ github }) => github.as('ann').comment('acme/app#2', 'Looking'),
    ({ github }) => github.as('eve').close('acme/app#2'),
  ],
]

/** Lives the story through; what was lost on the way is delivered again after each burst, as an operator would. */
async function live(weather: Partial<Weather>, delays: (index: number) => number): Promise<unknown> {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  const { webhooks } = story.github
  let count = 0
  for (const burst of bursts) {
    Object.assign(webhooks.weather, weather)
    for (const act of burst) {
      story.pass(1)
      webhooks.weather.delay = delays(count++)
      act(story)
    }
    webhooks.weather.delay = 0
    await story.forward({ minutes: 3 })
    webhooks.weather.drop = 0
    for (const { id, state } of [...webhooks.log]) if (state === 'dropped') webhooks.redeliver(id)
    for (const each of webhooks.log) if (each.state === 'dropped') each.state = 'sent'
    await story.forward({ minutes: 30 })
  }
  await story.forward({ hours: 3 })
  return worldOf(story)
}

function worldOf(story: Story): unknown {
  return [1, 2, 3].map((number) => {
    const name = `acme/app#${number}`
    const { state, assignees } = story.github.item(name)
    const { conclusion } = (number === 3 && story.check(name)) || {}
    return {
      name,
      state,
      assignees,
      conclusion,
      labels: story.github.labels(name).toSorted(),
      said: story.said(name).toSorted(),
    }
  })
}

describe('the same acts in any weather end in the same world', () => {
  let undisturbed: unknown

  it('in order', async () => {
    undisturbed = await live({}, () => 0)
    expect(undisturbed).toMatchObject([
      {
        state: 'closed',
        assignees: ['eve'],
        labels: ['critical'],
        said: expect.objectContaining({ length: 2 }),
      },
      { state: 'closed', labels: ['minor', 'verified'], said: [] },
      { state: 'open', labels: [], conclusion: 'failure' },
    ])
  })

  it.each([1, 2, 3, 4, 5, 6])('shuffled, doubled, late and lost: seed %i', async (seed) => {
    const weather = { shuffle: true, duplicate: 0.4, drop: seed % 2 === 0 ? 0.3 : 0, seed }
    expect(await live(weather, (index) => ((index * 37 * seed) % 90) * 1000)).toEqual(undisturbed)
  })
})
