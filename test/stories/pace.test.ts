import { describe, expect, it } from 'vitest'
import { formatInstant } from '../../src/core/instant.ts'
import type { LoggedRequest } from '../../src/practice/index.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const minute = 60_000
const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  said: { kind: sla, when: "is:issue label:QA", within: 2h, on-breach: [{ comment: It is late. }] }
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`

const isWrite = (method: string) => method !== 'GET' && method !== 'HEAD'

/** Issues with `minor`, known and warm. A second priority makes Reeve take `minor` off and write a notice. */
async function begin(issues: number, limits?: 'none'): Promise<Story> {
  const story = await tell({ policy, at, ...(limits === undefined ? {} : { limits }) })
  for (let each = 0; each < issues; each++)
    story.github.as('eve').openIssue('acme/app', { title: `Issue ${each + 1}`, labels: ['minor'] })
  await story.forward({ minutes: 10 })
  story.calls()
  return story
}

async function clash(story: Story, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++)
    story.github.as('eve').label(`acme/app#${number}`, 'critical')
  await story.settle()
}

const installationOf = ({ github }: Story) => github.state.installations[0]?.id ?? 0

/** What GitHub counts as creating content. */
function content(calls: readonly LoggedRequest[]): LoggedRequest[] {
  return calls.filter(
    ({ method, path }) =>
      isWrite(method) && method !== 'DELETE' && !path.endsWith('/graphql') && !path.includes('/check-runs'),
  )
}

const ofInstallation = (calls: readonly LoggedRequest[]) =>
  calls.filter(({ installation }) => installation !== undefined)
const refused = (calls: readonly LoggedRequest[]) =>
  calls.filter(({ status }) => status === 403 || status === 429)

function most(calls: readonly LoggedRequest[], within: number): number {
  return Math.max(
    0,
    ...calls.map(({ at }) => calls.filter((other) => other.at >= at && other.at < at + within).length),
  )
}

function notices(story: Story, from: number, to: number): number {
  let found = 0
  for (let number = from; number <= to; number++) found += story.said(`acme/app#${number}`).length
  return found
}

function isWell(story: Story): void {
  expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
}

describe('what Reeve writes keeps inside GitHub’s limits', () => {
  it('many issues at once: some at once, the others one after the other, each once', async () => {
    const story = await begin(28)
    await clash(story, 1, 28)
    const first = content(story.calls()).length
    expect(first).toBeGreaterThan(10)
    expect(first).toBeLessThanOrEqual(20)
    await story.forward({ minutes: 2 })
    const calls = story.calls()
    expect(calls.filter(({ status }) => status >= 400)).toEqual([])
    expect(notices(story, 1, 28)).toBe(28)
    expect(most(content(calls), minute)).toBeLessThanOrEqual(80)
    isWell(story)
  })

  it('what people wait for does not wait behind it', async () => {
    const story = await begin(24)
    await clash(story, 1, 24)
    const { github } = story
    const waiting = Array.from({ length: 24 }, (_, index) => `acme/app#${index + 1}`).filter(
      (name) => story.said(name).length === 0,
    )
    const [asked = ''] = waiting
    github.as('dana').comment(asked, '/reeve explain')
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { a: '1' } })
    await story.settle()
    expect(story.said(asked)).toHaveLength(2)
    expect(story.check('acme/app#25')?.conclusion).toBe('success')
    expect(waiting.filter((name) => story.said(name).length === 0)).toHaveLength(waiting.length - 1)
    await story.forward({ minutes: 2 })
    expect(notices(story, 1, 24)).toBe(25)
  })

  it('a restart forgets neither what was spent nor who waits', async () => {
    const story = await begin(25)
    await clash(story, 1, 25)
    const sent = content(story.calls()).length
    expect(sent).toBeLessThan(25)
    await story.restart()
    await story.settle()
    expect(content(story.calls())).toEqual([])
    await story.forward({ minutes: 1 })
    expect(sent + content(story.calls()).length).toBe(25)
    expect(notices(story, 1, 25)).toBe(25)
  })
})

describe('on a server that limits nobody', () => {
  it('many issues at once are written at once', async () => {
    const story = await begin(28, 'none')
    await clash(story, 1, 28)
    expect(notices(story, 1, 28)).toBe(28)
    isWell(story)
  })

  it('its word to wait is heeded all the same', async () => {
    const story = await begin(3, 'none')
    story.github.limits.secondary = { left: 1, status: 403, retryAfter: 90, match: isWrite }
    await clash(story, 1, 1)
    await clash(story, 2, 3)
    expect(story.calls().filter(({ status }) => status === 403)).toHaveLength(1)
    expect(notices(story, 1, 3)).toBe(0)
    await story.forward({ minutes: 5 })
    expect(notices(story, 1, 3)).toBe(3)
  })
})

