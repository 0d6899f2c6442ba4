import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { formatInstant, type Instant } from '../../src/core/instant.ts'
import { type LoggedRequest, type PracticeGitHub, strictLimits } from '../../src/practice/index.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

// 2026-01-07 is a Wednesday.
const wednesday = '2026-01-07T12:00:00Z'
const thursday = Date.parse('2026-01-08T00:00:00Z')
const sunday = Date.parse('2026-01-11T00:00:00Z')
const minute = 60_000
const policy = `
version: 1
windows: { release: { open: [Sun-Wed 00:00-24:00], because: Nothing gets released after Wednesday } }
rules:
  freeze: { kind: release-window, when: is:pr, window: release, on-fail: [{ comment: "{{ reason }}" }] }
`

const openPulls = (count: number) => (github: PracticeGitHub) => {
  for (let each = 1; each <= count; each++) {
    const head = `change-${each}`
    github.as('eve').openPull('acme/app', { title: head, head, files: { [`${head}.ts`]: head } })
  }
}

/** So many open pull requests, judged and green, with a GitHub that keeps its secondary limits in the strictest reading. */
async function begin(count: number): Promise<Story> {
  const story = await tell({ policy, at: wednesday, before: openPulls(count) })
  story.github.limits.strict = strictLimits()
  await story.forward({ minutes: 30 })
  expect(story.github.repo('acme/app').checkRuns).toHaveLength(count)
  story.calls()
  return story
}

const isWrite = ({ method, body }: LoggedRequest) =>
  method !== 'GET' && !(JSON.stringify(body ?? '').startsWith('{"query":"query') || method === 'HEAD')

/** The most that any stretch of so long had. */
function most(
  calls: readonly LoggedRequest[],
  within: number,
  cost: (call: LoggedRequest) => number,
): number {
  return Math.max(
    0,
    ...calls.map(({ at }) =>
      calls
        .filter((other) => other.at >= at && other.at < at + within)
        .reduce((sum, other) => sum + cost(other), 0),
    ),
  )
}

const green = (story: Story) =>
  Object.values(story.github.repo('acme/app').items).filter(
    ({ number, state }) => state === 'open' && story.check(`acme/app#${number}`)?.conclusion === 'success',
  ).length

/** Which heads were put, in order, and when; of documents each of their checks. */
function puts(story: Story, calls: readonly LoggedRequest[]): { at: Instant; number: number }[] {
  const { checkRuns, items } = story.github.repo('acme/app')
  const numberOf = (id: string) => {
    const sha = checkRuns.find((run) => `CR_${run.id}` === id)?.head_sha ?? id
    return Object.values(items).find((item) => item.pull?.sha === sha)?.number ?? 0
  }
  return calls.filter(isWrite).flatMap(({ at, body, path }) => {
    const single = /check-runs\/(\d+)/.exec(path)?.[1]
    if (single !== undefined) return [{ at, number: numberOf(`CR_${single}`) }]
    const inputs = Object.values(Document.catch({ variables: {} }).parse(body).variables)
    return inputs.map(({ checkRunId, headSha }) => ({ at, number: numberOf(checkRunId ?? headSha ?? '') }))
  })
}

const Input = z.object({ checkRunId: z.string().optional(), headSha: z.string().optional() })
const Document = z.object({ variables: z.record(z.string(), Input) })

const isOfViolation = (text: string) => text.includes('while the window was closed')

