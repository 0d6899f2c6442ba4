import { addCommit, type Files, pullBase, resolve } from '../git.ts'
import { mergeRefusal } from '../merge-rules.ts'
import { invalid, Refusal } from '../refusal.ts'
import { orgOf } from '../role.ts'
import { accountShape, teamShape } from '../shape/account.ts'
import { pullShape, reviewShape } from '../shape/pull.ts'
import type { Item, ItemRef, Pull, Repo, Review } from '../state.ts'
import {
  type Actor,
  findRef,
  fullName,
  includes,
  nextId,
  record,
  same,
  timeNow,
  touch,
  type World,
  without,
} from '../world.ts'
import { requestSuites } from './check.ts'
import { blankItem, close, decorate, type Opening } from './item.ts'
import { moveBranch, synchronize } from './push.ts'
import { closingRefs, sameRef } from './reference.ts'
import { tellItem } from './tell-item.ts'

export interface At {
  repo: Repo
  item: Item
  by: Actor
}

export interface PullOpening extends Opening {
  base?: string | undefined
  head: string
  draft?: boolean | undefined
  /** Owner of the fork the head lives in. */
  fork?: string | undefined
  /** Where the branch is not there yet: the commit that makes it. */
  files?: Files | undefined
  sha?: string | undefined
}

export function openPull(world: World, repo: Repo, by: Actor, opening: PullOpening): Item {
  const base = opening.base ?? repo.default_branch
  const start = repo.branches[base]
  if (start === undefined) throw invalid('PullRequest', 'base', 'invalid')
  const sha = headOf(world, repo, by, { ...opening, start })
  const pull: Pull = {
    id: nextId(world),
    draft: opening.draft ?? false,
    base,
    head: opening.head,
    sha,
    fork: opening.fork ?? null,
    merged_at: null,
    merged_by: null,
    merge_commit_sha: null,
    reviewers: [],
    reviewTeams: [],
    reviews: [],
    linked: [],
    auto_merge: null,
  }
  const item = blankItem(world, repo, by, opening, pull)
  record(world, item, by, { event: 'committed', sha })
  decorate(world, { repo, item, by }, opening)
  return item
}

/** The commit a pull request starts with: that of its branch, or a new one that makes the branch. */
function headOf(world: World, repo: Repo, by: Actor, opening: PullOpening & { start: string }): string {
  const there = opening.fork === undefined ? repo.branches[opening.head] : undefined
  if (there !== undefined && opening.files === undefined) return there
  const files = opening.files ?? { [`${opening.head}.md`]: `${opening.title}\n` }
  const made = addCommit(world, repo, {
    parents: [there ?? opening.start],
    files,
    author: by.login,
    message: opening.title,
    sha: opening.sha,
  })
  if (opening.fork === undefined) moveBranch(world, { repo, by }, opening.head, made.sha)
  return made.sha
}

/** Commits onto the head of a pull request, in its own repository or its fork. */
export function pushTo(
  world: World,
  at: At,
  commit: {
    files: Files
    message?: string | undefined
    sha?: string | undefined
    force?: boolean | undefined
  },
): string {
  const pull = needPull(at.item)
  const parent = commit.force ? pullBase(at.repo, at.item) : pull.sha
  const made = addCommit(world, at.repo, {
    parents: [parent],
    files: commit.files,
    author: at.by.login,
    message: commit.message ?? 'More work',
    sha: commit.sha,
  })
  if (pull.fork === null) moveBranch(world, at, pull.head, made.sha)
  else {
    synchronize(world, at, made.sha)
    requestSuites(world, at.repo, at.by, made.sha, pull.head)
  }
  return made.sha
}

export function needPull(item: Item): Pull {
  if (!item.pull) throw new Refusal(404, 'Not Found')
  return item.pull
}

export function setDraft(world: World, at: At, draft: boolean): void {
  const pull = needPull(at.item)
  if (pull.draft === draft) return
  pull.draft = draft
  record(world, at.item, at.by, { event: draft ? 'convert_to_draft' : 'ready_for_review' })
  touch(world, at.item)
  tellItem(world, at, draft ? 'converted_to_draft' : 'ready_for_review')
}

export function setBase(world: World, at: At, base: string): void {
  const pull = needPull(at.item)
  if (pull.base === base) return
  const sha = at.repo.branches[pull.base] ?? ''
  if (at.repo.branches[base] === undefined) throw invalid('PullRequest', 'base', 'invalid')
  const from = pull.base
  pull.base = base
  record(world, at.item, at.by, { event: 'base_ref_changed', from, to: base })
  touch(world, at.item)
  tellItem(world, at, 'edited', { changes: { base: { ref: { from }, sha: { from: sha } } } })
}

export function review(world: World, at: At, state: Review['state'], body = ''): Review {
  const pull = needPull(at.item)
  if (state !== 'COMMENTED' && same(at.by.login, at.item.author)) {
    throw new Refusal(422, 'Review Can not approve your own pull request')
  }
  const made: Review = {
    id: nextId(world),
    author: at.by.login,
    state,
    body,
    sha: pull.sha,
    submitted_at: timeNow(world),
  }
  pull.reviews.push(made)
  pull.reviewers = without(pull.reviewers, at.by.login)
  record(world, at.item, at.by, { event: 'reviewed', review: made.id })
  touch(world, at.item)
  tellReview(world, at, made, 'submitted')
  return made
}

