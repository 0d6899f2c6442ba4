import { expect, test } from 'vitest'
import type { Urgency } from '../core/urgency.ts'
import { createPace } from './pace.ts'

/** With how much room in a turn of its own a request that is refused comes back; 0: with the first room there is. */
async function turnOf(urgency: Urgency, request: { method: string; url: string; isRead: boolean }) {
  let turn: number | undefined
  const shelf = {
    spend: async (_: number, asked: { queues: number }) => {
      turn = asked.queues
      return { ok: true } as const
    },
    block: async () => {},
    timeFor: async () => 0,
  }
  await createPace({ shelf, clock: { now: () => 0 } }).mayAsk(1, request, urgency)
  return turn
}

const read = { method: 'GET', url: '/repos/acme/app/issues/1', isRead: true }
const query = { method: 'POST', url: '/graphql', isRead: true }
const document = { method: 'POST', url: '/graphql', isRead: false }
const check = { method: 'POST', url: '/repos/acme/app/check-runs', isRead: false }
const comment = { method: 'POST', url: '/repos/acme/app/issues/1/comments', isRead: false }

test.each([
  ['a read that somebody waits for', 'urgent', read, 0],
  ['a usual read', 'usual', read, 0],
  ['what is read for nobody: with room for all that one look reads', 'housekeeping', read, 6],
  ['the same by GraphQL', 'housekeeping', query, 6],
  ['a check by itself', 'urgent', check, 0],
  ['a document of checks: one of many', 'urgent', document, 1],
  ['an answer to a command', 'urgent', comment, 0],
  ['a usual write', 'usual', comment, 1],
  ['a write that nobody waits for', 'housekeeping', comment, 1],
] as const)('the turn of %s', async (_, urgency, request, turn) => {
  expect(await turnOf(urgency, request)).toBe(turn)
})
