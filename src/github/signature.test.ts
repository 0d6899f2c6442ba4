import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSignedBy } from './signature.ts'

const secret = 'a secret'
const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
const hex = (bytes: Buffer, by = secret) => createHmac('sha256', by).update(bytes).digest('hex')

it.each([
  ['over these very bytes, though they are no UTF-8', `sha256=${hex(body)}`, true],
  [
    'over other bytes that look the same as text',
    `sha256=${hex(Buffer.from([0x7b, 0xfe, 0xff, 0x7d]))}`,
    false,
  ],
  ['with another secret', `sha256=${hex(body, 'another')}`, false],
  ['without its prefix', hex(body), false],
  ['cut short', `sha256=${hex(body).slice(0, -1)}`, false],
  ['empty', '', false],
])('a signature %s', (_, signature, fits) => {
  expect(isSignedBy(secret, body, signature)).toBe(fits)
})
