import type { Instant } from '../core/instant.ts'
import type { Problem } from '../core/policy.ts'
import type { Ports } from './ports.ts'

/** Where the problems of a commit's policy are kept, for the check of that commit. */
export function brokenPolicyKey(commit: string): string {
  return `broken-policy:${commit}`
}

/**
 * What is wrong with the policy at a commit (policy.md, "The file"): told on the pull request or commit that broke it.
 * `unchanged`: it breaks and mends nothing. A commit is read once, from the base repository; what cannot be read breaks nothing.
 */
export async function policyProblemsAt(
  ports: Ports,
  commit: { repo: string; key: string; isRead: boolean; now: Instant },
): Promise<readonly Problem[] | 'unchanged'> {
  const cacheKey = brokenPolicyKey(commit.key)
  const known = await ports.store.cached(cacheKey)
  if (known) return Array.isArray(known.value) ? known.value : 'unchanged'
  if (!commit.isRead) return 'unchanged'
  const read = await ports.policyProblems(commit.repo, commit.key)
  if (read === undefined) return 'unchanged'
  await ports.store.remember(cacheKey, read, commit.now)
  return read
}