describe('GitHub’s word to one subject is heeded by all of its installation', () => {
  const waits: [string, (story: Story) => void, number][] = [
    [
      'the secondary limit',
      ({ github }) => {
        github.limits.secondary = { left: 1, status: 403, retryAfter: 90, match: isWrite }
      },
      90_000,
    ],
    ['the hour’s requests', (story) => story.github.limits.exhaust(installationOf(story)), 50 * minute],
  ]
  it.each(waits)('%s: nobody else knocks, not even to read, nor after a restart', async (_, limit, forMs) => {
    const story = await begin(6)
    limit(story)
    await clash(story, 1, 1)
    expect(story.calls().filter(({ status }) => status === 403)).toHaveLength(1)
    const ends = story.now() + forMs
    await clash(story, 2, 4)
    await story.restart()
    await clash(story, 5, 6)
    await story.until(formatInstant(ends - 1000))
    expect(ofInstallation(story.calls())).toEqual([])
    await story.forward({ hours: 2 })
    expect(refused(story.calls())).toEqual([])
    expect(notices(story, 1, 6)).toBe(6)
  })

  it('when the last of the hour’s requests has been answered, nobody has to be refused', async () => {
    const story = await begin(4)
    const { github } = story
    const bucket = github.limits.buckets[`installation:${installationOf(story)}`]
    if (!bucket) throw new Error('Nothing was asked yet')
    bucket.used = github.limits.perHour - 4
    for (let number = 1; number <= 4; number++) await clash(story, number, number)
    expect(ofInstallation(story.calls())).toHaveLength(4)
    await story.forward({ hours: 3 })
    expect(refused(story.calls())).toEqual([])
    expect(notices(story, 1, 4)).toBe(4)
    isWell(story)
  })

  it('another installation goes on', async () => {
    const story = await begin(1)
    const { github } = story
    github.addOrg('other', { members: ['eve'] })
    github.addRepo({
      full_name: 'other/app',
      files: { '.github/reeve.yml': policy },
      labels: ['critical', 'minor'],
      collaborators: { eve: 'write' },
    })
    github.install('reeve', 'other')
    github.as('eve').openIssue('other/app', { title: 'An issue', labels: ['minor'] })
    await story.forward({ minutes: 1 })
    github.limits.exhaust(installationOf(story))
    await clash(story, 1, 1)
    github.as('eve').label('other/app#1', 'critical')
    await story.settle()
    expect(story.said('acme/app#1')).toEqual([])
    expect(story.said('other/app#1')).toHaveLength(1)
  })
})

describe('what nobody waits for leaves the most to others', () => {
  it('a new policy’s work uses half of what goes at once', async () => {
    const story = await tell({
      policy: null,
      at,
      before: (github) => {
        for (let each = 0; each < 30; each++)
          github
            .as('eve')
            .openIssue('acme/app', { title: `Issue ${each + 1}`, labels: ['minor', 'critical'] })
      },
    })
    story.calls()
    story.github.as('dana').commit('acme/app', { '.github/reeve.yml': policy })
    await story.settle()
    const first = content(story.calls()).length
    expect(first).toBeGreaterThan(4)
    expect(first).toBeLessThanOrEqual(10)
    story.github.as('eve').openIssue('acme/app', { title: 'Of today', labels: ['minor', 'critical'] })
    await story.settle()
    expect(story.said('acme/app#31')).toHaveLength(1)
    await story.forward({ minutes: 5 })
    expect(notices(story, 1, 31)).toBe(31)
  })

  it('with a tenth of the hour’s requests left it waits for the next hour, and events go on', async () => {
    const story = await begin(2)
    const { github } = story
    const bucket = github.limits.buckets[`installation:${installationOf(story)}`]
    if (!bucket) throw new Error('Nothing was asked yet')
    bucket.used = github.limits.perHour * 0.9 - 1
    await clash(story, 1, 1)
    expect(notices(story, 1, 1)).toBe(1)
    story.calls()
    github.as('dana').commit('acme/app', {
      '.github/reeve.yml': `${policy}labels: { new: { color: "ff0000", description: A new one } }\n`,
    })
    await story.forward({ minutes: 5 })
    const isLabels = ({ method, path }: LoggedRequest) => isWrite(method) && path === '/repos/acme/app/labels'
    expect(story.calls().filter(isLabels)).toEqual([])
    await clash(story, 2, 2)
    expect(notices(story, 2, 2)).toBe(1)
    await story.forward({ hours: 3 })
    expect(story.calls().filter(isLabels).length).toBeGreaterThan(0)
    expect(github.repo('acme/app').labels.map(({ name }) => name)).toContain('new')
  })
})
