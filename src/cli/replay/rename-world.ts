import { type FormerName, renamed } from '../../core/former-name.ts'
import type { ToldWorld } from './world-news.ts'

/** The world of a replay with a repository, or all of an owner's, under its new name. Texts stay as they were written. */
export function renameWorld({ world, told }: ToldWorld, name: FormerName): void {
  const moved = (key: string) => renamed(key, name, name.was.includes('/') ? '#@!/:' : '/')
  for (const part of byName) Object.assign(world, { [part]: withKeys<unknown>(world[part], moved) })
  world.closing = withValues(world.closing, moved)
  world['sub-issues'] = withValues(world['sub-issues'], moved)
  world.ships = Object.fromEntries(
    Object.entries(world.ships).map(([key, shipped]) => [
      key,
      shipped.map((each) => (typeof each === 'string' ? moved(each) : each)),
    ]),
  )
  for (const each of [...world.issues, ...(world.deployments ?? [])]) each.repo = moved(each.repo)
  moveKeys(told.members, moved)
  moveKeys(told.labelsGone, moved)
  moveKeys(told.visibility, moved)
  moveKeys(told.pushes, moved)
  moveKeys(told.defaultBranch, moved)
  moveKeys(told.versions, moved)
  moveKeys(told.subIssues, moved)
  for (const [parent, children] of told.subIssues) told.subIssues.set(parent, children.map(moved))
  for (const commit of [...told.checks]) {
    told.checks.delete(commit)
    told.checks.add(moved(commit))
  }
}

const byName = [
  'teams',
  'permissions',
  'files',
  'commits',
  'closing',
  'checks',
  'contents',
  'labels',
  'history',
  'pull',
  'groups',
  'sub-issues',
  'ships',
  'reviews',
  'comments',
  'fields',
] as const

/** What is listed under the new name already stays. */
function withKeys<T>(map: Readonly<Record<string, T>>, moved: (key: string) => string): Record<string, T> {
  const entries = Object.entries(map)
  const old = entries
    .filter(([key]) => moved(key) !== key)
    .map(([key, value]) => [moved(key), value] as const)
  return { ...Object.fromEntries(old), ...Object.fromEntries(entries.filter(([key]) => moved(key) === key)) }
}

function withValues(
  map: Readonly<Record<string, readonly string[]>>,
  moved: (key: string) => string,
): Record<string, string[]> {
  return Object.fromEntries(Object.entries(map).map(([key, names]) => [key, names.map(moved)]))
}

function moveKeys<T>(map: Map<string, T>, moved: (key: string) => string): void {
  for (const [key, value] of [...map]) {
    map.delete(key)
    map.set(moved(key), map.get(moved(key)) ?? value)
  }
}