describe('Thursday, 00:00', () => {
  it('every check has turned by then, inside GitHub’s limits, and each once', async () => {
    const count = 70
    const story = await begin(count)
    expect(green(story)).toBe(count)
    await story.until(formatInstant(thursday - 1000))
    expect(green(story)).toBe(0)
    await story.until(formatInstant(thursday + 60 * minute))
    const calls = story.calls()
    const flips = puts(story, calls)
    expect(flips.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    )
    expect(Math.min(...flips.map(({ at }) => at))).toBeGreaterThanOrEqual(thursday - 10 * minute)
    expect(calls.filter(({ status }) => status === 403 || status === 429)).toEqual([])
    expect(most(calls, minute, (call) => (isWrite(call) ? 1 : 0))).toBeLessThanOrEqual(80)
    expect(most(calls, 60 * minute, (call) => (isWrite(call) ? 1 : 0))).toBeLessThanOrEqual(500)
    expect(most(calls, minute, (call) => (isWrite(call) ? 5 : 1))).toBeLessThanOrEqual(900)
    // In documents of twenty.
    expect(calls.filter(isWrite)).toHaveLength(4)
    expect(story.check('acme/app#1')?.summary).toContain(
      'closed from Thu 8 Jan 2026, 00:00 (UTC) on (Nothing gets released after Wednesday). It opens again at Sun 11 Jan 2026',
    )
    await story.until(formatInstant(sunday - 1000))
    expect(green(story)).toBe(0)
    await story.until(formatInstant(sunday + 10 * minute))
    expect(green(story)).toBe(count)
    expect(puts(story, story.calls())).toHaveLength(count)
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('what merges by itself turns first, then what is approved, then the newest', async () => {
    const story = await begin(30)
    const { github } = story
    github.as('eve').enableAutoMerge('acme/app#7')
    github.as('dana').review('acme/app#9', 'APPROVED')
    const group = github.as('dana').queue('acme/app', 11)
    await story.settle()
    story.calls()
    await story.until(formatInstant(thursday))
    const order = puts(story, story.calls()).map(({ number }) => number)
    expect(order.slice(0, 5)).toEqual([0, 11, 7, 9, 30])
    expect(order.slice(5)).toEqual(
      Array.from({ length: 29 }, (_, index) => 29 - index).filter((n) => ![7, 9, 11].includes(n)),
    )
    expect(story.check(`acme/app@${group.head_sha}`)?.conclusion).toBe('failure')
  })

  it('a restart in the middle: every head ends right, and none is put twice', async () => {
    const story = await begin(45)
    const { github } = story
    // The answer to the second document is lost, and Reeve with it.
    let documents = 0
    const isSecond = (method: string, path: string) =>
      method === 'POST' && path === '/graphql' && ++documents === 2
    github.failures.set({ match: isSecond, answer: 'drop-after-apply', times: 1 })
    await story.until(formatInstant(thursday - 60 * minute))
    const due = await story.reeve.store.nextDue()
    await story.until(formatInstant(due ?? thursday))
    await story.restart()
    github.failures.clear()
    await story.until(formatInstant(thursday))
    expect(green(story)).toBe(0)
    const flips = puts(story, story.calls()).map(({ number }) => number)
    expect(flips.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
  })

  it('while others use up the minute’s content each document has its own turn, and all have turned by then', async () => {
    const count = 100
    const story = await begin(count)
    await story.until(formatInstant(thursday - 60 * minute))
    const due = await story.reeve.store.nextDue()
    await story.until(formatInstant((due ?? thursday) - 1000))
    // Twenty may go at once, and then one each second.
    const content = { name: 'content a minute', allowance: 80, perMs: minute, atOnce: 20 }
    const [installation] = story.github.state.installations
    await story.reeve.store.spend(
      installation?.id ?? 0,
      { costs: [{ limit: content, cost: 20 }] },
      story.now(),
    )
    story.calls()
    await story.until(formatInstant(thursday - 1000))
    expect(green(story)).toBe(0)
    const documents = story.calls().filter((call) => isWrite(call) && call.path === '/graphql')
    expect(documents).toHaveLength(count / 20)
    expect(new Set(documents.map(({ at }) => at)).size).toBe(count / 20)
    expect(puts(story, documents).map(({ number }) => number)).toEqual(
      Array.from({ length: count }, (_, index) => count - index),
    )
  })

  it('what slipped through is a violation, said once where the policy asks', async () => {
    const story = await begin(3)
    const { github } = story
    github.as('zoe').merge('acme/app#1')
    await story.until(formatInstant(thursday + minute))
    github.as('zoe').merge('acme/app#2')
    await story.forward({ hours: 30 })
    const violations = async (number: number) =>
      (await story.reeve.store.past(`acme/app#${number}`)).ledger.filter(
        ({ change }) => change.do === 'violation.record',
      )
    expect(await violations(1)).toEqual([])
    expect(await violations(2)).toHaveLength(1)
    expect(story.said('acme/app#1')).toEqual([])
    expect(story.said('acme/app#2')).toEqual([
      expect.stringContaining('It was merged on Thu 8 Jan 2026, 00:01 (UTC), while the window was closed'),
    ])
  })

  it('of all that is merged around the edge only what nobody let through is a violation', async () => {
    const story = await tell({
      policy: `
version: 1
windows: { release: { open: [Sun-Wed 00:00-24:00], because: Nothing gets released after Wednesday } }
rules:
  freeze:
    kind: release-window
    when: is:pr
    window: release
    hotfix: { when: label:hotfix, approved-by: "@dana" }
    on-fail: [{ comment: "{{ reason }}" }]
`,
      at: wednesday,
      before: openPulls(8),
    })
    const { github } = story
    await story.forward({ minutes: 30 })
    const dana = github.as('dana')
    for (const number of [3, 4]) github.as('eve').label(`acme/app#${number}`, 'hotfix')
    await story.forward({ minutes: 1 })
    dana.review('acme/app#3', 'APPROVED')
    const group = dana.queue('acme/app', 7)
    await story.until(formatInstant(thursday - 1000))
    github.as('zoe').merge('acme/app#1')
    await story.until(formatInstant(thursday))
    github.as('zoe').merge('acme/app#2')
    await story.forward({ minutes: 1 })
    dana.comment('acme/app#5', '/reeve override freeze because the customers wait')
    await story.forward({ minutes: 1 })
    for (const number of [3, 4, 5]) github.as('zoe').merge(`acme/app#${number}`)
    dana.endGroup('acme/app', group, 'merged')
    await story.settle()
    github.webhooks.weather.drop = 1
    github.as('zoe').merge('acme/app#6')
    await story.settle()
    github.webhooks.weather.drop = 0
    github.webhooks.log.length = 0
    await story.forward({ hours: 13 })
    const numbers = Array.from({ length: 8 }, (_, index) => index + 1)
    const pasts = await Promise.all(numbers.map((number) => story.reeve.store.past(`acme/app#${number}`)))
    const violations = pasts.map(
      ({ ledger }) => ledger.filter(({ change }) => change.do === 'violation.record').length,
    )
    expect(violations).toEqual([0, 1, 0, 1, 0, 1, 1, 0])
    const said = numbers.map((number) => story.said(`acme/app#${number}`).filter(isOfViolation).length)
    expect(said).toEqual(violations)
  })
})

describe('what was open before Reeve came', () => {
  it('is judged within minutes and inside GitHub’s limits, the newest first; who comes meanwhile is not kept waiting', async () => {
    const count = 100
    const story = await tell({ policy, at: wednesday, before: openPulls(count) })
    const { github } = story
    github.limits.strict = strictLimits()
    const judged = () =>
      Object.values(github.repo('acme/app').items).filter(({ number }) => story.check(`acme/app#${number}`))
    const atOnce = judged().map(({ number }) => number)
    expect(atOnce.length).toBeGreaterThan(20)
    expect(Math.min(...atOnce)).toBe(count + 1 - atOnce.length)
    github.as('eve').openPull('acme/app', { title: 'Live', head: 'live', files: { 'live.ts': '1' } })
    await story.settle()
    expect(story.check(`acme/app#${count + 1}`)?.conclusion).toBe('success')
    await story.forward({ seconds: 30 })
    expect(green(story)).toBe(count + 1)
    const calls = story.calls()
    expect(calls.filter(({ status }) => status === 403 || status === 429)).toEqual([])
    expect(most(calls, minute, (call) => (isWrite(call) ? 5 : 1))).toBeLessThanOrEqual(900)
    // Each is read once: the item, as an issue and as a pull request, its past, and its policy.
    expect(calls.filter(({ path }) => path.includes('/timeline')).length).toBeLessThanOrEqual(count + 1)
  })

  it('while that still goes on five come at once, and the window closes: neither waits for it', async () => {
    const count = 250
    const story = await tell({ policy, at: '2026-01-07T23:58:30Z', before: openPulls(count) })
    const { github } = story
    github.limits.strict = strictLimits()
    const judged = () =>
      Object.values(github.repo('acme/app').items).filter(({ number }) => story.check(`acme/app#${number}`))
    await story.forward({ seconds: 60 })
    expect(judged().length).toBeLessThan(count)
    const live = Array.from({ length: 5 }, (_, index) => count + 1 + index)
    for (const number of live) {
      const head = `live-${number}`
      github.as('eve').openPull('acme/app', { title: head, head, files: { [`${head}.ts`]: head } })
    }
    await story.forward({ seconds: 5 })
    for (const number of live) expect(story.check(`acme/app#${number}`)).toBeDefined()
    expect(judged().length).toBeLessThan(count)
    await story.until(formatInstant(thursday))
    expect(green(story)).toBe(0)
    await story.forward({ minutes: 3 })
    expect(judged()).toHaveLength(count + live.length)
    expect(green(story)).toBe(0)
    expect(story.calls().filter(({ status }) => status === 403 || status === 429)).toEqual([])
  })
})
