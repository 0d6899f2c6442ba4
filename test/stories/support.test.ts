import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people:
  rota: { rotation: ["@ann", "@bo"], every: 1w, from: 2026-01-05T09:00 }
  em: "@erin"
  pm: "@pat"
rules:
  support:
    kind: assign
    why: All other issues are handled only by the on-rotation engineer
    when: is:issue label:support
    to: rota
    only: true
    unless: label:urgent
    spill-over-with: [em, pm]
`
const teams = { delivery: ['ann', 'bo', 'cy', 'dan', 'erin', 'pat'] }
const labels = ['support', 'urgent']

/** Monday, an hour before the hand-over of the second week. */
const begin = () => tell({ policy, at: '2026-01-12T08:00:00Z', teams, labels })

async function asks(story: Story, title: string): Promise<string> {
  const { number } = story.github.as('eve').openIssue('acme/app', { title, labels: ['support'] })
  await story.forward({ minutes: 5 })
  return `acme/app#${number}`
}

const owners = (story: Story, name: string) => story.github.item(name).assignees
const notice = (story: Story, name: string) =>
  story.said(name).find((text) => text.includes('<!-- reeve:reeve -->'))
const answers = (story: Story, name: string) =>
  story.said(name).find((text) => text.includes('<!-- reeve:answers -->'))

async function assigns(story: Story, who: string, name: string, login: string): Promise<readonly string[]> {
  story.github.as(who).assign(name, login)
  await story.forward({ minutes: 5 })
  return owners(story, name)
}

async function writes(story: Story, who: string, name: string, body: string): Promise<void> {
  story.github.as(who).comment(name, body)
  await story.forward({ minutes: 5 })
}