export function dismissReview(world: World, at: At, id: number, message: string): Review {
  const found = needPull(at.item).reviews.find((each) => each.id === id)
  if (!found) throw new Refusal(404, 'Not Found')
  found.state = 'DISMISSED'
  record(world, at.item, at.by, { event: 'review_dismissed', review: id, message })
  tellReview(world, at, found, 'dismissed')
  return found
}

/** Webhooks say the state of a review in small letters, and show a shorter pull request. */
function tellReview(world: World, at: At, made: Review, action: string): void {
  const { repo, item, by } = at
  const pull = needPull(item)
  world.tell({
    event: 'pull_request_review',
    repo,
    sender: by.login,
    body: () => ({
      action,
      review: {
        ...reviewShape(world, repo, item, made),
        state: made.state.toLowerCase(),
        body: made.body === '' ? null : made.body,
      },
      pull_request: { ...pullShape(world, repo, item, pull), active_lock_reason: null },
    }),
  })
}

export function requestReview(
  world: World,
  at: At,
  who: { logins: readonly string[]; teams: readonly string[] },
): void {
  const pull = needPull(at.item)
  const org = orgOf(world, at.repo.owner)
  if (who.logins.some((each) => same(each, at.item.author))) {
    throw new Refusal(422, 'Review cannot be requested from pull request author.')
  }
  for (const slug of who.teams) if (!org?.teams[slug]) throw new Refusal(422, 'Could not resolve to a node')
  for (const reviewer of who.logins) {
    if (includes(pull.reviewers, reviewer)) continue
    pull.reviewers.push(reviewer)
    record(world, at.item, at.by, { event: 'review_requested', reviewer, team: null })
    tellItem(world, at, 'review_requested', { requested_reviewer: accountShape(world, reviewer) })
  }
  for (const slug of who.teams) {
    const team = org?.teams[slug]
    if (!org || !team || pull.reviewTeams.includes(slug)) continue
    pull.reviewTeams.push(slug)
    record(world, at.item, at.by, { event: 'review_requested', reviewer: null, team: slug })
    tellItem(world, at, 'review_requested', { requested_team: teamShape(world, org, team) })
  }
}

export function unrequestReview(world: World, at: At, logins: readonly string[]): void {
  const pull = needPull(at.item)
  for (const reviewer of logins) {
    if (!includes(pull.reviewers, reviewer)) continue
    pull.reviewers = without(pull.reviewers, reviewer)
    record(world, at.item, at.by, { event: 'review_request_removed', reviewer, team: null })
    tellItem(world, at, 'review_request_removed', { requested_reviewer: accountShape(world, reviewer) })
  }
}

/** Merges by itself once everything needed is there; here only the wish is kept. */
export function enableAutoMerge(world: World, at: At): void {
  needPull(at.item).auto_merge = { by: at.by.login, method: 'merge' }
  record(world, at.item, at.by, { event: 'auto_merge_enabled' })
  tellItem(world, at, 'auto_merge_enabled')
}

/** Links an issue in the sidebar. GitHub tells nobody of it. */
export function link(world: World, at: At, ref: ItemRef, linked: boolean): void {
  const pull = needPull(at.item)
  const found = findRef(world, ref)
  if (!found) throw new Refusal(404, 'Not Found')
  const others = pull.linked.filter((each) => !sameRef(each, ref))
  pull.linked = linked ? [...others, ref] : others
  const event = linked ? 'connected' : 'disconnected'
  record(world, at.item, at.by, { event, source: ref })
  record(world, found.item, at.by, { event, source: { repo: fullName(at.repo), number: at.item.number } })
}

/** Merges, or refuses with 405 and GitHub's reason. Issues the pull request closes are closed with it. */
export function merge(world: World, at: At, sha?: string): string {
  const { repo, item } = at
  const pull = needPull(item)
  const refusal = mergeRefusal(repo, item, pull)
  if (refusal !== undefined) throw new Refusal(405, refusal)
  if (sha !== undefined && sha !== pull.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  const made = mergeCommit(world, at, pull)
  settleMerge(world, at, made)
  moveBranch(world, at, pull.base, made)
  return made
}

function mergeCommit(world: World, at: At, pull: Pull): string {
  const { repo, item, by } = at
  const base = repo.branches[pull.base] ?? ''
  const start = resolve(repo, pullBase(repo, item))?.tree ?? {}
  const head = repo.commits[pull.sha]?.tree ?? {}
  const gone = Object.keys(start).filter((path) => head[path] === undefined)
  const files: Files = { ...head, ...Object.fromEntries(gone.map((path) => [path, null])) }
  const message = `Merge pull request #${item.number} from ${pull.fork ?? repo.owner}/${pull.head}\n\n${item.title}`
  return addCommit(world, repo, { parents: [base, pull.sha], files, author: by.login, message }).sha
}

/** What is so once a pull request is in its base. */
export function settleMerge(world: World, at: At, sha: string): void {
  const { repo, item, by } = at
  const pull = needPull(item)
  pull.merged_at = timeNow(world)
  pull.merged_by = by.login
  pull.merge_commit_sha = sha
  pull.auto_merge = null
  record(world, item, by, { event: 'merged' })
  close(world, at, null, sha)
  if (!same(pull.base, repo.default_branch)) return
  for (const ref of closingRefs(world, repo, item)) {
    const found = findRef(world, ref)
    if (found) close(world, { ...found, by }, 'completed')
  }
}
