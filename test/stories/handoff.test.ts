import { describe, expect, it } from 'vitest'
import type { ItemRef } from '../../src/practice/state.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'

const policy = `
version: 1
people: { dev: "@acme/dev", qa: "@acme/qa", ops: "@acme/ops" }
rules:
  services:
    kind: workflow
    why: QA team finishes testing and puts issue in 'verified'
    when: is:issue label:service
    states: [in-dev, QA project, verified, done]
    moves:
      - { from: in-dev, to: QA project, by: dev, do: [{ assign: qa }, { comment: Please test it. }] }
      - { from: QA project, to: verified, by: qa, do: [{ open-issue: { in: acme/ops, title: "Release {{ title }}", follow: closed } }] }
      - { from: verified, to: done, by: qa }
    close-from: [verified, done]
`
const accepting = `version: 1\naccepts: [{ from: acme/app, do: [open-issue, follow] }]\n`
const teams = { dev: ['dan'], qa: ['ann'], ops: ['omar'] }
const labels = ['service', 'in-dev', 'QA project', 'verified', 'done']

/** What GitHub's timeline of an item says that names it. */
function named(story: Story, name: string): ItemRef[] {
  const { timeline } = story.github.item(name)
  return timeline.flatMap((entry) => (entry.event === 'cross-referenced' ? [entry.source] : []))
}

function begin(ops: string | null = accepting) {
  return tell({
    policy,
    at,
    teams,
    labels,
    before: (github) => {
      if (ops !== null) github.addRepo({ full_name: 'acme/ops', files: { '.github/reeve.yml': ops } })
    },
  })
}

/** The shop goes its way, without a wrong person, until an issue is to be opened elsewhere. */
async function goesToVerified({ github, forward }: Story): Promise<void> {
  github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
  await forward({ minutes: 1 })
  github.as('dan').label('acme/app#1', 'QA project')
  await forward({ minutes: 1 })
  github.as('ann').label('acme/app#1', 'verified')
  await forward({ minutes: 1 })
}

