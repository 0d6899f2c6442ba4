import { z } from 'zod'
import { done, itemPermission, type MakeEffect, type Making, refused } from './making.ts'
import { pagesOf } from './pages.ts'

const Milestone = z.object({ number: z.number(), title: z.string() })

export const setMilestone: MakeEffect<'milestone.set'> = {
  needs: itemPermission,
  async make(making) {
    const { github, change, owner, repo, number } = making
    const milestone = await findMilestone(making, change.milestone)
    if (milestone === undefined) return refused(`${owner}/${repo} has no milestone "${change.milestone}"`)
    await github.rest.issues.update({ owner, repo, issue_number: number, milestone })
    return done
  },
}

async function findMilestone({ github, owner, repo }: Making, title: string): Promise<number | undefined> {
  const listing = github.rest.issues.listMilestones.endpoint({ owner, repo, state: 'all', per_page: 100 })
  for await (const page of pagesOf(github, listing, Milestone)) {
    const found = page.find((each) => each.title === title)
    if (found) return found.number
  }
  return undefined
}
