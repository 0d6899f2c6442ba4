import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { type Story, tellStory } from './story.ts'

const policy = `
version: 1
timezone: Africa/Cairo
calendars:
  ops: { hours: Sun-Thu 09:00-17:00 }
  oncall: { include: ops, hours: Fri-Sat 08:00-20:00 }
people: { qa: "@acme/qa", ops-lead: "@dana" }
windows:
  release: { open: Sun-Wed 00:00-24:00 }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor], grace: 1h }
  only-qa-verifies:
    kind: label-guard
    why: QA team finishes testing and puts stories on 'verified'
    when: is:issue
    labels: verified
    by: qa
  fix-critical:
    kind: sla
    why: Critical label = our stuff is broken / needs to be fixed right away
    when: is:issue is:open label:critical
    within: 4h
    calendar: oncall
    warn: 50%
    on-warn: [{ notify: ops-lead }]
    on-breach: [{ label: overdue }, { notify: ops-lead }]
  nothing-after-wednesday:
    kind: release-window
    why: Nothing gets released after Wednesday.
    when: is:pr base:production
    window: release
  logged: { kind: linked-issue, why: "If not logged as an issue or story, it does NOT happen", when: is:pr, matching: is:open }
`

/** The first story, told the same way on every store and, in test/smoke, on another GitHub. */
export function firstWeek(open: () => Promise<Database>): void {
  let story: Story
  let database: Database
  beforeAll(async () => {
    database = await open()
    story = await tellStory({ policy, at: '2026-01-08T10:00:00Z', database })
  })
  afterAll(async () => {
    await story?.end()
    await database?.close()
  })

  it('keeps the newest of two priorities and says so', async () => {
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It does not start', labels: ['major'] })
    await story.settle()
    github.as('dana').label('acme/app#1', 'critical')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    expect(story.said('acme/app#1').join()).toContain('`critical` and `major` exclude each other')
  })

  it('takes `verified` off again when it is not from QA, and leaves it when it is', async () => {
    const { github } = story
    github.as('eve').label('acme/app#1', 'verified')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    expect(story.said('acme/app#1').join()).toContain(
      "QA team finishes testing and puts stories on 'verified'",
    )
    github.as('ann').label('acme/app#1', 'verified')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical', 'verified'])
  })

  it('warns at half time and marks it overdue on the weekend calendar, not before', async () => {
    // Thursday 12:00 in Cairo: five hours until 17:00 would be enough, so the clock starts again later in the day.
    await story.until('2026-01-08T11:59:00Z')
    expect(story.said('acme/app#1').join()).not.toContain('@dana')
    await story.until('2026-01-08T12:00:00Z')
    expect(story.said('acme/app#1').join()).toContain('@dana')
    await story.until('2026-01-08T13:59:00Z')
    expect(story.github.labels('acme/app#1')).not.toContain('overdue')
    await story.until('2026-01-08T14:00:00Z')
    expect(story.github.labels('acme/app#1')).toContain('overdue')
  })

  it('holds a pull request to production from Thursday on, and lets it go on at the opening', async () => {
    const { github } = story
    github.as('eve').openPull('acme/app', {
      title: 'Mend it',
      base: 'production',
      head: 'mend',
      files: { 'a.ts': '1' },
      body: 'fixes #1',
    })
    await story.settle()
    const run = () => github.repo('acme/app').checkRuns.findLast(({ name }) => name === 'Reeve')
    expect(run()?.conclusion).toBe('action_required')
    expect(run()?.output?.summary).toContain('opens again at Sun 11 Jan 2026, 00:00 (Africa/Cairo)')
    await story.until('2026-01-10T22:00:00Z')
    expect(run()?.conclusion).toBe('success')
  })
}
