import type { Delivery } from '../pipeline/ports.ts'
import type { Context } from './context.ts'
import { packBody } from './json.ts'
import { placeOf, priorityOf } from './subject-row.ts'

/** A webhook to keep. An ignored one is only kept; nobody looks at its subject. */
export interface Received extends Delivery {
  ignored?: boolean
  /** The body as it came: saves writing the payload out again. */
  raw?: Uint8Array
}

export type Reception = 'new' | 'duplicate'

// One statement, so one commit: the deliveries that are not there yet, and their subjects' turn.
const receiveSql = `
  with given as (
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                         $9::text[], $10::text[], $11::bigint[], $12::smallint[])
      as t(app, id, event, at, subject, installation, state, body, repo, owner, number, priority)
  ), fresh as (
    insert into reeve.deliveries (app, id, event, at, subject, installation, state, body, received_at)
    select app, id, event, at, subject, installation, state, body, $13 from given order by app, id
    on conflict do nothing
    returning app, id
  ), woken as (
    insert into reeve.subjects as s (key, repo, owner, number, installation, look_at, wake, priority)
    select subject, min(repo), min(owner), min(number), max(installation), $13::bigint, count(*), min(priority)
    from given join fresh using (app, id) where state = 'new' group by subject order by subject
    on conflict (key) do update set
      look_at = least(coalesce(s.look_at, excluded.look_at), excluded.look_at),
      wake = s.wake + excluded.wake,
      priority = case when s.look_at <= excluded.look_at then least(s.priority, excluded.priority) else excluded.priority end,
      installation = coalesce(excluded.installation, s.installation)
  )
  select app, id from fresh`

/** Keeps deliveries and makes their subjects due, in one commit. Answers for each, in order, whether it was new. */
export async function receive(context: Context, deliveries: readonly Received[]): Promise<Reception[]> {
  if (deliveries.length === 0) return []
  const first = new Map<string, Received>()
  for (const delivery of deliveries) if (!first.has(idOf(delivery))) first.set(idOf(delivery), delivery)
  const given = [...first.values()]
  const places = given.map((delivery) => placeOf(delivery.subject))
  const fresh = await context.database.query<{ app: number; id: string }>(receiveSql, [
    given.map((delivery) => delivery.app),
    given.map((delivery) => delivery.id),
    given.map((delivery) => delivery.event),
    given.map((delivery) => delivery.at),
    given.map((delivery) => delivery.subject),
    given.map((delivery) => delivery.installation ?? null),
    given.map((delivery) => (delivery.ignored ? 'ignored' : 'new')),
    given.map((delivery) => packBody(delivery)),
    places.map((place) => place.repo),
    places.map((place) => place.owner),
    places.map((place) => place.number),
    given.map((delivery) => priorityOf(delivery.subject, 'event')),
    context.clock.now(),
  ])
  if (fresh.length > 0) context.announce('due')
  const isFresh = new Set(fresh.map(idOf))
  return deliveries.map((delivery) => (isFresh.delete(idOf(delivery)) ? 'new' : 'duplicate'))
}

/** Which of these delivery ids are kept. */
export async function received(context: Context, app: number, ids: readonly string[]): Promise<Set<string>> {
  const rows = await context.database.query<{ id: string }>(
    'select id from reeve.deliveries where app = $1 and id = any($2::text[])',
    [app, ids],
  )
  return new Set(rows.map(({ id }) => id))
}

function idOf(delivery: { app: number; id: string }): string {
  return `${delivery.app} ${delivery.id}`
}
