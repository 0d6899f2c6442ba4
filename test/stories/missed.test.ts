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
  answered: { kind: sla, clock: respond, when: is:issue is:open label:QA, within: 8h, on-breach: [{ label: overdue }] }
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`
const files = { 'a.ts': '1' }

/** What happens meanwhile is never told: GitHub has no record of having failed, either. */
async function untold(story: Story, act: () => void): Promise<void> {
  story.github.webhooks.weather.drop = 1
  act()
  await story.settle()
  story.github.webhooks.weather.drop = 0
  // Nobody asks for it again.
  story.github.webhooks.log.length = 0
}

/** An issue with one priority, all of it told, and nothing to ask for again. */
async function begun(): Promise<Story> {
  const story = await tell({ policy, at })
  story.github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
  await story.forward({ minutes: 1 })
  await story.reeve.askAgain()
  return story
}

function paths(story: Story): string[] {
  return story.calls().map(({ method, path, status }) => `${method} ${path.replace(/\?.*/, '')} ${status}`)
}

describe('what no webhook told is found within six hours', () => {
  it('labels, a push, a comment, a closing; what was told is not read again', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    const eve = github.as('eve')
    eve.openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
    eve.openPull('acme/app', { title: 'A change', head: 'change', files })
    eve.openIssue('acme/app', { title: 'Answered', labels: ['minor', 'QA'] })
    eve.openIssue('acme/app', { title: 'Nothing happens here', labels: ['minor'] })
    await story.forward({ minutes: 10 })
    await untold(story, () => {
      eve.label('acme/app#1', 'critical', 'verified')
      eve.push('acme/app#2', { files: { 'a.ts': '2' } })
      github.as('ann').comment('acme/app#3', 'We look at it')
    })
    await story.forward({ hours: 5 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'critical', 'verified'])
    expect(story.check('acme/app#2')).toBeUndefined()
    story.calls()
    await story.forward({ hours: 1 })
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    expect(paths(story).filter((path) => path.includes('/issues/4'))).toEqual([])
    await story.forward({ hours: 4 })
    expect(github.labels('acme/app#3')).toEqual(['minor', 'QA'])
  })

  it('an issue that was opened and one that was closed', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Closed meanwhile', labels: ['minor', 'QA'] })
    await story.forward({ minutes: 10 })
    await untold(story, () => {
      github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['critical', 'minor'] })
      github.as('eve').openIssue('acme/app', { title: 'Gone again', labels: ['critical', 'minor'] })
      github.as('eve').close('acme/app#3')
      github.as('eve').close('acme/app#1')
    })
    await story.forward({ hours: 6 })
    expect(github.labels('acme/app#2')).toEqual(['critical'])
    // Closed before anybody heard of it: nothing is said about it any more.
    expect(github.labels('acme/app#3')).toEqual(['critical', 'minor'])
    await story.forward({ hours: 6 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'QA'])
  })

  it('once: the next sweep finds nothing, and asks with an ETag', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
    await story.forward({ minutes: 10 })
    await untold(story, () => github.as('eve').label('acme/app#1', 'critical'))
    await story.forward({ hours: 18 })
    expect(story.log.filter(({ missed }) => missed !== undefined)).toHaveLength(1)
    story.calls()
    await story.forward({ hours: 6 })
    const asked = paths(story).filter((path) => path.includes('/issues'))
    expect(asked).toEqual(['GET /repos/acme/app/issues 304'])
  })

  it('also after days without Reeve: at the start, from where it had ended', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
    await story.forward({ minutes: 10 })
    await story.reeve.stop()
    await github.deliver()
    github.as('eve').label('acme/app#1', 'critical')
    await github.deliver()
    github.webhooks.log.length = 0
    story.pass(5 * 24 * 3600)
    await story.restart()
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('where it cannot be listed it is tried again, and nothing is forgotten', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
    await story.forward({ minutes: 10 })
    await untold(story, () => github.as('eve').label('acme/app#1', 'critical'))
    const ends = github.failures.set({
      match: (method, path) => method === 'GET' && path.endsWith('/issues'),
      answer: 502,
    })
    await story.forward({ hours: 6 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
    ends()
    await story.forward({ minutes: 15 })
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('nothing is listed where there is no policy', async () => {
    const story = await tell({ policy: null, at })
    story.github.as('eve').openIssue('acme/app', { title: 'An issue' })
    await story.forward({ minutes: 10 })
    story.calls()
    await story.forward({ days: 2 })
    expect(paths(story)).toEqual([])
  })
})

describe('what GitHub could not deliver', () => {
  it('while Reeve was away is asked for again when it is back, once each, and not what arrived', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Two priorities', labels: ['minor'] })
    await story.settle()
    await story.reeve.askAgain()
    await story.reeve.stop()
    story.pass(60)
    github.as('eve').label('acme/app#1', 'critical')
    github.as('eve').comment('acme/app#1', 'Look')
    await github.deliver()
    story.pass(3600)
    await story.restart()
    expect(await story.reeve.askAgain()).toBe(2)
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    expect(await story.reeve.askAgain()).toBe(0)
    story.pass(600)
    expect(await story.reeve.askAgain()).toBe(0)
  })

  it('because the answer was lost is not asked for: it is in the store', async () => {
    const story = await tell({ policy, at })
    const { github } = story
    await story.reeve.askAgain()
    story.pass(60)
    github.as('eve').openIssue('acme/app', { title: 'An issue' })
    await story.settle()
    for (const delivery of github.webhooks.log)
      Object.assign(delivery, { status: 'timed out', status_code: 504 })
    expect(await story.reeve.askAgain()).toBe(0)
  })

  it('and cannot deliver this time either is asked for no more; the sweep finds it', async () => {
    const story = await begun()
    const { github } = story
    github.webhooks.weather.drop = 1
    github.as('eve').label('acme/app#1', 'critical')
    await story.settle()
    story.pass(600)
    expect(await story.reeve.askAgain()).toBe(1)
    await story.settle()
    story.pass(600)
    expect(await story.reeve.askAgain()).toBe(0)
    github.webhooks.weather.drop = 0
    await story.forward({ hours: 6 })
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('is asked for later where GitHub does not answer', async () => {
    const story = await begun()
    const { github } = story
    github.webhooks.weather.drop = 1
    github.as('eve').label('acme/app#1', 'critical')
    await story.settle()
    github.webhooks.weather.drop = 0
    const ends = github.failures.set({ match: (_, path) => path.includes('/hook/deliveries'), answer: 502 })
    expect(await story.reeve.askAgain()).toBe(0)
    ends()
    const stops = github.failures.set({ match: (_, path) => path.endsWith('/attempts'), answer: 502 })
    story.pass(600)
    expect(await story.reeve.askAgain()).toBe(0)
    stops()
    story.pass(600)
    expect(await story.reeve.askAgain()).toBe(1)
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })
})
