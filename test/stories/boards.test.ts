import { describe, expect, it } from 'vitest'
import type { PracticeGitHub } from '../../src/practice/index.ts'
import { permissions, type Story, type StoryOptions, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'
const states = ['Todo', 'In progress', 'Done']
const labels = ['story', 'todo', 'doing', 'verified', 'support']

function board(github: PracticeGitHub) {
  github.addProject('acme', 'Stories', [
    { id: 'PVTSSF_1', name: 'Status', type: 'SINGLE_SELECT', options: [...states] },
    { id: 'PVTF_2', name: 'Estimate', type: 'NUMBER', options: [] },
    { id: 'PVTF_3', name: 'Due', type: 'DATE', options: [] },
    { id: 'PVTF_4', name: 'Notes', type: 'TEXT', options: [] },
    {
      id: 'PVTIF_5',
      name: 'Sprint',
      type: 'ITERATION',
      options: [],
      iterations: [{ id: 'it1', title: 'Sprint 1', startDate: '2026-01-05', duration: 14 }],
    },
  ])
}

function begin(policy: string, more: Partial<StoryOptions> = {}): Promise<Story> {
  const teams = { dev: ['dan'], qa: ['ann'] }
  return tell({ policy: `version: 1\n${policy}`, at, teams, labels, before: board, ...more })
}

/** What a board says of an item; undefined where it is not on it. */
function cardOf({ github }: Story, name: string, number = 1): Record<string, string | number> | undefined {
  const project = github.state.projects.find((each) => each.number === number)
  const card = project?.items.find(({ item }) => `${item.repo}#${item.number}` === name)
  return card && Object.fromEntries(Object.entries(card.values).map(([field, { value }]) => [field, value]))
}

const support = (set: string, named = 'acme/1') =>
  `rules: { board: { kind: project, when: "is:issue label:support", board: ${named}, set: ${set} } }`

async function ask(story: Story) {
  story.github.as('eve').openIssue('acme/app', { title: 'It fails', labels: ['support'] })
  await story.forward({ minutes: 10 })
}

describe('put on a board', () => {
  it('with a value of every sort, once; what a person moves there stays', async () => {
    const story = await begin(
      support('{ Status: todo, Estimate: 3, Due: 2026-02-01, Notes: From support, Sprint: Sprint 1 }'),
    )
    await ask(story)
    const put = { Status: 'Todo', Estimate: 3, Due: '2026-02-01', Notes: 'From support', Sprint: 'Sprint 1' }
    expect(cardOf(story, 'acme/app#1')).toEqual(put)
    story.github.as('ann').setField('acme/1', 'acme/app#1', ['Status', 'Done'])
    await story.forward({ minutes: 10 })
    story.github.as('eve').comment('acme/app#1', 'Any news?')
    await story.forward({ hours: 8 })
    expect(cardOf(story, 'acme/app#1')).toEqual({ ...put, Status: 'Done' })
    story.github.as('ann').takeOffBoard('acme/1', 'acme/app#1')
    await story.forward({ hours: 8 })
    expect(cardOf(story, 'acme/app#1')).toBeUndefined()
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('nothing is asked of GitHub for what a board has already', async () => {
    const story = await begin(support('{ Status: Todo }'))
    story.github.as('eve').openIssue('acme/app', { title: 'It fails' })
    story.github.as('ann').putOnBoard('acme/1', 'acme/app#1')
    story.github.as('ann').setField('acme/1', 'acme/app#1', ['Status', 'Todo'])
    await story.forward({ minutes: 10 })
    story.calls()
    story.github.as('ann').label('acme/app#1', 'support')
    await story.forward({ minutes: 10 })
    expect(story.calls().filter(({ body }) => JSON.stringify(body ?? '').includes('mutation'))).toEqual([])
  })

  it.each([
    ['an option that is none', '{ Status: Tood }', '`Status` has no option `Tood`; did you mean `Todo`?'],
    ['a field that is none', '{ Statsu: Todo }', 'has no field `Statsu`; did you mean `Status`?'],
  ])('%s is named on the issue, and done once it is mended', async (_, set, said) => {
    const story = await begin(support(`{ Notes: Hello, ${set.slice(1)}`))
    await ask(story)
    expect(story.said('acme/app#1').join()).toContain(said)
    expect(cardOf(story, 'acme/app#1')).toEqual({ Notes: 'Hello' })
    const fields = story.github.state.projects[0]?.fields
    fields?.[0]?.options.push('Tood')
    fields?.push({ id: 'PVTSSF_9', name: 'Statsu', type: 'SINGLE_SELECT', options: ['Todo'] })
    await story.forward({ hours: 2 })
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('what a person mends on the board itself is not tried again, nor said', async () => {
    const story = await begin(support('{ Status: Tood }'))
    await ask(story)
    expect(story.said('acme/app#1')).toHaveLength(1)
    story.github.as('ann').setField('acme/1', 'acme/app#1', ['Status', 'Todo'])
    await story.forward({ hours: 5 })
    expect(story.said('acme/app#1')).toEqual([])
    expect(cardOf(story, 'acme/app#1')).toEqual({ Status: 'Todo' })
  })

  it('a word for a number, or for a date, is named', async () => {
    const story = await begin(support('{ Estimate: many, Due: soon, Notes: Hello }'))
    await ask(story)
    expect(story.said('acme/app#1').join()).toContain('`Estimate` is a number, and "many" is none')
    expect(story.said('acme/app#1').join()).toContain(
      '`Due` is a date such as 2026-12-01, and "soon" is none',
    )
    expect(cardOf(story, 'acme/app#1')).toEqual({ Notes: 'Hello' })
  })

  it.each([
    ['a board that is not there', 'acme/9', {}, 'there is no board acme/9, or Reeve may not see it'],
    ['a board of somebody else', 'other/1', {}, "other/1 is another owner's"],
    [
      'a permission that is missing',
      'acme/1',
      { permissions: { ...permissions, organization_projects: 'read' } },
      'it needs Organization projects: write',
    ],
  ] as const)('%s is said on the issue', async (_, name, more, said) => {
    const story = await begin(support('{ Status: Todo }', name), more)
    await ask(story)
    await story.forward({ hours: 3 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/app#1')[0]).toContain(said)
  })
})

describe('a workflow and its board', () => {
  const policy = `
people: { dev: "@acme/dev", qa: "@acme/qa" }
rules:
  stories:
    kind: workflow
    why: Only QA verifies a story
    when: is:issue label:story
    states: [todo, doing, verified]
    moves:
      - { from: todo, to: doing, by: dev }
      - { from: doing, to: verified, by: qa, do: [{ comment: A story is verified. }] }
      - { to: todo, by: [dev, qa] }
  board:
    kind: project
    when: is:issue label:story
    board: acme/1
    from-labels: { Status: { todo: Todo, doing: In progress, verified: Done } }
`
  const statesOf = ({ github }: Story) => github.labels('acme/app#1').filter((name) => name !== 'story')

  it('go together, whichever people move, and a wrong person at every step moves neither', async () => {
    const story = await begin(policy)
    const { github } = story
    const both = async () => {
      await story.forward({ minutes: 10 })
      return [...statesOf(story), cardOf(story, 'acme/app#1')?.Status]
    }
    const drag = (who: string, status: string | null) =>
      github.as(who).setField('acme/1', 'acme/app#1', ['Status', status])
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['story'] })
    expect(await both()).toEqual(['todo', 'Todo'])
    drag('eve', 'In progress')
    expect(await both()).toEqual(['todo', 'Todo'])
    expect(story.said('acme/app#1').join()).toContain('that move is for dev')
    drag('dan', 'In progress')
    expect(await both()).toEqual(['doing', 'In progress'])
    expect(story.said('acme/app#1')).toEqual([])
    drag('dan', 'Done')
    expect(await both()).toEqual(['doing', 'In progress'])
    github.as('ann').label('acme/app#1', 'verified')
    expect(await both()).toEqual(['verified', 'Done'])
    drag('ann', 'Todo')
    expect(await both()).toEqual(['todo', 'Todo'])
    drag('dan', null)
    expect(await both()).toEqual(['todo', 'Todo'])
    await story.forward({ hours: 2 })
    expect(await both()).toEqual(['todo', 'Todo'])
    expect(story.said('acme/app#1').filter((text) => text.includes('A story is verified.'))).toHaveLength(1)
    const moves = github.state.projects[0]?.items.length
    expect(moves).toBe(1)
  })

  it('likewise where webhooks come twice and in any order', async () => {
    const story = await begin(policy)
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story', labels: ['story'] })
    await story.forward({ minutes: 10 })
    Object.assign(github.webhooks.weather, { shuffle: true, duplicate: 0.8, seed: 3 })
    for (const [who, status] of [
      ['dan', 'In progress'],
      ['ann', 'Done'],
      ['ann', 'Todo'],
      ['dan', 'In progress'],
    ] as const) {
      github.as(who).setField('acme/1', 'acme/app#1', ['Status', status])
      await story.forward({ minutes: 3 })
    }
    expect(statesOf(story)).toEqual(['doing'])
    expect(cardOf(story, 'acme/app#1')).toEqual({ Status: 'In progress' })
    expect(story.said('acme/app#1').filter((text) => text.includes('A story is verified.'))).toHaveLength(1)
  })
})
