import { z } from 'zod'
import { type Login, sameName } from '../../core/item.ts'
import { failureOf } from '../failure.ts'
import { marked, markerOf } from './find-comment.ts'
import { labelExists } from './labels.ts'
import { madeOnce, underWay } from './made-once.ts'
import { alreadySo, type ChangeOf, done, type MakeEffect, type Making, refused } from './making.ts'
import { pagesOf } from './pages.ts'

type Opening = Making<ChangeOf<'issue.open'>>

/** Opens an issue, perhaps in another repository, once for its key. */
export const openIssue: MakeEffect<'issue.open'> = {
  needs: () => 'issues=write',
  async make(making) {
    const { options, change } = making
    const github = await options.octokitFor(change.repo)
    if (!github) return refused(`Reeve is not installed on ${change.repo}`)
    const [owner = '', repo = ''] = change.repo.split('/')
    const there: Opening = { ...making, github, owner, repo }
    const once = await madeOnce(options.made, `issue:${change.repo}:${change.key}`, {
      find: () => findIssue(there),
      make: () => create(there),
    })
    if (!once) return underWay(making)
    return once.before ? alreadySo : done
  },
}

const Issue = z.object({
  number: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
})

/** Newest first: what may have been made a moment ago is on the first page. */
async function findIssue({ github, options, change, owner, repo }: Opening): Promise<number | undefined> {
  const listing = github.rest.issues.listForRepo.endpoint({
    owner,
    repo,
    creator: options.app,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  })
  for await (const page of pagesOf(github, listing, Issue)) {
    const found = page.find(
      (each) =>
        each.user && sameName(each.user.login, options.app) && each.body?.includes(markerOf(change.key)),
    )
    if (found) return found.number
  }
  return undefined
}

async function create(making: Opening): Promise<number> {
  const { change } = making
  const known = await Promise.all(change.labels.map((label) => labelExists(making, label)))
  // An issue without one of its labels is worth more than none, and than a label nobody defined.
  const labels = change.labels.filter((_, index) => known[index])
  try {
    return await post(making, labels, change.assignees)
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.failure !== 'refused' || change.assignees.length === 0 || !/assignee/i.test(failure.message))
      throw error
    return openThenAssign(making, labels)
  }
}

async function post(
  { github, change, owner, repo }: Opening,
  labels: readonly string[],
  assignees: readonly Login[],
): Promise<number> {
  const { title } = change
  const body = marked(change.body, change.key)
  const { data } = await github.rest.issues.create({
    owner,
    repo,
    title,
    body,
    labels: [...labels],
    assignees: [...assignees],
  })
  return data.number
}

/** GitHub opens nothing at all when one of the people cannot be assigned there. Afterwards it leaves out only those. */
async function openThenAssign(making: Opening, labels: readonly string[]): Promise<number> {
  const { github, change, owner, repo } = making
  const number = await post(making, labels, [])
  await github.rest.issues.addAssignees({
    owner,
    repo,
    issue_number: number,
    assignees: [...change.assignees],
  })
  return number
}
