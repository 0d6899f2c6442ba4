import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Applied, begin } from '../../../test/builders/applied.ts'
import { validateDocument } from '../../../test/contract/graphql.ts'
import type { Change } from '../../core/effect.ts'
import { pinMutation, unpinMutation } from './pin.ts'

let world: Applied

beforeEach(() => {
  world = begin()
})
afterEach(() => {
  expect(world.violations).toEqual([])
})

describe('issues', () => {
  const open = (more: Partial<Extract<Change, { do: 'issue.open' }>> = {}): Change => ({
    do: 'issue.open',
    key: 'release-1',
    repo: 'acme/app',
    title: 'Release',
    body: 'Please.',
    labels: [],
    assignees: [],
    ...more,
  })
  const titles = () => Object.values(world.practice.repo('acme/app').items).map(({ title }) => title)

  test.each([true, false])('opened once; remembered: %s', async (remember) => {
    world = begin({ remember })
    expect(await world.apply(open({ labels: ['bug'], assignees: ['ann'] }))).toEqual({ outcome: 'done' })
    expect(await world.apply(open())).toEqual({ outcome: 'already-so' })
    expect(titles()).toEqual(['Broken', 'Release'])
    expect(world.practice.item('acme/app#2')).toMatchObject({
      assignees: ['ann'],
      body: 'Please.\n\n<!-- reeve:release-1 -->',
    })
    expect(world.practice.labels('acme/app#2')).toEqual(['bug'])
  })

  test('a lost answer opens no second one', async () => {
    world.fails('POST', '/repos/acme/app/issues', 'drop-after-apply', 1)
    expect(await world.apply(open())).toMatchObject({ outcome: 'retry' })
    expect(await world.apply(open())).toEqual({ outcome: 'already-so' })
    expect(titles()).toEqual(['Broken', 'Release'])
  })

  test('without those who cannot be assigned, and labels that are not there', async () => {
    expect(await world.apply(open({ labels: ['bug', 'nowhere'], assignees: ['ann', 'stranger'] }))).toEqual({
      outcome: 'done',
    })
    expect(world.practice.item('acme/app#2').assignees).toEqual(['ann'])
    expect(world.practice.labels('acme/app#2')).toEqual(['bug'])
  })

  test('where Reeve is not installed', async () => {
    expect(await world.apply(open({ repo: 'other/app' }))).toEqual({
      outcome: 'refused',
      why: 'Reeve is not installed on other/app',
    })
  })

  test('closed with a reason, and opened again', async () => {
    await world.apply({ do: 'issue.close', reason: 'not_planned' })
    expect(world.practice.item(world.issue)).toMatchObject({ state: 'closed', state_reason: 'not_planned' })
    await world.apply({ do: 'issue.reopen', reason: 'why' })
    expect(world.practice.item(world.issue).state).toBe('open')
  })

  test('a pull request closed and opened again', async () => {
    const { key } = world.openPull()
    await world.apply({ do: 'issue.close', reason: 'completed' }, key)
    expect(world.practice.item(key).state).toBe('closed')
    await world.apply({ do: 'issue.reopen', reason: 'why' }, key)
    expect(world.practice.item(key).state).toBe('open')
  })

  test('pinned and unpinned', async () => {
    expect(validateDocument(pinMutation)).toEqual([])
    expect(validateDocument(unpinMutation)).toEqual([])
    expect(await world.apply({ do: 'issue.pin' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(world.issue).pinned).toBe(true)
    expect(await world.apply({ do: 'issue.unpin' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(world.issue).pinned).toBe(false)
  })

  test('a milestone by its title', async () => {
    world.practice.as('ann').createMilestone('acme/app', 'v1')
    expect(await world.apply({ do: 'milestone.set', milestone: 'v1' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(world.issue).milestone).toBe(1)
    expect(await world.apply({ do: 'milestone.set', milestone: 'v2' })).toEqual({
      outcome: 'refused',
      why: 'acme/app has no milestone "v2"',
    })
  })

  test('a reaction, once', async () => {
    const { id } = world.practice.as('ann').comment(world.issue, '/reeve ack')
    expect(await world.apply({ do: 'reaction.add', comment_id: id, content: 'eyes' })).toEqual({
      outcome: 'done',
    })
    expect(await world.apply({ do: 'reaction.add', comment_id: id, content: 'eyes' })).toEqual({
      outcome: 'already-so',
    })
    expect(await world.apply({ do: 'reaction.add', comment_id: id, content: 'wow' })).toMatchObject({
      outcome: 'refused',
    })
  })
})

describe('beyond GitHub’s issues', () => {
  test('a dispatch', async () => {
    expect(await world.apply({ do: 'dispatch.send', event: 'deploy', payload: { key: 'k' } })).toEqual({
      outcome: 'done',
    })
    expect(world.practice.repo('acme/app').dispatches).toHaveLength(1)
  })

  test('a dispatch to where Reeve is not installed', async () => {
    const change: Change = { do: 'dispatch.send', event: 'deploy', payload: { to: 'other/app' } }
    expect(await world.apply(change)).toMatchObject({ outcome: 'refused' })
  })

  test.each([
    { change: { do: 'webhook.send', name: 'pager', payload: {} } as const, outcome: 'refused' },
    { change: { do: 'violation.record', what: 'w' } as const, outcome: 'done' },
  ])('$change.do: $outcome', async ({ change, outcome }) => {
    expect(await world.apply(change)).toMatchObject({ outcome })
  })
})
