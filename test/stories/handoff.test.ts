import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

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
    expect(child.body).toContain('acme/app#1')
    github.as('omar').close('acme/ops#1')
    await story.forward({ minutes: 10 })
    expect(github.item('acme/app#1').state).toBe('closed')
    await story.forward({ days: 2 })
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
  })

  it('a repository that does not accept it, or is not there: said on the issue, and done once it can be', async () => {
    const story = await begin('version: 1\n')
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['service'] })
    await story.forward({ minutes: 1 })
    github.as('dan').label('acme/app#1', 'QA project')
    await story.forward({ minutes: 1 })
    github.as('ann').label('acme/app#1', 'verified')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1').join()).toContain('No issue could be opened in acme/ops')
    github.as('zoe').editPolicy('acme/ops', '.github/reeve.yml', accepting)
    await story.forward({ hours: 2 })
    expect(github.item('acme/ops#1').title).toBe('Release The shop')
    expect(story.said('acme/app#1').join()).not.toContain('No issue could be opened')
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
