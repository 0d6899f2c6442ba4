import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aRow, type Connected, connect } from '../../../test/builders/github.ts'
import { anItem, aPullItem } from '../../../test/builders/item.ts'

let world: Connected

beforeEach(() => {
  world = connect()
})

afterEach(() => {
  expect(world.violations).toEqual([])
})

function openIssue(): string {
  return `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
}

describe('an item as it is right now', () => {
  test('an issue, by one call', async () => {
    const key = openIssue()
    world.practice.as('ann').label(key, 'bug')
    expect(await world.facts.refresh(aRow(key))).toMatchObject({
      ok: true,
      value: { title: 'Broken', author: 'bo', labels: ['bug'], state: 'open', createdAt: world.now() },
    })
    expect(world.calls()).toHaveLength(1)
  })

  test('a pull request known as one, by one call', async () => {
    const { number } = world.practice
      .as('ann')
      .openPull('acme/app', { title: 'Mend', head: 'fix', files: { 'a.ts': 'a' } })
    const row = aRow(`acme/app#${number}`, { item: aPullItem({ number }) })
    expect(await world.facts.refresh(row)).toMatchObject({
      ok: true,
      value: { pull: { base: 'main', head: 'fix', draft: false, merged: false, headRepo: 'acme/app' } },
    })
    expect(world.calls()).toHaveLength(1)
  })

  test('what turns out to be a pull request is read as one', async () => {
    const { number } = world.practice
      .as('ann')
      .openPull('acme/app', { title: 'Mend', head: 'fix', files: { 'a.ts': 'a' } })
    expect(await world.facts.refresh(aRow(`acme/app#${number}`))).toMatchObject({
      ok: true,
      value: { pull: { base: 'main' } },
    })
  })

  test('gone', async () => {
    expect(await world.facts.refresh(aRow('acme/app#99'))).toEqual({ ok: true, value: undefined })
  })

  test('made a discussion: gone; locked and closed by hand: there', async () => {
    const [converted, locked] = [openIssue(), openIssue()]
    world.practice.as('ann').convert(converted)
    world.practice.as('ann').close(locked)
    world.practice.as('ann').lock(locked)
    expect(await world.facts.refresh(aRow(converted))).toEqual({ ok: true, value: undefined })
    expect(await world.facts.refresh(aRow(locked))).toMatchObject({ ok: true, value: { locked: true } })
    world.fails('POST', '/graphql', 502)
    expect(await world.facts.refresh(aRow(converted))).toMatchObject({ ok: true, value: { locked: true } })
  })

  test('not gone, only not to be seen', async () => {
    const key = openIssue()
    world.fails('GET', '/repos/acme/app/issues/1', 404)
    world.fails('GET', '/repos/acme/app', 404)
    expect(await world.facts.refresh(aRow(key))).toMatchObject({ ok: false })
  })

  test('not yet there: GitHub’s readers lag behind its webhooks', async () => {
    const item = anItem({ number: 99, createdAt: Date.now() })
    expect(await world.facts.refresh(aRow('acme/app#99', { item }))).toMatchObject({
      ok: false,
      why: 'GitHub does not show acme/app#99 yet; trying again',
    })
  })

  test('an outage', async () => {
    world.fails('GET', '/repos/acme/app/issues/1', 503)
    expect(await world.facts.refresh(aRow(openIssue()))).toMatchObject({ ok: false })
  })
})

describe('the whole past', () => {
  async function past(key: string): Promise<string[]> {
    const read = await world.facts.history(aRow(key))
    if (!read.ok) throw new Error(read.why)
    return read.value.map(({ what, target, actor }) =>
      [what, target, actor ?? 'nobody'].filter(Boolean).join(' '),
    )
  }

  test('who did what, in order', async () => {
    const key = openIssue()
    const ann = world.practice.as('ann')
    const minute = () => world.wind(60_000)
    minute()
    ann.label(key, 'critical')
    minute()
    ann.assign(key, 'bo')
    minute()
    const comment = ann.comment(key, '/reeve ack')
    minute()
    ann.unlabel(key, 'critical')
    minute()
    ann.close(key, 'not_planned')
    minute()
    ann.reopen(key)
    expect(await past(key)).toEqual([
      'opened bo',
      'labeled critical ann',
      'assigned bo ann',
      `commented ${comment.id} ann`,
      'unlabeled critical ann',
      'closed ann',
      'reopened ann',
    ])
  })

  test('details: why it was closed, what a comment commanded, what a review said', async () => {
    const { number } = world.practice
      .as('ann')
      .openPull('acme/app', { title: 'Mend', head: 'fix', files: { 'a.ts': 'a' } })
    const key = `acme/app#${number}`
    world.practice.as('bo').comment(key, '/reeve ack')
    world.practice.as('bo').comment(key, 'private words')
    world.practice.as('bo').review(key, 'CHANGES_REQUESTED')
    const read = await world.facts.history(aRow(key))
    const details = read.ok ? read.value.map(({ detail }) => detail) : []
    expect(details).toContainEqual(expect.objectContaining({ body: '/reeve ack' }))
    expect(details).toContainEqual(expect.objectContaining({ review: 'changes_requested' }))
    expect(JSON.stringify(details)).not.toContain('private words')
  })

  test('a long one is read to the end', async () => {
    const key = openIssue()
    for (let count = 0; count < 120; count++) world.practice.as('ann').comment(key, `${count}`)
    expect(await past(key)).toHaveLength(121)
  })

  test('a renamed label is known by its new name', async () => {
    const key = openIssue()
    world.practice.as('ann').label(key, 'bug')
    world.practice.as('ann').renameLabel('acme/app', 'bug', 'defect')
    expect(await past(key)).toEqual(['opened bo', 'labeled defect ann'])
  })

  test('a label that was deleted from the repository is not on', async () => {
    const key = openIssue()
    world.practice.as('ann').label(key, 'bug', 'critical')
    world.practice.as('ann').deleteLabel('acme/app', 'bug')
    const entries = await past(key)
    expect(entries.at(-1)).toBe('labeled critical ann')
    expect(entries).not.toContain('labeled bug ann')
  })
})
