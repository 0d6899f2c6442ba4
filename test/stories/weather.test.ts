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
  late: { kind: sla, when: "is:issue label:critical", within: 6h, on-breach: [{ label: overdue }, { comment: It is late. }] }
`

const isWrite = (method: string) => method !== 'GET' && method !== 'HEAD'

/** An issue with `minor`, known and warm; `critical` then makes Reeve take `minor` off and say so. */
async function begin(): Promise<Story> {
  const story = await tell({ policy, at })
  story.github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  await story.forward({ minutes: 1 })
  return story
}

async function clash(story: Story): Promise<void> {
  story.github.as('eve').label('acme/app#1', 'critical')
  await story.settle()
}

function isSettled(story: Story): void {
  expect(story.github.labels('acme/app#1')).toEqual(['critical'])
  expect(story.said('acme/app#1')).toHaveLength(1)
  expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
}

/** Writes that GitHub answered, in order. */
function written(story: Story): string[] {
  return story
    .calls()
    .filter(({ method, status }) => isWrite(method) && status < 300)
    .map(({ method, path }) => `${method} ${path.replace(/^\/repos\/acme\/app/, '')}`)
}

describe('GitHub asks to wait', () => {
  it('the hour’s requests are used up: all is done after the reset, in order and once', async () => {
    const story = await begin()
    const { github } = story
    github.limits.exhaust(github.state.installations[0]?.id ?? 0)
    story.calls()
    await clash(story)
    expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
    await story.forward({ minutes: 50 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
    await story.forward({ minutes: 20 })
    isSettled(story)
  })

  it.each([403, 429] as const)(
    'the secondary limit, %i: not sooner than it says, in order and once',
    async (status) => {
      const story = await begin()
      const { github } = story
      github.limits.secondary = { left: 1, status, retryAfter: 90, match: isWrite }
      story.calls()
      await clash(story)
      expect(written(story)).toEqual([])
      await story.forward({ seconds: 89 })
      expect(written(story)).toEqual([])
      await story.forward({ seconds: 1 })
      expect(written(story)).toEqual(['DELETE /issues/1/labels/minor', 'POST /issues/1/comments'])
      isSettled(story)
    },
  )

  it('without saying for how long: a minute', async () => {
    const story = await begin()
    story.github.limits.secondary = { left: 1, status: 403, retryAfter: null, match: isWrite }
    story.calls()
    await clash(story)
    await story.forward({ seconds: 59 })
    expect(written(story)).toEqual([])
    await story.forward({ minutes: 1 })
    isSettled(story)
  })
})

describe('GitHub is ill', () => {
  it.each([502, 503, 'timeout', 'drop'] as const)(
    'three times %s at every write: done in the end, once and in order',
    async (answer) => {
      const story = await begin()
      story.github.failures.set({ match: isWrite, answer, times: 3 })
      story.calls()
      await clash(story)
      await story.forward({ hours: 1 })
      isSettled(story)
    },
  )

  it.each([502, 'timeout'] as const)(
    '%s at the read before the write: nothing is written on old knowledge',
    async (answer) => {
      const story = await begin()
      const ends = story.github.failures.set({
        match: (method, path) => method === 'GET' && path.endsWith('/issues/1'),
        answer,
      })
      story.calls()
      await clash(story)
      await story.forward({ minutes: 5 })
      expect(written(story)).toEqual([])
      ends()
      await story.forward({ hours: 1 })
      isSettled(story)
    },
  )

  it.each([
    ['a comment', (method: string, path: string) => method === 'POST' && path.endsWith('/comments')],
    ['a label', (method: string, path: string) => isWrite(method) && path.includes('/labels')],
  ])('%s is made and the answer is lost: it is not made twice', async (_, match) => {
    const story = await begin()
    story.github.failures.set({ match, answer: 'drop-after-apply', times: 1 })
    await clash(story)
    await story.forward({ hours: 7 })
    expect(story.github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
    const said = story.said('acme/app#1')
    expect(said.filter((text) => text.includes('It is late.'))).toHaveLength(1)
    expect(said).toHaveLength(2)
  })

  it('a check run is made and the answer is lost: what GitHub shows is right', async () => {
    const story = await tell({
      policy: 'version: 1\nrules:\n  no-hotfix: { when: is:pr, must: "-label:hotfix" }\n',
      at,
    })
    const { github } = story
    github.failures.set({
      match: (method, path) => method === 'POST' && path.endsWith('/check-runs'),
      answer: 'drop-after-apply',
      times: 1,
    })
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { a: '1' } })
    await story.forward({ minutes: 5 })
    expect(github.repo('acme/app').checkRuns).toHaveLength(1)
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
  })

  it('for an hour at every write: all is done afterwards, by itself', async () => {
    const story = await begin()
    const ends = story.github.failures.set({ match: isWrite, answer: 502 })
    await clash(story)
    await story.forward({ hours: 1 })
    const tried = story.calls().filter(({ status }) => status === 502)
    expect(tried.length).toBeLessThan(30)
    ends()
    await story.forward({ hours: 2 })
    isSettled(story)
  })

  it('for a day: everything is done when it is well again', async () => {
    const story = await begin()
    const ends = story.github.failures.set({ match: () => true, answer: 503 })
    await clash(story)
    await story.forward({ days: 1 })
    ends()
    await story.forward({ hours: 3 })
    expect(story.github.labels('acme/app#1')).toContain('critical')
    expect(story.github.labels('acme/app#1')).not.toContain('minor')
  })
})

describe('a permission is missing', () => {
  it('the write is tried once; the log names the permission, and nothing spins', async () => {
    const story = await tell({
      policy,
      at,
      permissions: {
        issues: 'read',
        pull_requests: 'read',
        contents: 'read',
        metadata: 'read',
        members: 'read',
        checks: 'write',
      },
    })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'critical')
    await story.settle()
    const refused = () => story.calls().filter(({ status }) => status === 403)
    expect(refused().map(({ method }) => method)).toEqual(['DELETE', 'POST'])
    expect(story.log.filter(({ level }) => level === 40).map(({ why }) => why)).toEqual([
      expect.stringContaining('Issues: write'),
      expect.stringContaining('Issues: write'),
    ])
    await story.forward({ hours: 5 })
    expect(refused()).toEqual([])
  })
})
