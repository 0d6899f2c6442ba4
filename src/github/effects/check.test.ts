import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Applied, begin } from '../../../test/builders/applied.ts'
import type { Change } from '../../core/effect.ts'

let world: Applied

beforeEach(() => {
  world = begin()
})
afterEach(() => {
  expect(world.violations).toEqual([])
})

describe('checks', () => {
  const runs = () =>
    world.practice.repo('acme/app').checkRuns.map(({ status, conclusion }) => conclusion ?? status)
  function put(
    sha: string,
    state: { conclusion: 'success' | 'failure' } | { status: 'in_progress' },
    title = 'T',
  ) {
    const change: Change = { do: 'check.put', name: 'Reeve', sha, title, summary: 'S', ...state }
    return world.apply(change, `acme/app@${sha}`, 'check:Reeve')
  }

  test('open, then completed, then another answer: one run', async () => {
    const { sha } = world.openPull()
    world.calls()
    await put(sha, { status: 'in_progress' })
    await put(sha, { conclusion: 'failure' })
    await put(sha, { conclusion: 'success' }, 'Better')
    expect(runs()).toEqual(['success'])
    expect(world.practice.repo('acme/app').checkRuns[0]).toMatchObject({
      external_id: 'check:Reeve',
      name: 'Reeve',
    })
    expect(world.calls()).toHaveLength(3)
  })

  test('a verdict that becomes unknown is a new run: a completed one never goes back', async () => {
    const { sha } = world.openPull()
    await put(sha, { conclusion: 'success' })
    await put(sha, { status: 'in_progress' })
    expect(runs()).toEqual(['success', 'in_progress'])
    await put(sha, { conclusion: 'failure' })
    expect(runs()).toEqual(['success', 'failure'])
  })

  test('found again where nothing is remembered', async () => {
    world = begin({ remember: false })
    const { sha } = world.openPull()
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'done' })
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'already-so' })
    await put(sha, { status: 'in_progress' })
    await put(sha, { conclusion: 'failure' })
    expect(runs()).toEqual(['success', 'failure'])
  })

  test('a lost answer makes no second run', async () => {
    const { sha } = world.openPull()
    world.fails('POST', '/repos/acme/app/check-runs', 'drop-after-apply', 1)
    expect(await put(sha, { conclusion: 'success' })).toMatchObject({ outcome: 'retry' })
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'already-so' })
    expect(runs()).toEqual(['success'])
  })

  test('many annotations go fifty at a time', async () => {
    const { sha } = world.openPull()
    world.calls()
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: '.github/reeve.yml',
      line: index + 1,
      level: 'failure' as const,
      message: 'm',
      title: 't',
    }))
    const change: Change = {
      do: 'check.put',
      name: 'Reeve',
      sha,
      conclusion: 'failure',
      title: 'T',
      summary: 'S',
      annotations,
    }
    await world.apply(change, `acme/app@${sha}`)
    expect(world.practice.repo('acme/app').checkRuns[0]?.output.annotations).toHaveLength(120)
    expect(world.calls()).toHaveLength(3)
    // GitHub adds annotations and never takes one away: other problems are another run.
    await world.apply({ ...change, title: 'Fewer', annotations: annotations.slice(0, 2) }, `acme/app@${sha}`)
    expect(world.practice.repo('acme/app').checkRuns.map(({ output }) => output.annotations.length)).toEqual([
      120, 2,
    ])
  })

  test('an open run that went stale is put anew', async () => {
    const { sha } = world.openPull()
    await put(sha, { status: 'in_progress' })
    const [run] = world.practice.repo('acme/app').checkRuns
    Object.assign(run ?? {}, { status: 'completed', conclusion: 'stale' })
    expect(await put(sha, { status: 'in_progress' })).toEqual({ outcome: 'done' })
    expect(runs()).toEqual(['stale', 'in_progress'])
  })
})
