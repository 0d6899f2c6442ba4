import { resolve } from '../git.ts'
import { notFound, Refusal } from '../refusal.ts'
import { releaseShape } from '../shape/release.ts'
import type { Repo } from '../state.ts'
import type { Release } from '../state-release.ts'
import { type Actor, nextId, timeNow, type World } from '../world.ts'

interface At {
  repo: Repo
  by: Actor
}

/** A tag is pushed. */
export function createTag(world: World, { repo, by }: At, tag: string, ref: string): void {
  const sha = resolve(repo, ref)?.sha
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`)
  if (repo.tags[tag] !== undefined) throw new Refusal(422, 'Reference already exists')
  repo.tags[tag] = sha
  repo.pushed_at = timeNow(world)
  repo.tagged.push({ id: nextId(world), tag, by: by.login, at: timeNow(world) })
  const told = {
    ref: tag,
    ref_type: 'tag',
    master_branch: repo.default_branch,
    description: null,
    pusher_type: 'user',
  }
  world.tell({ event: 'create', repo, sender: by.login, body: () => told })
}

export interface NewRelease {
  tag: string
  /** What a tag that is not there yet is made on. */
  target?: string
  draft?: boolean
  prerelease?: boolean
}

/** A release is saved as a draft, or published at once, with its tag where there is none yet. */
export function createRelease(world: World, at: At, made: NewRelease): Release {
  const { draft = false, prerelease = false, tag, target = at.repo.default_branch } = made
  const release: Release = {
    id: nextId(world),
    tag_name: tag,
    target,
    name: tag,
    draft: true,
    prerelease,
    author: at.by.login,
    created_at: timeNow(world),
    published_at: null,
  }
  at.repo.releases.push(release)
  if (draft) tell(world, at, release, 'created')
  else publish(world, at, release, ['created', 'published'])
  return release
}

/** A draft is published. */
export function publishRelease(world: World, at: At, tag: string): void {
  publish(world, at, releaseOf(at, tag), ['published'])
}

/** What was a pre-release becomes one that is none. */
export function promoteRelease(world: World, at: At, tag: string): void {
  const release = releaseOf(at, tag)
  release.prerelease = false
  tell(world, at, release, 'edited', { changes: {} })
  tell(world, at, release, 'released')
}

function publish(world: World, at: At, release: Release, actions: readonly string[]): void {
  release.draft = false
  release.published_at = timeNow(world)
  if (at.repo.tags[release.tag_name] === undefined) createTag(world, at, release.tag_name, release.target)
  for (const action of [...actions, release.prerelease ? 'prereleased' : 'released'])
    tell(world, at, release, action)
}

function releaseOf({ repo }: At, tag: string): Release {
  const found = repo.releases.find((each) => each.tag_name === tag)
  if (!found) throw notFound()
  return found
}

function tell(world: World, { repo, by }: At, release: Release, action: string, more: object = {}): void {
  const body = () => ({ action, ...more, release: releaseShape(world, repo, release) })
  world.tell({ event: 'release', repo, sender: by.login, body })
}