describe('work that is handed from team to team', () => {
  it('goes its way with a wrong person at every step, and is closed when the issue elsewhere is', async () => {
    const story = await begin()
    const { github } = story
    const step = async (who: string, label: string) => {
      github.as(who).label('acme/app#1', label)
      await story.forward({ minutes: 10 })
      return github.labels('acme/app#1').filter((name) => name !== 'service')
    }
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
    await story.forward({ minutes: 10 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['in-dev', 'service'])
    expect(await step('eve', 'QA project')).toEqual(['in-dev'])
    expect(story.said('acme/app#1').join()).toContain('that move is for dev')
    expect(await step('dan', 'QA project')).toEqual(['QA project'])
    expect(await step('dan', 'verified')).toEqual(['QA project'])
    github.as('eve').close('acme/app#1')
    await story.forward({ minutes: 10 })
    expect(github.item('acme/app#1').state).toBe('open')
    expect(await step('ann', 'verified')).toEqual(['verified'])
    expect(story.said('acme/app#1').filter((text) => text.includes('Please test it.'))).toHaveLength(1)
    const child = github.item('acme/ops#1')
    expect(child.title).toBe('Release The shop')
    // Linked both ways: what was opened names where it comes from, and so GitHub names it there.
    expect(child.body).toMatch(/^acme\/app#1$/m)
    expect(named(story, 'acme/app#1')).toEqual([{ repo: 'acme/ops', number: 1 }])
    github.as('omar').close('acme/ops#1')
    await story.forward({ minutes: 10 })
    expect(github.item('acme/app#1').state).toBe('closed')
    await story.forward({ days: 2 })
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
  })

  it('a repository that is not there, then does not accept it: said once with the reason, and done once it can be', async () => {
    const story = await begin(null)
    const { github } = story
    await goesToVerified(story)
    expect(story.said('acme/app#1').join()).toMatch(/No issue could be opened in acme\/ops: \w/)
    // Trying again each hour disturbs nobody: a comment that goes and comes is a mail each time.
    const comments = () =>
      story.calls().filter(({ method, path }) => method !== 'GET' && /comments/.test(path))
    comments()
    await story.forward({ hours: 3 })
    expect(comments()).toEqual([])
    github.addRepo({ full_name: 'acme/ops', files: { '.github/reeve.yml': 'version: 1\n' } })
    await story.forward({ hours: 2 })
    const refused = 'the policy of acme/ops does not accept open-issue from acme/app'
    expect(story.said('acme/app#1').filter((text) => text.includes(refused))).toHaveLength(1)
    comments()
    await story.forward({ hours: 2 })
    expect(comments()).toEqual([])
    github.as('zoe').editPolicy('acme/ops', '.github/reeve.yml', accepting)
    await story.forward({ hours: 2 })
    expect(github.item('acme/ops#1').title).toBe('Release The shop')
    expect(story.said('acme/app#1').join()).not.toContain('No issue could be opened')
    await story.forward({ hours: 2 })
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
  })

  it('what was opened is found from where it comes, and that from what was opened, by the rules too', async () => {
    const { github, ...story } = await tell({
      policy: `
version: 1
rules:
  ask: { when: is:issue label:verified, do: [{ open-issue: { in: acme/ops, title: "Release {{ title }}" } }] }
  shipped: { when: "is:issue linked:(is:closed repo:acme/ops)", do: [{ label: done }] }`,
      at,
      labels,
      before: (practice) => {
        const files = {
          '.github/reeve.yml': `${accepting}rules: { late: { when: "linked:(label:service)", do: [{ comment: It is for a service. }] } }`,
        }
        practice.addRepo({ full_name: 'acme/ops', files })
      },
    })
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service', 'verified'] })
    await story.forward({ minutes: 10 })
    expect(story.said('acme/ops#1').join()).toContain('It is for a service.')
    github.as('zoe').close('acme/ops#1')
    await story.forward({ minutes: 10 })
    expect(github.labels('acme/app#1')).toContain('done')
    // Nobody is told of the link alone.
    expect(story.said('acme/app#1')).toEqual([])
  })

  it('where GitHub refuses it: tried again each hour, and the comment that says so stays as it is', async () => {
    const story = await begin()
    const { github } = story
    let tries = 0
    const ends = github.failures.set({
      match: (method, path) => {
        const isTried = method === 'POST' && path === '/repos/acme/ops/issues'
        if (isTried) tries++
        return isTried
      },
      answer: 403,
    })
    await goesToVerified(story)
    expect(story.said('acme/app#1').join()).toMatch(/No issue could be opened in acme\/ops: \w/)
    story.calls()
    await story.forward({ hours: 3 })
    expect(tries).toBe(4)
    expect(story.calls().filter(({ method }) => method !== 'GET')).toEqual([])
    ends()
    await story.forward({ hours: 2 })
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
    expect(story.said('acme/app#1').join()).not.toContain('No issue could be opened')
  })

  it('a task list that names what is not there: said, nothing is moved, and it goes on when the list is mended', async () => {
    const needing = policy.replace('by: dev, do', 'by: dev, requires: "-sub-issue:(is:open)", do')
    const story = await tell({ policy: needing, at, teams, labels })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'], body: '- [ ] #99' })
    await story.forward({ minutes: 1 })
    github.as('dan').label('acme/app#1', 'QA project')
    await story.forward({ minutes: 10 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['QA project', 'in-dev', 'service'])
    expect(story.said('acme/app#1')).toEqual([expect.stringContaining('there is no acme/app#99')])
    github.as('eve').edit('acme/app#1', { body: '' })
    await story.forward({ minutes: 10 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['QA project', 'service'])
    expect(story.said('acme/app#1').join()).not.toContain('acme/app#99')
  })

  it('in a locked conversation moves are put back all the same', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
    await story.forward({ minutes: 1 })
    github.as('eve').lock('acme/app#1')
    github.as('eve').label('acme/app#1', 'verified')
    await story.forward({ minutes: 10 })
    expect(github.labels('acme/app#1').toSorted()).toEqual(['in-dev', 'service'])
  })

  it.each([
    { accepts: true, state: 'closed' },
    { accepts: false, state: 'open' },
  ])(
    'what was opened elsewhere is followed where it is transferred to, if that accepts it: $accepts',
    async ({ accepts, state }) => {
      const story = await begin()
      const { github } = story
      github.addRepo({
        full_name: 'acme/web',
        files: accepts ? { '.github/reeve.yml': accepting } : {},
      })
      github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
      await story.forward({ minutes: 10 })
      for (const [who, label] of [
        ['dan', 'QA project'],
        ['ann', 'verified'],
      ] as const) {
        github.as(who).label('acme/app#1', label)
        await story.forward({ minutes: 10 })
      }
      const { number } = github.as('omar').transfer('acme/ops#1', 'acme/web')
      await story.forward({ minutes: 10 })
      expect(github.item('acme/app#1').state).toBe('open')
      github.as('omar').close(`acme/web#${number}`)
      await story.forward({ minutes: 10 })
      expect(github.item('acme/app#1').state).toBe(state)
      await story.forward({ days: 1 })
      expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(0)
    },
  )

  it('an issue that is transferred or deleted is let go', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
    github.as('eve').openIssue('acme/app', { title: 'The bar', labels: ['service'] })
    await story.forward({ minutes: 1 })
    github.as('eve').transfer('acme/app#1', 'acme/ops')
    github.as('zoe').remove('acme/app#2')
    await story.forward({ hours: 3 })
    expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
  })
})
