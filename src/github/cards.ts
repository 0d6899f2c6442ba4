import { z } from 'zod'
import type { CardNews } from '../core/event.ts'
import { itemKey, type SubjectKey } from '../core/subject.ts'
import type { GitHub } from './client.ts'
import { failureOf } from './failure.ts'

/** What one of GitHub's ids stands for: an item, a board, or a board's field. */
export const nodeQuery = `
  query cardNode($id: ID!) {
    node(id: $id) {
      ... on Issue { number repository { nameWithOwner } }
      ... on PullRequest { number repository { nameWithOwner } }
      ... on ProjectV2 { number owner { ... on Organization { login } ... on User { login } } }
      ... on ProjectV2FieldCommon { name }
    }
  }`

const Node = z.object({
  node: z
    .object({
      number: z.number().optional(),
      name: z.string().optional(),
      repository: z.object({ nameWithOwner: z.string() }).optional(),
      owner: z.object({ login: z.string().optional() }).optional(),
    })
    .nullable(),
})

/** What ids were found to stand for, kept: an id stands for the same for ever. */
export interface KnownNodes {
  get(id: string): Promise<string | undefined>
  set(id: string, name: string): Promise<void>
}

export interface FoundCard {
  subject: SubjectKey
  board: string | undefined
  field: string | undefined
}

/** Which item a card is about, and on which board; undefined where Reeve may not see it. */
export async function findCard(
  github: GitHub,
  known: KnownNodes,
  { content, project, board, change }: CardNews,
): Promise<FoundCard | undefined> {
  const subject = await nameOf(github, known, content)
  if (subject === undefined) return undefined
  const asked = change.change === 'fielded' && change.field === undefined ? change.fieldNode : undefined
  return {
    subject,
    board: board ?? (await nameOf(github, known, project)),
    field:
      change.change !== 'fielded'
        ? undefined
        : (change.field ?? (asked && (await nameOf(github, known, asked)))),
  }
}

async function nameOf(github: GitHub, known: KnownNodes, id: string): Promise<string | undefined> {
  const kept = await known.get(id)
  if (kept !== undefined) return kept
  const { node } = Node.parse(await unlessUnseen(() => github.graphql(nodeQuery, { id })))
  const name = named(node)
  if (name !== undefined) await known.set(id, name)
  return name
}

function named(node: z.output<typeof Node>['node']): string | undefined {
  if (node?.repository && node.number !== undefined)
    return itemKey(node.repository.nameWithOwner, node.number)
  if (node?.owner?.login !== undefined && node.number !== undefined)
    return `${node.owner.login}/${node.number}`
  return node?.name
}

/** What is gone, or not to be seen by us, is nothing to us. */
async function unlessUnseen(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask()
  } catch (error) {
    const failure = failureOf(error)?.failure
    if (failure === 'missing' || failure === 'forbidden') return { node: null }
    throw error
  }
}
