import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'
const org = `
version: 1
accepts: [{ from: acme/*, do: [open-issue, follow] }]
rules:
  hand-over:
    why: QA tests what is done
    when: is:issue label:QA
    do: [{ assign: "@acme/qa" }, { comment: Please test it. }, { notify: "@dana" }, { open-issue: { in: acme/ops, title: "Test {{ title }}" } }]
  late:
    kind: sla
    why: Fix in 2 hours
    when: is:issue label:critical
    within: 2h
    warn: [1h left]
    on-warn: [{ comment: An hour is left. }]
    on-breach: [{ label: overdue }, { comment: It is late. }]
  tidy: { why: Nothing is minor, when: "is:issue is:open", must: "-label:minor" }
`
const web = `
version: 1
rules:
  web-only: { when: is:issue label:QA, do: [{ comment: Welcome to the web. }] }
`

/** Both repositories are under the organisation's rules; one of them has a rule of its own. */
async function begin(): Promise<Story> {
  const story = await tell({
    policy: null,
    at,
    teams: { qa: ['ann', 'eve'] },
    before: (github) => {
      github.addRepo({ full_name: 'acme/.github', files: { '.github/reeve.yml': org } })
      github.addRepo({ full_name: 'acme/ops' })
      const labels = ['critical', 'QA', 'overdue', 'minor']
      github.addRepo({ full_name: 'acme/web', labels, files: { '.github/reeve.yml': web } })
    },
  })
  story.github.as('dana').openIssue('acme/app', { title: 'Slow', labels: ['QA', 'critical', 'minor'] })
  await story.forward({ minutes: 70 })
  return story
}

const times = (story: Story, name: string, text: string) =>
  story.said(name).filter((said) => said.includes(text)).length

async function arrived(story: Story, name: string): Promise<void> {
  const { github } = story
  expect(github.item(name).assignees).toEqual(['ann'])
  expect(times(story, name, 'Please test it.')).toBe(1)
  expect(times(story, name, '@dana —')).toBe(1)
  expect(times(story, name, 'An hour is left.')).toBe(1)
  expect(times(story, name, '**tidy**')).toBe(1)
  expect(times(story, name, 'Welcome to the web.')).toBe(1)
  expect(Object.keys(github.repo('acme/ops').items)).toHaveLength(1)
  // The clock goes on: it is late at eleven.
  await story.until('2026-01-05T11:30:00Z')
  expect(times(story, name, 'It is late.')).toBe(1)
  expect(github.labels(name)).toContain('overdue')
  // And what was said where it was is kept up to date here.
  github.as('dana').unlabel(name, 'minor')
  await story.forward({ minutes: 10 })
  expect(times(story, name, '**tidy**')).toBe(0)
  // What comes to be here is done here.
  github.as('dana').unlabel(name, 'QA')
  await story.forward({ minutes: 1 })
  github.as('dana').label(name, 'QA')
  await story.forward({ days: 1 })
  expect(times(story, name, 'Please test it.')).toBe(2)
}

describe('an issue that is transferred', () => {
  it('nothing that was done is done again where it comes, and nothing goes on where it was', async () => {
    const story = await begin()
    expect(story.said('acme/app#1')).toHaveLength(4)
    const { number } = story.github.as('dana').transfer('acme/app#1', 'acme/web')
    await story.settle()
    story.calls()
    await arrived(story, `acme/web#${number}`)
    const written = story.calls().filter(({ method }) => method !== 'GET')
    expect(written.filter(({ path }) => path.includes('acme/app/'))).toEqual([])
    expect(await story.reeve.store.row('acme/app#1')).toBeUndefined()
  })

  it.each(['transferred', 'opened'])('though the webhook `%s` is lost', async (lost) => {
    const story = await begin()
    const { github } = story
    const { webhooks } = github
    const before = webhooks.log.length
    webhooks.weather.drop = 1
    const { number } = github.as('dana').transfer('acme/app#1', 'acme/web')
    await story.settle()
    webhooks.weather.drop = 0
    const told = webhooks.log.splice(before)
    expect(told.map(({ action }) => action)).toContain(lost)
    webhooks.log.push(...told.filter(({ action }) => action !== lost))
    for (const { id } of webhooks.log.slice(before)) webhooks.redeliver(id)
    await story.settle()
    await arrived(story, `acme/web#${number}`)
  })
})
