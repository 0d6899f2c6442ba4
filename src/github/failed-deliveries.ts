import { z } from 'zod'
import type { Instant } from '../core/instant.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import type { GitHub } from './client.ts'
import { refusedRead } from './facts/ask.ts'
import { At } from './facts/shapes.ts'

/** A webhook that GitHub could not deliver. */
export interface FailedDelivery {
  /** GitHub's number of this attempt. */
  id: number
  /** X-GitHub-Delivery: the same for every attempt. */
  guid: string
  at: Instant
  /** It was an attempt that somebody had asked for. */
  isRepeated: boolean
}

const Page = z.array(
  z.object({
    id: z.number(),
    guid: z.string(),
    delivered_at: At,
    redelivery: z.boolean(),
    status: z.string(),
  }),
)

/** GitHub has no more than a few days of them; so many pages of a hundred are read at once. */
const mostPages = 50

/** Webhooks of the App that failed at `since` or later, newest first. Asked as the App itself. */
export async function listFailedDeliveries(
  app: GitHub,
  since: Instant,
): Promise<Known<readonly FailedDelivery[]>> {
  const found: FailedDelivery[] = []
  let cursor: string | undefined
  try {
    for (let page = 0; page < mostPages; page++) {
      const { data, headers } = await app.request('GET /app/hook/deliveries', {
        per_page: 100,
        status: 'failure',
        ...(cursor === undefined ? {} : { cursor }),
      })
      const deliveries = Page.parse(data)
      for (const { id, guid, delivered_at: at, redelivery, status } of deliveries) {
        if (at >= since && status !== 'OK') found.push({ id, guid, at, isRepeated: redelivery })
      }
      cursor = nextCursor(headers.link)
      const oldest = deliveries.at(-1)?.delivered_at
      if (cursor === undefined || oldest === undefined || oldest < since) break
    }
    return known(found)
  } catch (error) {
    return unknown(
      refusedRead(error, { what: 'the webhooks that GitHub could not deliver', needs: 'metadata=read' }).why,
    )
  }
}

function nextCursor(link: string | undefined): string | undefined {
  const url = /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1]
  return url === undefined ? undefined : (URL.parse(url)?.searchParams.get('cursor') ?? undefined)
}

/** Has GitHub deliver a webhook once more. */
export async function deliverAgain(app: GitHub, id: number): Promise<Known<true>> {
  try {
    await app.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id })
    return known(true)
  } catch (error) {
    return unknown(refusedRead(error, { what: `the webhook ${id}`, needs: 'metadata=read' }).why)
  }
}
