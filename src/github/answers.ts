import type { Octokit } from '@octokit/rest'
import { z } from 'zod'

/** An answer that GitHub gave once. Asked with its ETag again, an unchanged one costs nothing of the rate limit. */
export interface KeptAnswer {
  etag: string
  /** The Link header, by which the next page is found. */
  link?: string
  data: unknown
}

/** Where answers are kept. A cache: what it forgets is read again. */
export interface Answers {
  get(key: string): Promise<KeptAnswer | undefined>
  set(key: string, answer: KeptAnswer): Promise<void>
}

const Options = z.object({
  answers: z
    .custom<Answers>((value) => typeof value === 'object' && value !== null && 'get' in value)
    .optional(),
  auth: z.object({ installationId: z.union([z.number(), z.string()]).optional() }).optional(),
})

const NotModified = z.object({
  status: z.literal(304),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }).optional(),
})

/**
 * An Octokit plugin: an installation's reads are conditional where answers are kept. Without `answers` in its options it
 * does nothing. An ETag is good only with the token that it was given to: for an installation that is an hour, for the App
 * itself, whose tokens are of one minute, nothing is kept.
 */
export function conditionalRequests(octokit: Pick<Octokit, 'hook' | 'request'>, options: unknown): void {
  const { answers, auth } = Options.parse(options ?? {})
  const installation = auth?.installationId
  if (!answers || installation === undefined) return
  octokit.hook.wrap('request', async (request, asked) => {
    const { method, url, headers } = octokit.request.endpoint(asked)
    if (method !== 'GET') return request(asked)
    // What one installation may see another may not.
    const key = `${installation} ${url} ${headers.accept ?? ''}`
    const kept = await answers.get(key)
    if (kept) asked.headers = { ...asked.headers, 'if-none-match': kept.etag }
    try {
      const response = await request(asked)
      const { etag, link } = response.headers
      if (etag !== undefined && !(response.data instanceof ArrayBuffer)) {
        await answers.set(key, { etag, data: response.data, ...(link === undefined ? {} : { link }) })
      }
      return response
    } catch (error) {
      const same = NotModified.safeParse(error)
      if (!kept || !same.success) throw error
      const shown = {
        ...same.data.response?.headers,
        ...(kept.link === undefined ? {} : { link: kept.link }),
      }
      return { status: 200, url, headers: shown, data: kept.data }
    }
  })
}
