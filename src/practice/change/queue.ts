import { addCommit, type Files } from '../git.ts'
import { isGreen } from '../merge-rules.ts'
import { Refusal } from '../refusal.ts'
import { headCommit } from '../shape/commit.ts'
import type { Item, MergeGroup, Repo } from '../state.ts'
import { type Actor, needItem, nextId, record, type World } from '../world.ts'
import { requestSuites } from './check.ts'
import { needPull, settleMerge } from './pull.ts'
import { moveBranch } from './push.ts'
import { tellItem } from './tell-item.ts'

interface At {
  repo: Repo
  by: Actor
}

/** Puts pull requests into the merge queue as one group, and asks for the checks of its head. */
export function queue(world: World, at: At, numbers: readonly number[]): MergeGroup {
  const { repo, by } = at
  const items = numbers.map((each) => needItem(repo, each))
  const last = items.at(-1)
  if (!last) throw new Refusal(422, 'A merge group needs a pull request')
  const base = needPull(last).base
  const base_sha = tipOf(repo, base)
  const head_sha = groupCommit(world, at, items, base_sha)
  const group: MergeGroup = {
    id: nextId(world),
    pulls: [...numbers],
    base,
    base_sha,
    head_sha,
    head_ref: `refs/heads/gh-readonly-queue/${base}/pr-${last.number}-${base_sha}`,
    state: 'waiting',
  }
  repo.mergeGroups.push(group)
  for (const item of items) {
    record(world, item, by, { event: 'added_to_merge_queue' })
    tellItem(world, { repo, item, by }, 'enqueued')
  }
  tellGroup(world, at, group, 'checks_requested')
  requestSuites(world, repo, by, head_sha, group.head_ref.replace('refs/heads/', ''))
  return group
}

/** A later group is built on the one before it that still waits. */
function tipOf(repo: Repo, base: string): string {
  const ahead = repo.mergeGroups.findLast((each) => each.base === base && each.state === 'waiting')
  return ahead?.head_sha ?? repo.branches[base] ?? ''
}

function groupCommit(world: World, at: At, items: readonly Item[], base: string): string {
  let tip = base
  for (const item of items) {
    const pull = needPull(item)
    const files: Files = { ...at.repo.commits[pull.sha]?.tree }
    const message = `Merge pull request #${item.number}`
    tip = addCommit(world, at.repo, { parents: [tip, pull.sha], files, author: at.by.login, message }).sha
  }
  return tip
}

/** Ends a group: merged when its required checks are green, else thrown out. */
export function endGroup(
  world: World,
  at: At,
  group: MergeGroup,
  how: 'merged' | 'invalidated' | 'dequeued',
): void {
  const { repo, by } = at
  const red = repo.requiredChecks.filter((each) => !isGreen(repo, group.head_sha, each))
  if (how === 'merged' && red.length > 0) {
    throw new Refusal(405, `Required status check "${red[0]}" is expected.`)
  }
  group.state = how
  for (const number of group.pulls) leave(world, at, needItem(repo, number), how)
  if (how === 'merged') {
    for (const number of group.pulls) {
      settleMerge(world, { repo, item: needItem(repo, number), by }, group.head_sha)
    }
    moveBranch(world, at, group.base, group.head_sha)
  }
  tellGroup(world, at, group, 'destroyed', { reason: how })
}

function leave(world: World, at: At, item: Item, how: string): void {
  const reason = how === 'merged' ? 'MERGE' : how === 'dequeued' ? 'MANUAL' : 'CI_FAILURE'
  record(world, item, at.by, { event: 'removed_from_merge_queue' })
  tellItem(world, { ...at, item }, 'dequeued', { reason })
}

function tellGroup(
  world: World,
  at: At,
  group: MergeGroup,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const commit = at.repo.commits[group.head_sha]
  world.tell({
    event: 'merge_group',
    repo: at.repo,
    sender: at.by.login,
    body: () => ({
      action,
      ...more,
      merge_group: {
        head_sha: group.head_sha,
        head_ref: group.head_ref,
        base_sha: group.base_sha,
        base_ref: `refs/heads/${group.base}`,
        head_commit: commit ? headCommit(commit) : null,
      },
    }),
  })
}
