import { z } from 'zod'
import type { News } from '../core/event.ts'
import { type Instant, wholeSecond } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Delivery, Normalised } from './ports.ts'

// What Reeve finds out by itself is kept among GitHub's webhooks: it outlives a restart, counts once, and its subject has
// its turn like any other.

const missedEvent = 'reeve.missed'
const arrivedEvent = 'reeve.arrived'

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

const Missed = z.object({ subject: z.string() })
const Arrived = z.object({ repo: z.string() })

/** An event of our own in our words; undefined for one of GitHub's. */
export function readOwnEvent({ id, event, at, payload }: Delivery): Normalised | undefined {
  const told = (news: readonly News[]): Normalised => ({
    ok: true,
    event: { delivery: id, name: event, at: wholeSecond(at), news },
  })
  if (event === missedEvent) {
    const { subject } = Missed.parse(payload)
    const stale = ofItem.map((name): News => ({ news: 'fact', key: `${name}:${subject}` }))
    return told([{ news: 'missed', subject }, ...stale])
  }
  if (event === arrivedEvent) return told([{ news: 'policy', repo: Arrived.parse(payload).repo }])
  return undefined
}
