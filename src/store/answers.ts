import type { Instant } from '../core/instant.ts'
import type { Context } from './context.ts'
import { packBody, unpackBody } from './json.ts'

/** What GitHub answered to a read, and the ETag by which it can say that this is still so. */
export interface StoredAnswer {
  etag: string
  /** The Link header, by which the next page is found. */
  link?: string
  data: unknown
}

interface AnswerColumns {
  etag: string
  link: string | null
  body: string
}

export async function keptAnswer(context: Context, key: string): Promise<StoredAnswer | undefined> {
  const [row] = await context.database.query<AnswerColumns>(
    'select etag, link, body from reeve.answers where key = $1',
    [key],
  )
  if (row === undefined) return undefined
  const { etag, link, body } = row
  return { etag, ...(link === null ? {} : { link }), data: unpackBody(body) }
}

/** What is larger than this, packed, is read anew each time. */
const largestCharacters = 400_000

export async function keepAnswer(context: Context, key: string, answer: StoredAnswer): Promise<void> {
  const body = packBody({ payload: answer.data })
  if (body.length > largestCharacters) return
  await context.database.query(
    `insert into reeve.answers (key, etag, link, body, at) values ($1, $2, $3, $4, $5)
     on conflict (key) do update set etag = excluded.etag, link = excluded.link, body = excluded.body, at = excluded.at`,
    [key, answer.etag, answer.link ?? null, body, context.clock.now()],
  )
}

/** Forgets what is older, and beyond so many the oldest. How many. */
export async function forgetAnswers(
  { database }: Pick<Context, 'database'>,
  before: Instant,
  most: number,
): Promise<number> {
  const gone = await database.query(
    `delete from reeve.answers where at < greatest($1::bigint, coalesce(
       (select at from reeve.answers order by at desc offset $2 limit 1) + 1, 0)) returning 1 as gone`,
    [before, most],
  )
  return gone.length
}
