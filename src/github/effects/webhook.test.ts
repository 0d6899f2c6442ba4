import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { begin } from '../../../test/builders/applied.ts'
import { type Listener, listener } from '../../../test/builders/listener.ts'
import type { Change, Receipt } from '../../core/effect.ts'

const secret = 'a secret of this test'
const change: Change = {
  do: 'webhook.send',
  name: 'chat',
  payload: { key: 'late/acme/app/1/0', subject: 'acme/app#1', url: 'https://github.com/acme/app/issues/1' },
}
const key = 'late/acme/app/1/0'

async function send(
  there: Pick<Listener, 'url'>,
  more: { change?: Change; key?: string; owner?: string; secret?: string } = {},
): Promise<Receipt> {
  const { apply, issue } = begin({
    webhooks: { [more.owner ?? 'acme']: { chat: { url: there.url, secret: more.secret ?? secret } } },
  })
  return apply(more.change ?? change, issue, more.key ?? key)
}

/** As a receiver checks it. */
function signatureOf({ body, headers }: Listener['heard'][number], by: string | Buffer = secret): string {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return `v1,${createHmac('sha256', by).update(signed).digest('base64')}`
}

describe('webhook.send', () => {
  test('is a POST of the payload, signed, with the key of the act', async () => {
    const there = await listener()
    expect(await send(there)).toEqual({ outcome: 'done' })
    const [heard] = there.heard
    expect(JSON.parse(heard?.body ?? '')).toEqual({ webhook: 'chat', ...change.payload })
    expect(heard?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': key,
      'idempotency-key': key,
      'webhook-timestamp': String(Date.parse('2026-01-05T09:00:00Z') / 1000),
    })
    expect(heard?.headers['webhook-signature']).toBe(heard && signatureOf(heard))
  })

  test('a secret in the usual form counts by its bytes', async () => {
    const there = await listener()
    const bytes = Buffer.from('twenty-four bytes at all')
    await send(there, { secret: `whsec_${bytes.toString('base64')}` })
    const [heard] = there.heard
    expect(heard?.headers['webhook-signature']).toBe(heard && signatureOf(heard, bytes))
  })

  test('a key with letters that no header takes is written otherwise, always the same', async () => {
    const there = await listener()
    expect(await send(there, { key: 'régle/\u{1f600} a\ud800' })).toEqual({ outcome: 'done' })
    expect(there.heard[0]?.headers['webhook-id']).toBe('r%C3%A9gle/%F0%9F%98%80%20a%EF%BF%BD')
  })

  test('the names are those of the account, whatever the case of its login', async () => {
    const there = await listener()
    expect(await send(there, { owner: 'ACME' })).toEqual({ outcome: 'done' })
    const other = await send(there, { owner: 'other' })
    expect(other).toEqual({
      outcome: 'refused',
      why: expect.stringContaining('no webhook `chat` of acme is set up'),
    })
    expect(await send(there, { change: { ...change, name: 'toString' } as Change })).toMatchObject({
      outcome: 'refused',
    })
    expect(there.heard).toHaveLength(1)
  })

  test.each<[number, Receipt['outcome'], Record<string, string>]>([
    [200, 'done', {}],
    [204, 'done', {}],
    [301, 'refused', { location: 'http://127.0.0.1:1/' }],
    [400, 'refused', {}],
    [410, 'refused', {}],
    [408, 'retry', {}],
    [429, 'retry', {}],
    [500, 'retry', {}],
    [503, 'retry', {}],
  ])('%i: %s', async (status, expected, headers) => {
    const there = await listener()
    there.answer = { status, headers }
    const receipt = await send(there)
    expect(receipt.outcome).toBe(expected)
    expect(there.heard).toHaveLength(1)
    // Addresses are secrets as a rule.
    expect(JSON.stringify(receipt)).not.toMatch(/127\.0\.0\.1|hook\/|a secret/)
  })

  test.each([
    ['a while', '60', 60_000],
    ['less than it would wait anyway', '1', 15_000],
    ['longer than anybody waits', '86400', 3_600_000],
    ['a date, which is not read', 'Wed, 21 Oct 2026 07:28:00 GMT', 15_000],
  ])('asked to come again after %s', async (_, seconds, expected) => {
    const there = await listener()
    there.answer = { status: 503, headers: { 'retry-after': seconds } }
    const receipt = await send(there)
    expect(receipt.outcome === 'retry' && receipt.after - Date.parse('2026-01-05T09:00:00Z')).toBe(expected)
  })

  test('nobody there: tried again, and the address is not told', async () => {
    const receipt = await send({ url: 'http://127.0.0.1:1/hook' })
    expect(receipt).toMatchObject({ outcome: 'retry', why: 'webhook `chat` could not be reached' })
  })
})
