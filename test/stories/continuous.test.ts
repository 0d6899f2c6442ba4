import { expect, it } from 'vitest'
import { beginProcess, expectOnceOnly } from '../builders/process.ts'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const repo = 'acme/app'

it('document 000: what is merged is in production half an hour later, or the train is late', {
  timeout: 300_000,
}, async () => {
  const process = await beginProcess(tell, {
    example: 'continuous',
    at: '2026-01-05T10:00:00Z',
    teams: { symphony: ['ann', 'bo', 'cy', 'lena'] },
    repos: [],
  })
  const { github, labels, passes, story } = process
  const tested = (sha: string) => {
    for (const name of ['unit', 'integration', 'e2e']) github.as('bo').setStatus(repo, sha, name, 'success')
  }
  const head = () => github.repo(repo).branches.main ?? ''
  /** Opened, tested and merged. */
  const comes = async (title: string) => {
    const { number, pull } = github.as('bo').openPull(repo, { title, head: title, files: { [title]: '1' } })
    tested(pull?.sha ?? '')
    await passes(1)
    github.as('bo').merge(`${repo}#${number}`)
    tested(head())
    await passes(1)
    return `${repo}#${number}`
  }
  const goes = async () => {
    const run = github.as('bo').deploy(repo, 'production')
    await passes(1)
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
    await passes(3)
    github.as('bo').endRun(repo, run, 'success')
    await passes(1)
  }
  const late = () =>
    Object.values(github.repo(repo).items)
      .filter(({ author }) => author === 'reeve[bot]')
      .map(({ title }) => title)

  const first = await comes('one')
  await goes()
  await passes(60)
  expect(labels(first)).toEqual([])

  // Two are late: each has the label, and one issue tells of the train.
  const others = [await comes('two'), await comes('three')]
  await passes(25)
  expect(others.flatMap(labels)).toEqual([])
  await passes(10)
  expect(others.map(labels)).toEqual([['late-train'], ['late-train']])
  expect(late()).toEqual([expect.stringContaining('The train is late')])
  expect(github.item(`${repo}#4`).assignees).toEqual(['ann'])
  await goes()
  expect(others.flatMap(labels)).toEqual([])

  // What is under way, or goes wrong, makes nothing late that was there before.
  const last = await comes('four')
  const failing = github.as('bo').deploy(repo, 'production')
  await passes(1)
  github.as('bo').endRun(repo, failing, 'failure')
  await story.forward({ hours: 1 })
  expect([first, ...others].flatMap(labels)).toEqual([])
  expect(labels(last)).toEqual(['late-train'])
  await goes()
  expect(labels(last)).toEqual([])
  expect(late()).toHaveLength(1)

  // Of what has arrived nothing is asked any more, however often is deployed.
  await comes('five')
  story.calls()
  await goes()
  // Two comparisons list what is shipped, all of it; one for each that was merged would list nothing.
  const compared = story.calls().filter(({ path }) => path.includes('/compare/'))
  expect(compared.filter(({ path }) => path.endsWith('per_page=1'))).toEqual([])
  expectOnceOnly(process, [])
  expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
})
