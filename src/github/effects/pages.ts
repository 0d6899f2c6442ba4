import { z } from 'zod'
import type { GitHub } from '../client.ts'

interface Listing {
  method: string
  url: string
  headers?: object
}

/** An answer that is no list is an outage, not an empty list: what follows would be made twice. */
class CutShort extends Error {
  readonly status = 502
}

/** A list page by page. Refusals are thrown, as Octokit does. */
export async function* pagesOf<T>(
  github: GitHub,
  listing: Listing,
  schema: z.ZodType<T>,
  within?: string,
): AsyncGenerator<readonly T[]> {
  const list = z.array(schema)
  let url: string | undefined = listing.url
  while (url !== undefined) {
    const { method, headers } = listing
    const response: { data: unknown; headers: { link?: string } } = await github.request({
      method,
      url,
      headers: { ...headers },
    })
    const data: unknown = within === undefined ? response.data : inner(response.data, within)
    const page = list.safeParse(data)
    if (!page.success) throw new CutShort('an answer that could not be read')
    yield page.data
    url = /<([^<>]+)>;\s*rel="next"/.exec(response.headers.link ?? '')?.[1]
  }
}

function inner(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined
}
