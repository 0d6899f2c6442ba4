import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { privateKey } from '../../test/builders/github.ts'
import { createAppOctokit, createGitHubClient } from '../github/client.ts'
import { DatabaseRefused } from '../store/database.ts'
import { whyNotStarted } from './why-not-started.ts'

/** What is told where GitHub, asked who the App is, answers like this. */
async function asked(fetch: () => Promise<Response>): Promise<string> {
  const app = createAppOctokit({ appId: 7, privateKey, baseUrl: 'https://git.example/api/v3', fetch })
  return createGitHubClient(app)
    .identity()
    .then(() => 'started', whyNotStarted)
}

const json = (status: number, body: object) => async () => Response.json(body, { status })
const page = async () => new Response('<h1>Sign in</h1>', { headers: { 'content-type': 'text/html' } })

describe('a start that fails says why in a sentence', () => {
  test.each<[string, () => Promise<Response>, string]>([
    [
      'the key is of another App',
      json(401, { message: 'A JSON web token could not be decoded' }),
      'GitHub does not know this App: APP_ID and PRIVATE_KEY do not belong together, or GHE_HOST names another server.',
    ],
    ['there is no such App', json(404, { message: 'Not Found' }), 'GitHub does not know this App: '],
    [
      'GitHub has an outage',
      json(503, { message: 'Unavailable' }),
      'GitHub answers 503 just now (Unavailable',
    ],
    [
      'it is a page to sign in at',
      page,
      "What answers at https://git.example/api/v3/app is not GitHub's API. Is GHE_HOST, if set, the right server?",
    ],
    [
      'nothing answers',
      () => Promise.reject(new TypeError('fetch failed')),
      'GitHub could not be reached (fetch failed). Is the network up, and GHE_HOST, if set, the right server?',
    ],
  ])('%s', async (_, fetch, sentence) => {
    const told = await asked(fetch)
    expect(told).toContain(sentence)
    expect(told).not.toContain('\n')
  })

  test.each([
    ['a port that is taken', '127.0.0.1', /^Port \d+ is in use already\. Set PORT to another one/],
    [
      'an address of another machine',
      '192.0.2.1',
      /^HOST is no address of this machine \(.+192\.0\.2\.1.+\)\. Set it to 127\.0\.0\.1/,
    ],
    ['a host that is none', 'nowhere.invalid', /^HOST is no address of this machine \(.+nowhere\.invalid\)/],
  ])('%s', async (_, host, sentence) => {
    const first = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => first.once('listening', resolve))
    const address = first.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const error = await new Promise((resolve) => createServer().once('error', resolve).listen(port, host))
    first.close()
    expect(whyNotStarted(error)).toMatch(sentence)
  })

  test('the store is refused', () => {
    expect(whyNotStarted(new DatabaseRefused('The folder is in use.'))).toBe('The folder is in use.')
  })

  test('what nobody knows is told whole', () => {
    expect(whyNotStarted(new Error('A mistake of ours'))).toContain('why-not-started.test.ts')
  })
})
