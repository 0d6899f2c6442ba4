import { z } from 'zod'
import { type Known, known, unknown } from '../core/truth.ts'
import type { GitHub } from './client.ts'

const Page = z.array(z.object({ number: z.number().int() }))

/** A page has a hundred; more than this many open items are not swept at once. */
const mostPages = 100

/** Numbers of all open issues and pull requests of a repository, newest first. */
export async function listOpenItems(
  octokitFor: (repo: string) => Promise<GitHub | undefined>,
  name: string,
): Promise<Known<readonly number[]>> {
  const [owner = '', repo = ''] = name.split('/')
  const numbers: number[] = []
  try {
    const octokit = await octokitFor(name)
    if (!octokit) return unknown(`Reeve is not installed on ${name}`)
    for (let page = 1; page <= mostPages; page++) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues', {
        owner,
        repo,
        state: 'open',
        per_page: 100,
        page,
      })
      const found = Page.parse(data)
      numbers.push(...found.map(({ number }) => number))
      if (found.length < 100) return known(numbers)
    }
    return known(numbers)
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error))
  }
}
