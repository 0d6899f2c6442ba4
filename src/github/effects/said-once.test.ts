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

describe('the notice: one comment for each slot', () => {
  const put = (body: string): Change => ({ do: 'notice.put', slot: 'reeve', body })

  test('written, then edited in place, without a search', async () => {
    await world.apply(put('One'))
    await world.apply(put('Two'))
    expect(world.said()).toEqual(['Two\n\n<!-- reeve:reeve -->'])
    expect(world.calls()).toEqual([
      'POST /repos/acme/app/issues/1/comments 201',
      expect.stringMatching(/^PATCH \/repos\/acme\/app\/issues\/comments\/\d+ 200$/),
    ])
  })

  test('found by its marker where nothing is remembered', async () => {
    world = begin({ remember: false })
    for (let count = 0; count < 101; count++) world.practice.as('ann').comment(world.issue, `${count}`)
    await world.apply(put('One'))
    await world.apply(put('Two'))
    expect(world.said()).toHaveLength(102)
    expect(world.said().at(-1)).toContain('Two')
  })

  test('a marker in somebody else’s comment is no marker', async () => {
    world = begin({ remember: false })
    world.practice.as('ann').comment(world.issue, 'Mine <!-- reeve:reeve -->')
    await world.apply(put('One'))
    expect(world.said()).toHaveLength(2)
  })

  test('deleted by somebody: written anew', async () => {
    await world.apply(put('One'))
    const [comment] = world.practice.item(world.issue).comments
    world.practice.as('dana').deleteComment(world.issue, comment?.id ?? 0)
    expect(await world.apply(put('Two'))).toEqual({ outcome: 'done' })
    expect(world.said()).toEqual(['Two\n\n<!-- reeve:reeve -->'])
    await world.apply(put('Three'))
    expect(world.said()).toEqual(['Three\n\n<!-- reeve:reeve -->'])
  })

  test('the answer to its creation was lost: it is not written twice', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop-after-apply', 1)
    expect(await world.apply(put('One'))).toMatchObject({ outcome: 'retry' })
    expect(await world.apply(put('One'))).toEqual({ outcome: 'done' })
    expect(world.said()).toHaveLength(1)
  })

  test.each([true, false])('taken away, and again; remembered: %s', async (remember) => {
    world = begin({ remember })
    await world.apply(put('One'))
    expect(await world.apply({ do: 'notice.remove', slot: 'reeve' })).toEqual({ outcome: 'done' })
    expect(await world.apply({ do: 'notice.remove', slot: 'reeve' })).toEqual({ outcome: 'already-so' })
    expect(world.said()).toEqual([])
    await world.apply(put('Again'))
    expect(world.said()).toHaveLength(1)
  })
})

describe('comments: said once', () => {
  const say: Change = { do: 'comment.add', key: 'breach-1', body: 'It is late.' }

  test.each([true, false])('twice is once; remembered: %s', async (remember) => {
    world = begin({ remember })
    expect(await world.apply(say)).toEqual({ outcome: 'done' })
    expect(await world.apply(say)).toEqual({ outcome: 'already-so' })
    expect(world.said()).toEqual(['It is late.\n\n<!-- reeve:breach-1 -->'])
  })

  test('a lost answer', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop-after-apply', 1)
    await world.apply(say)
    expect(await world.apply(say)).toEqual({ outcome: 'already-so' })
    expect(world.said()).toHaveLength(1)
  })

  test('an answer that never went out', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop', 1)
    await world.apply(say)
    expect(await world.apply(say)).toEqual({ outcome: 'done' })
    expect(world.said()).toHaveLength(1)
  })

  test('a list that is cut short is no empty list', async () => {
    world = begin({ remember: false })
    await world.apply(say)
    world.fails('GET', '/repos/acme/app/issues/1/comments', 200, 1)
    expect(await world.apply(say)).toMatchObject({ outcome: 'retry' })
    expect(world.said()).toHaveLength(1)
  })
})
