import { expect, test } from 'vitest'
import { leadOf } from './lead.ts'

test.each([
  ['nothing is open', 0, 0, 0],
  ['one pull request', 1, 0, 10],
  ['forty', 40, 0, 10],
  ['forty-one', 41, 0, 20],
  ['a thousand, of which GitHub lets some wait', 1000, 30_000, 280],
  ['more than can be helped: an hour', 20_000, 9_000_000, 3600],
])('%s', (_, heads, pacedMs, seconds) => {
  expect(leadOf(heads, pacedMs)).toEqual({ ms: seconds * 1000, atMost: 3_600_000 })
})
