import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const repo = 'acme/app'

const policy = `
version: 1
windows: { release: { open: [Sun-Wed 00:00-24:00], because: No releases after Wednesday } }
people: { lead: "@dana" }
rules:
  freeze:
    kind: release-window
    why: Nothing is released after Wednesday
    when: is:pr base:production
    releases: v*
    window: release
    hotfix: { when: "label:hotfix", approved-by: lead }
    on-fail: [{ open-issue: { title: "{{ title }} came out late", body: "{{ reason }}" } }]
`
// A Wednesday.
const begin = (text = policy) => tell({ policy: text, at: '2026-01-07T10:00:00Z' })

/** Titles of the issues that Reeve opened. */
function opened({ github }: Story): string[] {
  return Object.values(github.repo(repo).items).map(({ title }) => title)
}

async function recorded({ reeve }: Story): Promise<string[]> {
  const { ledger } = await reeve.store.past(repo)
  return ledger.flatMap(({ change }) => (change.do === 'violation.record' ? [change.what] : []))
}

/** What happens meanwhile is never told, and GitHub has no record of having failed. */
async function untold(story: Story, act: () => void): Promise<void> {
  story.github.webhooks.weather.drop = 1
  act()
  await story.settle()
  story.github.webhooks.weather.drop = 0
  story.github.webhooks.log.length = 0
}

describe('what is released outside its window', () => {
  it('is recorded, and followed up by one issue, however often GitHub tells of it', async () => {
    const story = await begin()
    story.github.as('ann').release(repo, { tag: 'v1' })
    await story.until('2026-01-08T10:00:00Z')
    expect(opened(story)).toEqual([])
    story.github.as('ann').release(repo, { tag: 'v2' })
    await story.settle()
    expect(opened(story)).toEqual(['v2 came out late'])
    expect(await recorded(story)).toEqual([
      expect.stringContaining('`v2` was released on Thu 8 Jan 2026, 10:00'),
    ])
    await story.restart()
    await story.forward({ days: 2 })
    expect(opened(story)).toEqual(['v2 came out late'])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('a draft is none until it is published, a pre-release is one, and made a full one it is the same', async () => {
    const story = await begin()
    await story.until('2026-01-08T10:00:00Z')
    story.github.as('ann').release(repo, { tag: 'v2', draft: true })
    await story.settle()
    expect(opened(story)).toEqual([])
    expect((await story.reeve.store.row(repo))?.releases ?? []).toEqual([])
    await story.forward({ minutes: 5 })
    story.github.as('ann').publish(repo, 'v2')
    await story.settle()
    expect(opened(story)).toEqual(['v2 came out late'])
    story.github.as('ann').release(repo, { tag: 'v3-rc', prerelease: true })
    await story.settle()
    await story.forward({ minutes: 5 })
    story.github.as('ann').promote(repo, 'v3-rc')
    await story.settle()
    expect(opened(story)).toEqual(['v2 came out late', 'v3-rc came out late'])
  })

  it('a tag that is pushed is one, and the release of it is the same', async () => {
    const story = await begin()
    await story.until('2026-01-08T10:00:00Z')
    story.github.as('ann').tag(repo, 'nightly')
    story.github.as('ann').tag(repo, 'v2')
    await story.settle()
    expect(opened(story)).toEqual(['v2 came out late'])
    await story.forward({ hours: 1 })
    story.github.as('ann').release(repo, { tag: 'v2' })
    await story.settle()
    expect(opened(story)).toEqual(['v2 came out late'])
  })
})

describe('a release that no webhook told', () => {
  it('is found within six hours, judged by when it came out, and told once', async () => {
    const story = await begin()
    await story.until('2026-01-08T10:00:00Z')
    await untold(story, () => story.github.as('ann').release(repo, { tag: 'v2' }))
    await story.forward({ hours: 7 })
    expect(opened(story)).toEqual(['v2 came out late'])
    expect(await recorded(story)).toEqual([expect.stringContaining('Thu 8 Jan 2026, 10:00')])
    await story.forward({ days: 1 })
    expect(opened(story)).toEqual(['v2 came out late'])
  })

  it('a tag alone is found by the feed of the repository, judged by when it was pushed, and told once', async () => {
    const story = await begin()
    await story.until('2026-01-07T23:50:00Z')
    await untold(story, () => story.github.as('ann').tag(repo, 'v2'))
    await story.until('2026-01-08T00:10:00Z')
    await untold(story, () => {
      story.github.as('ann').tag(repo, 'nightly')
      story.github.as('ann').tag(repo, 'v3')
    })
    await story.forward({ hours: 7 })
    expect(opened(story)).toEqual(['v3 came out late'])
    expect(await recorded(story)).toEqual([expect.stringContaining('Thu 8 Jan 2026, 00:10')])
    await story.forward({ days: 1 })
    expect(opened(story)).toEqual(['v3 came out late'])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('a tag that was told is no other one in the feed', async () => {
    const story = await begin()
    story.github.as('ann').tag(repo, 'v2')
    await story.forward({ days: 1 })
    const held = (await story.reeve.store.row(repo))?.releases
    expect(held?.map(({ tag }) => tag)).toEqual(['v2'])
  })

  it('what was released in time stays so, though it is found later', async () => {
    const story = await begin()
    await story.until('2026-01-07T23:00:00Z')
    await untold(story, () => story.github.as('ann').release(repo, { tag: 'v2' }))
    await story.until('2026-01-08T12:00:00Z')
    expect(opened(story)).toEqual([])
    const held = (await story.reeve.store.row(repo))?.releases
    expect(held?.map(({ tag }) => tag)).toEqual(['v2'])
  })

  it('is asked for with its ETag: where nothing is new, it costs nothing', async () => {
    const story = await begin()
    story.github.as('ann').release(repo, { tag: 'v1' })
    await story.forward({ hours: 13 })
    story.calls()
    await story.forward({ hours: 12 })
    const calls = story.calls().filter(({ path }) => /\/(releases|events)/.test(path))
    expect(calls.map(({ status }) => status)).toEqual([304, 304, 304, 304])
  })

  it('where no rule is about releases, none is listed', async () => {
    const story = await begin(policy.replace('    releases: v*\n', ''))
    await story.forward({ days: 1 })
    expect(story.calls().filter(({ path }) => /\/(releases|events)/.test(path))).toEqual([])
  })

  it('where they cannot be listed, they are looked for again from where it ended', async () => {
    const story = await begin()
    await story.until('2026-01-08T10:00:00Z')
    await untold(story, () => story.github.as('ann').release(repo, { tag: 'v2' }))
    const match = (_: string, path: string) => /\/(releases|events)/.test(path)
    const heal = story.github.failures.set({ match, answer: 502 })
    await story.forward({ hours: 7 })
    expect(opened(story)).toEqual([])
    heal()
    await story.forward({ hours: 7 })
    expect(opened(story)).toEqual(['v2 came out late'])
  })
})