describe('support requests and the rotation', () => {
  it('a request stays with whoever was on when it came; the next one goes to whoever is on then', async () => {
    const story = await begin()
    const first = await asks(story, 'Before the hand-over')
    expect(owners(story, first)).toEqual(['ann'])
    await story.until('2026-01-12T10:00:00Z')
    const second = await asks(story, 'After it')
    expect([owners(story, first), owners(story, second)]).toEqual([['ann'], ['bo']])
    await story.forward({ hours: 6 })
    expect([owners(story, first), owners(story, second)]).toEqual([['ann'], ['bo']])
    expect(story.said(first)).toEqual([])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('somebody else is taken off with the reason, until the EM or the PM agrees', async () => {
    const story = await begin()
    const name = await asks(story, 'It is slow')
    expect(await assigns(story, 'eve', name, 'cy')).toEqual(['ann'])
    expect(notice(story, name)).toContain('cy was assigned; this is for rota. cy was taken off again.')
    expect(notice(story, name)).toContain('> All other issues are handled only by the on-rotation engineer')
    await writes(story, 'cy', name, '/reeve approve @cy')
    expect(answers(story, name)).toContain('This is to be approved by em or pm.')
    expect(await assigns(story, 'eve', name, 'cy')).toEqual(['ann'])
    await writes(story, 'erin', name, '/reeve approve @cy because we drown')
    expect(notice(story, name)).toBeUndefined()
    expect(await assigns(story, 'eve', name, 'cy')).toEqual(['ann', 'cy'])
    expect(await assigns(story, 'eve', name, 'dan')).toEqual(['ann', 'cy'])
    await writes(story, 'pat', name, '/reeve approve @dan')
    expect(await assigns(story, 'eve', name, 'dan')).toEqual(['ann', 'cy', 'dan'])
    await story.forward({ hours: 6 })
    expect(owners(story, name)).toEqual(['ann', 'cy', 'dan'])
  })

  it('urgent ones may spill over, and who came then may stay', async () => {
    const story = await begin()
    const name = await asks(story, 'It is down')
    story.github.as('eve').label(name, 'urgent')
    await story.forward({ minutes: 5 })
    expect(await assigns(story, 'eve', name, 'cy')).toEqual(['ann', 'cy'])
    story.github.as('eve').unlabel(name, 'urgent')
    await story.forward({ minutes: 5 })
    expect(owners(story, name)).toEqual(['ann', 'cy'])
    expect(await assigns(story, 'eve', name, 'dan')).toEqual(['ann', 'cy'])
  })

  it('whoever hands it on by hand is not fought: nobody is assigned again', async () => {
    const story = await begin()
    const name = await asks(story, 'Not for us')
    story.github.as('ann').unassign(name, 'ann')
    await story.forward({ hours: 6 })
    expect(owners(story, name)).toEqual([])
    expect(story.said(name)).toEqual([])
  })

  it('redelivered, shuffled and restarted, nothing is assigned or said twice', async () => {
    const story = await begin()
    const { weather } = story.github.webhooks
    Object.assign(weather, { duplicate: 0.5, shuffle: true })
    const name = await asks(story, 'It is slow')
    await assigns(story, 'eve', name, 'cy')
    await story.restart()
    await writes(story, 'erin', name, '/reeve approve @cy')
    await assigns(story, 'eve', name, 'cy')
    await story.forward({ hours: 2 })
    expect(owners(story, name)).toEqual(['ann', 'cy'])
    const { timeline } = story.github.item(name)
    const done = timeline.flatMap((entry) =>
      entry.actor === 'reeve[bot]' && 'assignee' in entry ? [`${entry.event} ${entry.assignee}`] : [],
    )
    expect(done).toEqual(['assigned ann', 'unassigned cy'])
  })
})

describe('people whom GitHub cannot assign', () => {
  const shared = `
version: 1
rules:
  shared: { kind: assign, when: is:issue label:support, to: "@acme/delivery" }
  urgent: { when: is:issue label:urgent, do: [{ assign: "@cy" }] }
`
  const locked = () =>
    tell({
      policy: shared,
      at: '2026-01-05T09:00:00Z',
      teams: { delivery: ['bo', 'cy', 'dana'] },
      labels,
      before: ({ state, repo }) => {
        const org = state.orgs.acme
        if (org) org.basePermission = 'none'
        repo('acme/app').private = true
      },
    })

  it('are passed over, and named; until they have access', async () => {
    const story = await locked()
    const name = await asks(story, 'It is slow')
    expect(owners(story, name)).toEqual(['dana'])
    expect(notice(story, name)).toContain(
      'bo and cy cannot be assigned in this repository, so it goes to dana.',
    )
    story.github.as('zoe').addCollaborator('acme/app', 'bo', 'write')
    await story.forward({ minutes: 5 })
    const second = await asks(story, 'It is slower')
    expect(owners(story, second)).toEqual(['bo'])
    expect(owners(story, name)).toEqual(['dana'])
  })

  it('by an action too: it is said, and done once they have access', async () => {
    const story = await locked()
    const name = await urgent(story)
    expect(owners(story, name)).toEqual([])
    expect(notice(story, name)).toContain('cy has no access to this repository')
    story.github.as('zoe').addCollaborator('acme/app', 'cy', 'write')
    await story.forward({ minutes: 5 })
    expect(owners(story, name)).toEqual(['cy'])
    expect(notice(story, name)).toBeUndefined()
  })

  it('though they could be before: GitHub leaves them out in silence, and Reeve says so', async () => {
    const story = await locked()
    story.github.as('zoe').addCollaborator('acme/app', 'cy', 'write')
    expect(owners(story, await urgent(story))).toEqual(['cy'])
    // Nobody tells of it.
    story.github.repo('acme/app').collaborators = {}
    const name = await urgent(story)
    expect(owners(story, name)).toEqual([])
    expect(notice(story, name)).toContain('cy cannot be assigned in acme/app')
    story.github.repo('acme/app').collaborators = { cy: 'write' }
    story.github.as('zoe').assign(name, 'cy')
    await story.forward({ minutes: 5 })
    expect(notice(story, name)).toBeUndefined()
  })

  async function urgent(story: Story): Promise<string> {
    const { number } = story.github
      .as('zoe')
      .openIssue('acme/app', { title: 'It is down', labels: ['urgent'] })
    await story.forward({ minutes: 5 })
    return `acme/app#${number}`
  }
})
