import {
  createRelease,
  createTag,
  type NewRelease,
  promoteRelease,
  publishRelease,
} from './change/release.ts'
import type { Repo, Role } from './state.ts'
import type { Actor, World } from './world.ts'

/** What people do with releases and tags. */
export function releaseActs(world: World, inRepo: (name: string, role: Role) => { repo: Repo; by: Actor }) {
  return {
    tag: (repo: string, tag: string, ref = 'main') => createTag(world, inRepo(repo, 'write'), tag, ref),
    release: (repo: string, made: NewRelease) => createRelease(world, inRepo(repo, 'write'), made),
    publish: (repo: string, tag: string) => publishRelease(world, inRepo(repo, 'write'), tag),
    promote: (repo: string, tag: string) => promoteRelease(world, inRepo(repo, 'write'), tag),
  }
}
