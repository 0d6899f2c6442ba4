import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
  late: { kind: sla, when: "is:issue label:critical", within: 1h, on-breach: [{ label: overdue }, { comment: It is late. }] }
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`
const files = { 'a.ts': '1' }

function writes(story: Story): string[] {
  return story.calls().flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]))
}

describe('Reeve comes to a repository that has a life already', () => {
  it('open pull requests get their check; what was already late is marked, not announced', async () => {
    const story = await tell({
      policy,
      at,
      before: (github) => {
        github.as('eve').openIssue('acme/app', { title: 'Old and late', labels: ['critical'] })
        github.as('eve').openIssue('acme/app', { title: 'Verified by nobody of QA', labels: ['minor'] })
        github.as('eve').label('acme/app#2', 'verified')
        github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
        // It was all long ago: the clock of the world stands still while it is arranged.
        for (const item of Object.values(github.repo('acme/app').items)) age(item)
      },
    })
    const { github } = story
    expect(story.check('acme/app#3')?.conclusion).toBe('success')
    // Not acted upon: it happened before the rule was in force (D6).
    expect(github.labels('acme/app#2')).toEqual(['minor', 'verified'])
    expect(story.said('acme/app#1').join()).not.toContain('It is late.')
    expect(writes(story).filter((path) => path.includes('/issues/2/'))).toEqual([])
  })

  it('an issue first seen in mid-life is judged on its whole past', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.webhooks.weather.drop = 1
    github.as('eve').openIssue('acme/app', { title: 'Unheard of', labels: ['minor'] })
    await story.forward({ minutes: 5 })
    github.as('dana').editPolicy('acme/app', '.github/reeve.yml', policy)
    github.webhooks.weather.drop = 0
    await story.forward({ minutes: 5 })
    github.as('eve').label('acme/app#1', 'critical')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })
})

describe('what goes', () => {
  it('a deleted issue is forgotten, without a word', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Spam', labels: ['critical'] })
    await story.settle()
    github.as('zoe').remove('acme/app#1')
    await story.settle()
    story.calls()
    await story.forward({ days: 1 })
    expect(writes(story)).toEqual([])
    expect(await story.reeve.store.row('acme/app#1')).toBeUndefined()
  })

  it('a transferred issue is looked at in its new place, and not in the old one', async () => {
    const story = await tell({
      policy,
      at,
      before: (github) => {
        github.addRepo({
          full_name: 'acme/web',
          files: { '.github/reeve.yml': policy },
          labels: ['critical', 'overdue', 'minor'],
        })
      },
    })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Down', labels: ['critical'] })
    await story.forward({ minutes: 10 })
    const moved = github.as('eve').transfer('acme/app#1', 'acme/web')
    await story.settle()
    story.calls()
    await story.forward({ hours: 2 })
    expect(github.labels({ repo: 'acme/web', number: moved.number })).toEqual(['critical', 'overdue'])
    expect(writes(story).filter((path) => path.includes('acme/app'))).toEqual([])
  })
})

describe('the server ends and comes back', () => {
  it('with all it knew; what GitHub could not deliver meanwhile is delivered again', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
    await story.settle()
    await story.reeve.stop()
    github.as('eve').label('acme/app#1', 'critical')
    await github.deliver()
    expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
    await story.restart()
    for (const failed of github.webhooks.log.filter(({ status_code }) => status_code === 502)) {
      github.webhooks.redeliver(failed.id)
    }
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('with an empty database: its own notice is found and edited, not said twice', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'No priority' })
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    await story.loseEverything()
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'minor')
    await story.forward({ minutes: 1 })
    github.as('eve').unlabel('acme/app#1', 'minor')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    github.as('eve').label('acme/app#1', 'minor')
    await story.settle()
    expect(story.said('acme/app#1')).toEqual([])
  })
})

describe('a webhook that comes again', () => {
  it('the same day or weeks later: nothing changes and nothing is asked', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
    github.as('eve').label('acme/app#1', 'verified')
    await story.settle()
    const old = github.webhooks.log.map(({ id }) => id)
    story.calls()
    for (const id of old) github.webhooks.redeliver(id)
    await story.settle()
    await story.forward({ days: 20 })
    for (const id of old) github.webhooks.redeliver(id)
    await story.settle()
    expect(writes(story)).toEqual([])
    expect(github.labels('acme/app#1')).toEqual(['minor'])
  })
})

/** As if it had all been ten days ago. */
function age(item: ReturnType<Story['github']['item']>): void {
  const earlier = '2025-12-26T09:00:00Z'
  item.created_at = earlier
  item.updated_at = earlier
  for (const entry of item.timeline) entry.created_at = earlier
}
