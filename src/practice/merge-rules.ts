import type { CheckRun, Item, Pull, Repo } from './state.ts'
import { same } from './world.ts'

/** The newest run of each App and name on a commit. */
export function latestRuns(repo: Repo, sha: string): CheckRun[] {
  const newest = new Map<string, CheckRun>()
  for (const run of repo.checkRuns) if (run.head_sha === sha) newest.set(`${run.app} ${run.name}`, run)
  return [...newest.values()]
}

/** Neutral and skipped pass, as on GitHub; what never reported does not. */
export function isGreen(repo: Repo, sha: string, check: string): boolean {
  const run = latestRuns(repo, sha).findLast((each) => each.name === check)
  if (run)
    return run.status === 'completed' && ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')
  const status = repo.statuses.findLast((each) => each.sha === sha && each.context === check)
  return status?.state === 'success'
}

export function reviewDecision(
  repo: Repo,
  pull: Pull,
): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | null {
  const newest = new Map<string, string>()
  for (const review of pull.reviews) {
    if (review.state !== 'COMMENTED') newest.set(review.author.toLowerCase(), review.state)
  }
  const states = [...newest.values()]
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
  if (repo.requiredApprovals === 0) return null
  const approvals = states.filter((each) => each === 'APPROVED').length
  return approvals >= repo.requiredApprovals ? 'APPROVED' : 'REVIEW_REQUIRED'
}

/** Why a pull request cannot be merged now, in GitHub's words; undefined when it can. */
export function mergeRefusal(repo: Repo, item: Item, pull: Pull): string | undefined {
  if (item.state === 'closed') return 'Pull Request is not mergeable'
  if (pull.draft) return 'Pull Request is still a draft'
  if (!same(pull.base, repo.default_branch)) return undefined
  const missing = repo.requiredChecks.filter((each) => !isGreen(repo, pull.sha, each))
  if (missing.length > 0) return `Required status check "${missing[0]}" is expected.`
  const decision = reviewDecision(repo, pull)
  if (decision === 'CHANGES_REQUESTED') return 'Changes have been requested.'
  if (decision === 'REVIEW_REQUIRED')
    return 'At least one approving review is required by reviewers with write access.'
  return undefined
}

export function mergeability(repo: Repo, item: Item, pull: Pull): 'clean' | 'blocked' | 'draft' {
  if (pull.draft) return 'draft'
  return mergeRefusal(repo, item, pull) === undefined ? 'clean' : 'blocked'
}
