import type { Octokit } from '@octokit/rest'
import { z } from 'zod'

const Unauthorized = z.object({
  status: z.literal(401),
  request: z.object({ url: z.string() }).optional(),
})

/** A token that was just made and is refused is no old one: another would not help. */
const restMilliseconds = 60_000

/**
 * GitHub ends a token before its hour is over where somebody revokes it, or the App was suspended meanwhile, and only says so
 * by a 401. Then it is renewed, and what was asked is asked once more. Refused again, that is told.
 */
export function renewRevoked(
  octokit: Pick<Octokit, 'hook'>,
  renew: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): void {
  let renewed: { at: number; over: Promise<unknown> } | undefined
  octokit.hook.wrap('request', async (request, asked) => {
    try {
      return await request(asked)
    } catch (error) {
      const { data } = Unauthorized.safeParse(error)
      if (!data || data.request?.url.endsWith('/access_tokens')) throw error
      // Those that are refused together share one renewal.
      if (!renewed || now() - renewed.at >= restMilliseconds) renewed = { at: now(), over: renew() }
      await renewed.over
      return await request(asked)
    }
  })
}
