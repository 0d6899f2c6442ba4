import { z } from 'zod'
import { formatInstant, type Instant } from '../core/instant.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { refusedRead } from './facts/ask.ts'
import { At } from './facts/shapes.ts'
import { type OctokitFor, onRepo } from './on-repo.ts'

/** An issue or pull request, as far as a listing is asked. */
export interface ListedItem {
  number: number
  updatedAt: Instant
  isOpen: boolean
}

const Page = z.array(
  z.object({ number: z.number().int(), updated_at: At, state: z.enum(['open', 'closed']) }).transform(
    ({ number, updated_at, state }): ListedItem => ({
      number,
      updatedAt: updated_at,
      isOpen: state === 'open',
    }),
  ),
)

/** So many open items are swept at once at most: a hundred pages. */
const mostOpenPages = 100

/** Numbers of all open issues and pull requests of a repository, newest first. */
export async function listOpenItems(octokitFor: OctokitFor, name: string): Promise<Known<readonly number[]>> {
  const about = `the open issues of ${name}`
  const listed = await listItems(octokitFor, name, {
    query: { state: 'open' },
    mostPages: mostOpenPages,
    about,
  })
  return listed.ok ? known(listed.value.items.map(({ number }) => number)) : listed
}

/** What changed later than the first thousand comes next time. */
const mostChangedPages = 10

/**
 * Issues and pull requests that changed at `since` or later, oldest change first, so that it can be gone on from the last
 * one: all of them, or the first thousand.
 */
export function listChangedItems(
  octokitFor: OctokitFor,
  name: string,
  since: Instant,
): Promise<Known<Listing>> {
  const query = { state: 'all', sort: 'updated', direction: 'asc', since: formatInstant(since) } as const
  const about = `what changed in ${name}`
  return listItems(octokitFor, name, { query, mostPages: mostChangedPages, about })
}

interface Listing {
  items: readonly ListedItem[]
  /** False where there are more than were read. */
  isWhole: boolean
}

interface Asked {
  query: { state: 'open' | 'all'; sort?: 'updated'; direction?: 'asc'; since?: string }
  /** A page has a hundred. */
  mostPages: number
  about: string
}

async function listItems(
  octokitFor: OctokitFor,
  name: string,
  { query, mostPages, about }: Asked,
): Promise<Known<Listing>> {
  const items: ListedItem[] = []
  try {
    return await onRepo<Listing>(octokitFor, name, async (octokit, at) => {
      for (let page = 1; page <= mostPages; page++) {
        const asked = { ...at, ...query, per_page: 100, page }
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues', asked)
        const found = Page.parse(data)
        items.push(...found)
        if (found.length < 100) return known({ items, isWhole: true })
      }
      return known({ items, isWhole: false })
    })
  } catch (error) {
    return unknown(refusedRead(error, { what: about, needs: 'issues=read' }).why)
  }
}
