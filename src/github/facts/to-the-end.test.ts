import { afterEach, describe, expect, test } from 'vitest'
import { type Connected, connect } from '../../../test/builders/github.ts'
import type { FactName } from '../../core/fact.ts'
import { listChangedItems, listOpenItems } from '../list-items.ts'

let worlds: Connected[] = []

afterEach(() => {
  for (const { violations } of worlds) expect(violations).toEqual([])
  worlds = []
})

const five = [1, 2, 3, 4, 5]

/** A pull request with five of everything, that mends five issues and waits in a queue with four more. */
function full(page?: number) {
  const world = connect(page === undefined ? {} : { page })
  worlds.push(world)
  const { practice } = world
  practice.addTeam(
    'acme',
    'five',
    five.map((each) => `person-${each}`),
  )
  const ann = practice.as('ann')
  for (const each of five) ann.createLabel('acme/app', `label-${each}`)
  const issues = five.map((each) => ann.openIssue('acme/app', { title: `Issue ${each}` }).number)
  const files = Object.fromEntries(five.map((each) => [`file-${each}`, 'x']))
  const body = issues.map((number) => `Fixes #${number}`).join('\n')
  const { number } = ann.openPull('acme/app', { title: 'Mend', head: 'fix', body, files })
  const key = `acme/app#${number}`
  for (const each of five) ann.push(key, { files: { [`more-${each}`]: 'y' } })
  for (const login of ['bo', 'dana', 'bo', 'dana', 'bo']) practice.as(login).review(key, 'COMMENTED', 'So')
  for (const each of five) practice.as('bo').comment(key, `Comment ${each}`)
  const sha = practice.item(key).pull?.sha ?? ''
  for (const each of five) ann.setStatus('acme/app', sha, `check ${each}`, 'success')
  return { world, key, sha }
}

type Keys = { key: string; sha: string }

describe('a list is read to its end, however few GitHub gives at once', () => {
  test.each<[FactName, (of: Keys) => string, number]>([
    ['team', () => 'acme/five', 5],
    ['labels', () => 'acme/app', 7],
    ['label-definitions', () => 'acme/app', 7],
    ['files', ({ key }) => key, 10],
    ['commits', ({ key }) => key, 6],
    ['reviews', ({ key }) => key, 5],
    ['comments', ({ key }) => key, 5],
    ['closing', ({ key }) => key, 5],
    ['checks', ({ sha }) => `acme/app@${sha}`, 5],
  ])('%s', async (name, keyOf, count) => {
    const small = full(2)
    const read = await small.world.facts.load({ name, key: keyOf(small) }, { repo: 'acme/app' })
    const whole = full()
    const { calls } = whole.world
    expect(read).toEqual(await whole.world.facts.load({ name, key: keyOf(whole) }, { repo: 'acme/app' }))
    if (!read.ok) throw new Error(read.why)
    const { value } = read
    expect(Array.isArray(value) ? value.length : Object.keys(Object(value)).length).toBe(count)
    expect(small.world.calls().length).toBeGreaterThanOrEqual(calls().length + Math.ceil(count / 2) - 1)
  })

  test('closers, sub-issues, a whole past', async () => {
    const { world } = full(2)
    const { practice } = world
    for (const each of [1, 2, 3]) {
      practice.as('ann').openPull('acme/app', {
        title: 'Another',
        head: `other-${each}`,
        body: 'Fixes #1',
        files: { [`other-${each}`]: 'x' },
      })
    }
    for (const child of [2, 3, 4, 5]) practice.as('ann').addSubIssue('acme/app#1', `acme/app#${child}`)
    const load = (name: FactName, at: string) => world.facts.load({ name, key: at }, { repo: 'acme/app' })
    expect(await load('closers', 'acme/app#1')).toMatchObject({ ok: true, value: { length: 4 } })
    expect(await load('sub-issues', 'acme/app#1')).toMatchObject({ ok: true, value: { length: 4 } })
  })

  test('a whole past', async () => {
    const { world, key } = full(2)
    const load = ({ facts }: Connected) => facts.load({ name: 'issue', key }, { repo: 'acme/app' })
    const past = await load(world)
    expect(past).toEqual(await load(full().world))
    if (!past.ok) throw new Error(past.why)
    expect(past.value.history.length).toBeGreaterThan(10)
  })
})

test('the listing of a repository, over a hundred', async () => {
  const { world } = full()
  for (let each = 0; each < 110; each++) world.practice.as('bo').openIssue('acme/app', { title: 'One' })
  const open = await listOpenItems(world.client.octokitFor, 'acme/app')
  expect(open).toMatchObject({ ok: true, value: { length: 116 } })
  const changed = await listChangedItems(world.client.octokitFor, 'acme/app', world.now() - 1000)
  expect(changed).toMatchObject({ ok: true, value: { isWhole: true, items: { length: 116 } } })
})
