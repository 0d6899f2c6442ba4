import { Octokit } from '@octokit/rest'
import { expect, test } from 'vitest'
import { renewRevoked } from './revoked-tokens.ts'

/** A client whose token works, or not, from one renewal on. */
function connect(worksAfter: number) {
  let now = 0
  let renewals = 0
  const asked: string[] = []
  const octokit = new Octokit({
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: {
      fetch: async (url: string) => {
        asked.push(new URL(url).pathname)
        return renewals >= worksAfter
          ? Response.json({})
          : Response.json({ message: 'Bad credentials' }, { status: 401 })
      },
    },
  })
  renewRevoked(
    octokit,
    async () => {
      renewals++
    },
    () => now,
  )
  const ask = (path = '/meta') =>
    octokit.request(`GET ${path}`).then(
      () => 'answered',
      (error: { status: number }) => error.status,
    )
  return {
    ask,
    asked,
    renewals: () => renewals,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

test('a token that works is left alone', async () => {
  const { ask, asked, renewals } = connect(0)
  expect([await ask(), asked.length, renewals()]).toEqual(['answered', 1, 0])
})

test('one that does not is renewed, once for all that were refused with it', async () => {
  const { ask, renewals } = connect(1)
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['answered', 'answered', 'answered'])
  expect(renewals()).toBe(1)
})

test('refused again, that is told, and for a minute no other token is made', async () => {
  const { ask, asked, pass, renewals } = connect(2)
  expect([await ask(), asked.length, renewals()]).toEqual([401, 2, 1])
  pass(59_999)
  expect([await ask(), renewals()]).toEqual([401, 1])
  pass(1)
  expect([await ask(), renewals()]).toEqual(['answered', 2])
})

test('the question for a token itself is not asked again', async () => {
  const { ask, asked, renewals } = connect(1)
  expect([await ask('/app/installations/1/access_tokens'), asked.length, renewals()]).toEqual([401, 1, 0])
})
