import { z } from 'zod'
import type { Event } from '../../core/event.ts'
import { itemKey, parseSubject, type SubjectKey } from '../../core/subject.ts'
import { normalise } from '../../github/normalise/index.ts'
import { cardMoved, readOwnEvent } from '../../pipeline/own-events.ts'
import type { Delivery, Normalised } from '../../pipeline/ports.ts'
import type { Line } from './lines.ts'
import type { World } from './world.ts'

/** What GitHub's ids stand for, as far as the world file or any line says. */
export interface Nodes {
  items: ReadonlyMap<string, SubjectKey>
  boards: ReadonlyMap<string, string>
}

const numbered = z.looseObject({ number: z.number(), node_id: z.string() }).optional().catch(undefined)
const Shown = z.object({
  repository: z.looseObject({ full_name: z.string() }).optional().catch(undefined),
  issue: numbered,
  pull_request: numbered,
})
const Card = z.object({
  organization: z.looseObject({ login: z.string() }),
  projects_v2_item: z.looseObject({ project_node_id: z.string() }),
  changes: z.looseObject({ field_value: z.looseObject({ project_number: z.number() }) }),
})

export function nodesOf(world: World, lines: readonly Line[]): Nodes {
  const items = new Map(
    world.issues.flatMap(({ repo, number, node_id }) =>
      node_id === undefined ? [] : [[node_id, itemKey(repo, number)] as const],
    ),
  )
  const boards = new Map<string, string>()
  for (const { payload } of lines) {
    const shown = Shown.safeParse(payload).data
    const item = shown?.issue ?? shown?.pull_request
    if (item && shown?.repository) items.set(item.node_id, itemKey(shown.repository.full_name, item.number))
    const card = Card.safeParse(payload).data
    if (!card) continue
    const { organization, projects_v2_item, changes } = card
    boards.set(
      projects_v2_item.project_node_id,
      `${organization.login}/${changes.field_value.project_number}`,
    )
  }
  return { items, boards }
}

/** An event of our own, or one of GitHub's, in our words. */
export function readTold(delivery: Delivery): Normalised {
  return readOwnEvent(delivery) ?? normalise(delivery)
}

/** A card's line is about the item of the card; undefined where nobody says which that is. Others are as they were. */
export function aboutItem(
  read: { delivery: Delivery; event: Event | undefined },
  { items, boards }: Nodes,
): { delivery: Delivery; event: Event | undefined } | undefined {
  const news = read.event?.news.find((each) => each.news === 'card')
  if (!news) return read
  // A scenario has no ids of GitHub's, and names the item itself.
  const isNamed = parseSubject(news.content)?.kind === 'item'
  const subject = items.get(news.content) ?? (isNamed ? news.content : undefined)
  if (subject === undefined) return undefined
  // Where no line says which of its owner's boards it is, it may be any.
  const board = news.board ?? boards.get(news.project) ?? `${news.owner}/*`
  const field = news.change.change === 'fielded' ? news.change.field : undefined
  const delivery = cardMoved(read.delivery.app, subject, { news, board, field })
  const told = readTold(delivery)
  return { delivery, event: told.ok && 'event' in told ? told.event : undefined }
}
