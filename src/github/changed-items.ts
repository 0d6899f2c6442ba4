import { z } from 'zod'
import { formatInstant, type Instant } from '../core/instant.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import type { GitHub } from './client.ts'
import { refusedRead } from './facts/ask.ts'
import { At } from './facts/shapes.ts'

/** An issue or pull request that GitHub has changed. */
export interface ChangedItem {
  number: number
  updatedAt: Instant
  isOpen: boolean
}

const Page = z.array(
  z.object({ number: z.number().int(), updated_at: At, state: z.enum(['open', 'closed']) }).transform(
    ({ number, updated_at, state }): ChangedItem => ({
      number,
      updatedAt: updated_at,
      isOpen: state === 'open',
    }),
  ),
)

/** A page has a hundred; what changed later than those comes next time. */
const mostPages = 10

/**
 * Issues and pull requests that changed at `since` or later, oldest change first, so that it can be gone on from the last
 * one: all of them, or the first thousand.
 */
export async function listChangedItems(
  octokitFor: (repo: string) => Promise<GitHub | undefined>,
  name: string,
  since: Instant,
): Promise<Known<{ items: readonly ChangedItem[]; isWhole: boolean }>> {
  const [owner = '', repo = ''] = name.split('/')
  const items: ChangedItem[] = []
  try {
    const octokit = await octokitFor(name)
    if (!octokit) return unknown(`Reeve is not installed on ${name}`)
    for (let page = 1; page <= mostPages; page++) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues', {
        owner,
        repo,
        state: 'all',
        sort: 'updated',
        direction: 'asc',
        since: formatInstant(since),
        per_page: 100,
        page,
      })
      const found = Page.parse(data)
      items.push(...found)
      if (found.length < 100) return known({ items, isWhole: true })
    }
    return known({ items, isWhole: false })
  } catch (error) {
    return unknown(refusedRead(error, { what: `what changed in ${name}`, needs: 'issues=read' }).why)
  }
}
