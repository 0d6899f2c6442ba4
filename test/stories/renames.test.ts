import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'

const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  fix-critical:
    kind: sla
    why: Fix in 2 hours
    when: is:issue label:critical
    within: 2h
    warn: [1h left]
    on-warn: [{ comment: An hour is left. }]
    on-breach: [{ label: overdue }, { comment: It is late. }]
  hand-over:
    kind: require
    why: QA tests what is done
    when: is:issue label:QA
    must: label:QA
    do: [{ assign: qa }, { comment: Please test it. }, { open-issue: { in: acme/ops, title: "Test {{ title }}" } }]
  named:
    kind: require
    why: A title says what breaks
    when: is:issue
    must: -label:minor
`
const accepting = 'version: 1\naccepts: [{ from: acme/*, do: [open-issue, follow] }]\n'

function begin() {
  return tell({
    policy,
    at,
    before: (github) => {
      github.addRepo({ full_name: 'acme/ops', files: { '.github/reeve.yml': accepting } })
    },
  })
}

describe('a repository that is renamed', () => {
  it('goes on where it was: its clocks run, what was said is not said again, its notice is the same one', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop is down', labels: ['critical', 'QA', 'minor'] })
    await story.forward({ minutes: 70 })
    const said = story.said('acme/app#1')
    expect(said).toHaveLength(3)
    expect(said.join()).toContain('An hour is left.')
    expect(github.item('acme/app#1').assignees).toEqual(['ann'])
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)

    github.as('zoe').renameRepo('acme/app', 'shop')
    await story.forward({ minutes: 1 })
    expect(story.said('acme/shop#1')).toEqual(said)
    github.as('ann').unassign('acme/shop#1', 'ann')
    await story.forward({ hours: 1 })
    expect(github.labels('acme/shop#1')).toContain('overdue')
    expect(story.said('acme/shop#1').filter((text) => text.includes('It is late.'))).toHaveLength(1)
    expect(story.said('acme/shop#1')).toHaveLength(4)
    github.as('eve').unlabel('acme/shop#1', 'minor')
    await story.forward({ days: 2 })
    expect(github.item('acme/shop#1').assignees).toEqual([])
    expect(story.said('acme/shop#1').filter((text) => text.includes('A title says what breaks'))).toEqual([])
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
    expect(await story.reeve.store.subjectsOf('acme/app')).toEqual([])
  })

  it('what came under the old name late, and what comes under the new one early, are about the same', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop is down', labels: ['critical'] })
    await story.forward({ minutes: 70 })
    github.webhooks.weather.drop = 1
    github.as('ann').label('acme/app#1', 'QA')
    const late = github.webhooks.log.length - 1
    await story.settle()
    github.webhooks.weather.drop = 0
    github.as('zoe').renameRepo('acme/app', 'shop')
    await story.settle()
    const lost = github.webhooks.log[late]
    expect(lost?.action).toBe('labeled')
    if (lost) github.webhooks.redeliver(lost.id)
    await story.forward({ minutes: 1 })
    expect(github.item('acme/shop#1').assignees).toEqual(['ann'])
    expect(story.said('acme/shop#1')).toHaveLength(2)
    await story.forward({ days: 1 })
    expect(story.said('acme/shop#1')).toHaveLength(4)
    expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
    expect(await story.reeve.store.subjectsOf('acme/app')).toEqual([])
  })

  it('another repository that takes the name begins anew', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'The shop is down', labels: ['QA'] })
    await story.forward({ minutes: 1 })
    github.as('zoe').renameRepo('acme/app', 'shop')
    await story.settle()
    github.addRepo({ full_name: 'acme/app', labels: ['QA'], files: { '.github/reeve.yml': policy } })
    github.as('zoe').openIssue('acme/app', { title: 'Another one', labels: ['QA'] })
    await story.forward({ minutes: 1 })
    expect(github.item('acme/app#1').assignees).toEqual(['ann'])
    expect(story.said('acme/app#1')).toHaveLength(1)
    expect(story.said('acme/shop#1')).toHaveLength(1)
    expect((await story.reeve.store.subjectsOf('acme/shop')).map(({ item }) => item?.title)).toContain(
      'The shop is down',
    )
  })
})
