import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anEffect, aRow, type Connected, connect } from '../../../test/builders/github.ts'
import type { CheckPut, Receipt } from '../../core/effect.ts'
import { putTogether } from './checks-together.ts'
import type { Kept } from './making.ts'

let world: Connected
let alone: string[]

beforeEach(() => {
  world = connect()
  alone = []
})
afterEach(() => {
  expect(world.violations).toEqual([])
})

/** Heads of as many new pull requests. */
function heads(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const head = `change-${index}`
    const opening = { title: head, head, files: { [`${head}.ts`]: head } }
    return world.practice.as('ann').openPull('acme/app', opening).pull?.sha ?? ''
  })
}

type Put = Partial<CheckPut> & { sha: string }

async function put(...given: Put[]): Promise<Receipt[]> {
  const keeping = (prefix: string): Kept => ({
    get: async (key) => world.made.get(prefix + key),
    set: async (key, value) => {
      if (value === undefined) world.made.delete(prefix + key)
      else world.made.set(prefix + key, value)
    },
  })
  const puts = given.map((one) => {
    const state = one.status ? {} : { conclusion: 'success' as const }
    const change = { do: 'check.put', name: 'Reeve', title: 'T', summary: 'S', ...state, ...one } as const
    const subject = `acme/app@${one.sha}`
    return { effect: anEffect(subject, change, 'check:Reeve'), row: aRow(subject) }
  })
  const github = await world.client.octokitFor('acme/app')
  if (!github) throw new Error('Reeve is not installed')
  world.calls()
  return putTogether(github, puts, {
    clock: world,
    made: () => keeping(''),
    nodes: keeping('node:'),
    alone: ({ effect, row }) => {
      alone.push(row.key)
      return world.applier.apply(effect, row)
    },
  })
}

const all = (shas: readonly string[], more: Partial<CheckPut> = {}) => shas.map((sha) => ({ sha, ...more }))
const done = { outcome: 'done' }
const runs = () =>
  world.practice.repo('acme/app').checkRuns.map(({ status, conclusion }) => conclusion ?? status)
const graphql = 'POST /graphql 200'

describe('checks put together', () => {
  test('one request for all of them, made and then changed; the repository is asked for once', async () => {
    const shas = heads(5)
    expect(await put(...all(shas))).toEqual(shas.map(() => done))
    expect(world.calls()).toEqual([graphql, graphql])
    expect(await put(...all(shas, { conclusion: 'action_required' }))).toEqual(shas.map(() => done))
    expect(world.calls()).toEqual([graphql])
    expect(runs()).toEqual(shas.map(() => 'action_required'))
    expect(world.practice.repo('acme/app').checkRuns[0]).toMatchObject({
      external_id: 'check:Reeve',
      head_sha: shas[0],
      output: { title: 'T', summary: 'S' },
    })
    // What was put together is known to what is put alone.
    await world.applier.apply(
      anEffect(`acme/app@${shas[0]}`, {
        do: 'check.put',
        name: 'Reeve',
        sha: shas[0] ?? '',
        conclusion: 'success',
        title: 'T',
        summary: 'S',
      }),
      aRow(`acme/app@${shas[0]}`),
    )
    expect(world.calls().map((call) => call.replace(/\d+ 200/, '1 200'))).toEqual([
      'PATCH /repos/acme/app/check-runs/1 200',
    ])
    expect(alone).toEqual([])
  })

  test('few of them go one by one', async () => {
    expect(await put(...all(heads(2)))).toEqual([done, done])
    expect(world.calls()).toHaveLength(2)
    expect(alone).toHaveLength(2)
  })

  test('a verdict that becomes unknown is a new run, as by itself', async () => {
    const shas = heads(3)
    await put(...all(shas))
    expect(await put(...all(shas, { status: 'in_progress' }))).toEqual([done, done, done])
    expect(runs()).toEqual(['success', 'success', 'success', 'in_progress', 'in_progress', 'in_progress'])
  })

  test('what has lines to show goes by itself', async () => {
    const annotations = [{ path: 'a', line: 1, level: 'failure', message: 'm', title: 't' }] as const
    const [first = '', ...others] = heads(4)
    await put({ sha: first, annotations }, ...all(others))
    expect(alone).toEqual([`acme/app@${first}`])
    expect(runs()).toHaveLength(4)
  })
})

describe('when something is wrong with one of them', () => {
  test('it is refused in GitHub’s words, the others are done', async () => {
    const [first = '', ...others] = heads(3)
    const receipts = await put({ sha: first }, { sha: 'f'.repeat(40) }, ...all(others))
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done', 'done'])
    expect(receipts[1]).toMatchObject({ why: expect.stringContaining('No commit found') })
    expect(runs()).toHaveLength(3)
  })

  test('a run that is gone is made anew', async () => {
    const shas = heads(3)
    await put(...all(shas))
    world.practice.repo('acme/app').checkRuns.shift()
    expect(await put(...all(shas, { conclusion: 'failure' }))).toEqual([done, done, done])
    expect(runs()).toEqual(['failure', 'failure', 'failure'])
  })

  test('a permission that was not given is named', async () => {
    world = connect({ permissions: { checks: 'read', metadata: 'read', contents: 'read' } })
    expect(await put(...all(heads(3)))).toEqual(
      [0, 1, 2].map(() => ({ outcome: 'refused', why: expect.stringContaining('Checks: write') })),
    )
  })
})

describe('nothing is put twice', () => {
  test.each([
    ['made', undefined],
    ['changed', 'failure'],
  ] as const)('an answer that was lost: what was %s is looked up', async (_, conclusion) => {
    const shas = heads(4)
    if (conclusion) await put(...all(shas))
    world.fails('POST', '/graphql', 'drop-after-apply')
    world.made.set('node:acme/app', `R_${world.practice.repo('acme/app').id}`)
    const lost = await put(...all(shas, conclusion ? { conclusion } : {}))
    expect(lost.map(({ outcome }) => outcome)).toEqual(shas.map(() => 'retry'))
    world.practice.failures.clear()
    const again = await put(...all(shas, conclusion ? { conclusion } : {}))
    expect(again).toEqual(shas.map(() => ({ outcome: 'already-so' })))
    expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([])
    expect(runs()).toEqual(shas.map(() => conclusion ?? 'success'))
  })

  test('what GitHub would not hear now is told to wait, and goes together then', async () => {
    const shas = heads(4)
    await put(...all(shas))
    world.practice.limits.secondary = { left: 1, status: 403, retryAfter: 60, match: () => true }
    const waits = await put(...all(shas, { conclusion: 'failure' }))
    expect(waits).toEqual(
      shas.map(() =>
        expect.objectContaining({ outcome: 'retry', after: world.now() + 60_000, isPaced: true }),
      ),
    )
    expect(await put(...all(shas, { conclusion: 'failure' }))).toEqual(shas.map(() => done))
    expect(world.calls()).toEqual([graphql])
    expect(alone).toEqual([])
  })
})
