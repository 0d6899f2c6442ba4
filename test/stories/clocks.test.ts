import { describe, expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
timezone: Africa/Cairo
calendars:
  ops: { hours: Sun-Thu 09:00-17:00 }
  oncall: { include: ops, hours: Fri-Sat 08:00-20:00 }
people: { ops-lead: "@dana" }
rules:
  fix-critical:
    kind: sla
    why: Critical label = our stuff is broken
    when: is:issue is:open label:critical
    within: 8h
    calendar: oncall
    warn: 50%
    on-warn: [{ notify: ops-lead }]
    on-breach: [{ label: overdue }, { notify: ops-lead }]
`

/** Thursday 15:00 in Cairo: two hours are left of the day, the other six are on Friday from 08:00 on. */
const thursday = '2026-01-08T13:00:00Z'
const warned = '2026-01-09T08:00:00Z'
const breached = '2026-01-09T12:00:00Z'

describe('the clock of a critical issue over a weekend', () => {
  it('warns at half time, is breached at its due instant, and takes `overdue` off when the issue is closed', async () => {
    const story = await tell({ policy, at: thursday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It is down', labels: ['critical'] })
    await story.until(justBefore(warned))
    expect(story.said('acme/app#1')).toEqual([])
    await story.until(warned)
    expect(story.said('acme/app#1').join()).toContain('@dana')
    await story.until(justBefore(breached))
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    await story.until(breached)
    expect(github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
    await story.forward({ hours: 1 })
    github.as('eve').close('acme/app#1')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('stopped in time: nothing is said', async () => {
    const story = await tell({ policy, at: thursday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It is down', labels: ['critical'] })
    await story.forward({ hours: 1 })
    github.as('eve').close('acme/app#1')
    await story.forward({ days: 7 })
    expect(story.said('acme/app#1')).toEqual([])
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('a person takes `overdue` off and it stays off; reopening does not bring it back by itself', async () => {
    const story = await tell({ policy, at: thursday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It is down', labels: ['critical'] })
    await story.until(breached)
    await story.forward({ hours: 1 })
    github.as('dana').unlabel('acme/app#1', 'overdue')
    await story.forward({ days: 3 })
    expect(github.labels('acme/app#1')).toEqual(['critical'])
  })

  it('a policy that gives more time in the middle of the clock moves its due instant', async () => {
    const story = await tell({ policy, at: thursday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It is down', labels: ['critical'] })
    await story.forward({ hours: 1 })
    github.as('dana').editPolicy('acme/app', '.github/reeve.yml', policy.replace('within: 8h', 'within: 9h'))
    await story.until(breached)
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    await story.forward({ hours: 1 })
    expect(github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
  })

  it('goes on over a restart', async () => {
    const story = await tell({ policy, at: thursday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It is down', labels: ['critical'] })
    await story.until(warned)
    await story.restart()
    await story.until(breached)
    expect(github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
    // Once for the warning, once for the breach, and the notice.
    expect(story.said('acme/app#1').filter((text) => text.includes('@dana'))).toHaveLength(2)
  })
})

function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1000).toISOString()
}
