import { expect, test } from 'vitest'
import { aPullItem } from '../../test/builders/item.ts'
import { aPast } from '../../test/builders/past.ts'
import { riskOf, riskOfGroup } from './risk.ts'

const risk = (history: string[] = [], pull: Parameters<typeof aPullItem>[1] = {}, number = 12) => {
  const past = aPast(aPullItem({ number }, pull), history)
  return riskOf(past.item, past.history)
}

test('merge groups, the queue, auto-merge, approved, and of the rest the newest first (D18)', () => {
  const inOrder = [
    riskOfGroup,
    risk(['Mon 10:00 ann queued']),
    risk([], { autoMerge: true }, 13),
    risk([], { autoMerge: true }),
    risk(['Mon 10:00 ann reviewed MEMBER approved']),
    risk([], {}, 99_999),
    risk(),
    riskOf(aPullItem({ state: 'closed' }, { autoMerge: true }), []),
  ]
  expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a))
  expect(new Set(inOrder).size).toBe(inOrder.length)
  expect(riskOfGroup).toBeLessThan(2 ** 31 - 1)
})

test.each([
  ['pushed to since it stood in the queue', ['Mon 10:00 ann queued', 'Mon 11:00 eve synchronized a']],
  ['taken out of the queue', ['Mon 10:00 ann queued', 'Mon 11:00 ann dequeued']],
  [
    'an approval taken back',
    ['Mon 10:00 ann reviewed MEMBER approved', 'Mon 11:00 ann reviewed MEMBER dismissed'],
  ],
  [
    'somebody else asks for changes',
    ['Mon 10:00 ann reviewed MEMBER approved', 'Mon 11:00 bo reviewed MEMBER changes_requested'],
  ],
])('%s: like any other', (_, history) => {
  expect(risk(history)).toBe(risk())
})

test('put back into the queue it is queued again', () => {
  const again = ['Mon 10:00 ann queued', 'Mon 11:00 ann dequeued', 'Mon 12:00 ann queued']
  expect(risk(again)).toBe(risk(['Mon 10:00 ann queued']))
})

test('a remark takes no approval back', () => {
  const approved = ['Mon 10:00 ann reviewed MEMBER approved']
  expect(risk([...approved, 'Mon 11:00 ann reviewed MEMBER commented'])).toBe(risk(approved))
})
