import { z } from 'zod'
import { fieldTarget } from '../core/boards.ts'
import type { CardNews, News } from '../core/event.ts'
import { type Instant, wholeSecond } from '../core/instant.ts'
import type { Login } from '../core/item.ts'
import type { Release } from '../core/release.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Delivery, Normalised } from './ports.ts'

// What Reeve finds out by itself is kept among GitHub's webhooks: it outlives a restart, counts once, and its subject has
// its turn like any other.

const missedEvent = 'reeve.missed'
const arrivedEvent = 'reeve.arrived'
const cardEvent = 'reeve.card'
const labelEvent = 'reeve.label-renamed'
const releaseEvent = 'reeve.released'

/** Facts about an item that nobody told have changed if something about it was missed. */
const ofItem = [
  'files',
  'commits',
  'closing',
  'closers',
  'reviews',
  'comments',
  'sub-issues',
  'parent',
  'fields',
]

/** An issue or pull request was changed at `at`, and no webhook said so. */
export function missed(app: number, subject: SubjectKey, at: Instant): Delivery {
  const id = `${missedEvent} ${subject} ${at}`
  return { app, id, event: missedEvent, at, subject, payload: { subject } }
}

/** A label of an item is called otherwise at `at`: nothing is read again, for it is the same label. */
export function labelRenamed(
  app: number,
  subject: SubjectKey,
  { was, name, at }: { was: string; name: string; at: Instant },
): Delivery {
  const id = `${labelEvent} ${subject} ${at} ${was}`
  return { app, id, event: labelEvent, at, subject, payload: { subject, was, name } }
}

/** Something was released, and no webhook said so. */
export function releaseMissed(app: number, repo: string, { as, at, by, tag }: Release): Delivery {
  const id = `${releaseEvent} ${repo} ${tag} ${at}`
  return { app, id, event: releaseEvent, at, subject: repo, payload: { tag, by, as } }
}

const Released = z.object({
  tag: z.string(),
  by: z.string().optional(),
  as: z.enum(['release', 'tag']).default('release'),
})

/** Reeve came to a repository, or came back: its policy is to be read. `cause`: the webhook that said so. */
export function arrived(app: number, repo: string, { at, cause }: { at: Instant; cause: string }): Delivery {
  return {
    app,
    id: `${arrivedEvent} ${repo} ${cause}`,
    event: arrivedEvent,
    at,
    subject: repo,
    payload: { repo },
  }
}

/**
 * A card was moved that is about this item, on this board: `board` and `field` are absent where they could not be found
 * out, and then what the boards say is read anew.
 */
export function cardMoved(
  app: number,
  subject: SubjectKey,
  { news, board, field }: { news: CardNews; board?: string | undefined; field?: string | undefined },
): Delivery {
  const { delivery, at, actor, change } = news
  const value = change.change === 'fielded' ? { field, value: change.value } : {}
  return {
    app,
    // Of one second the first delivered comes first, here too.
    id: `${delivery} ${cardEvent} ${subject}`,
    event: cardEvent,
    at,
    subject,
    payload: { subject, actor, board, change: change.change, ...value },
  }
}

const CardMoved = z.object({
  subject: z.string(),
  actor: z.string().optional(),
  board: z.string().optional(),
  change: z.enum(['boarded', 'unboarded', 'fielded']),
  field: z.string().optional(),
  value: z.string().nullish(),
})

/** What boards say of an item is to be read again, and what is known of the change is part of its past. */
function cardNews(payload: unknown, at: Instant): { news: News[]; actor: Login | undefined } {
  const { subject, actor, board, change, field, value } = CardMoved.parse(payload)
  const stale: News = { news: 'fact', key: `fields:${subject}` }
  const isWhole =
    board !== undefined && (change !== 'fielded' || (field !== undefined && value !== undefined))
  if (!isWhole) return { news: [stale], actor }
  const entry = {
    what: change,
    target: field === undefined ? board : fieldTarget(board, field),
    at,
    ...(actor === undefined ? {} : { actor }),
    ...(typeof value === 'string' ? { detail: { value } } : {}),
  }
  return { news: [{ news: 'entry', subject, entry }, stale], actor }
}

const Missed = z.object({ subject: z.string() })
const LabelRenamed = z.object({ subject: z.string(), was: z.string(), name: z.string() })
const Arrived = z.object({ repo: z.string() })

/** An event of our own in our words; undefined for one of GitHub's. */
export function readOwnEvent({ id, event, at, payload }: Delivery): Normalised | undefined {
  const told = (news: readonly News[], actor?: Login): Normalised => ({
    ok: true,
    event: {
      delivery: id,
      name: event,
      at: wholeSecond(at),
      news,
      ...(actor === undefined ? {} : { actor }),
    },
  })
  if (event === missedEvent) {
    const { subject } = Missed.parse(payload)
    const stale = ofItem.map((name): News => ({ news: 'fact', key: `${name}:${subject}` }))
    return told([{ news: 'missed', subject }, ...stale])
  }
  if (event === labelEvent) return told([{ news: 'label-renamed', ...LabelRenamed.parse(payload) }])
  if (event === releaseEvent) {
    const { as, by, tag } = Released.parse(payload)
    const release: Release = { tag, at: wholeSecond(at), as, ...(by === undefined ? {} : { by }) }
    return told([{ news: 'released', release }])
  }
  if (event === cardEvent) {
    const { news, actor } = cardNews(payload, wholeSecond(at))
    return told(news, actor)
  }
  if (event === arrivedEvent) return told([{ news: 'policy', repo: Arrived.parse(payload).repo }])
  return undefined
}
