import type { Account } from '../state.ts'
import { same, type World } from '../world.ts'
import { deleteKey } from './keys.ts'

/** Where the state names people, by themselves or in lists. */
const naming = new Set([
  'actor',
  'assignee',
  'assignees',
  'author',
  'by',
  'closed_by',
  'creator',
  'maintainers',
  'members',
  'merged_by',
  'reviewer',
  'reviewers',
  'user',
])

/** Where it knows them by their login. */
const byLogin = new Set(['members', 'collaborators'])

/**
 * Somebody takes another login: everything they did and have is theirs under it, and nobody is told. The one they had is
 * nobody's, and leads nowhere.
 */
export function renameUser(world: World, login: string, to: string): void {
  const { accounts, orgs, people, projects, repos } = world.state
  const account = accounts[login.toLowerCase()]
  if (!account) throw new Error(`Nobody is called ${login}`)
  deleteKey(accounts, login.toLowerCase())
  accounts[to.toLowerCase()] = { ...account, login: to }
  for (const token of Object.keys(people)) if (same(people[token] ?? '', login)) people[token] = to
  for (const part of [orgs, repos, projects]) renameIn(part, login, to)
}

/** github.com shows nobody whom it has suspended; on Enterprise Server they are shown as that. Nobody is told. */
export function suspendUser(world: World, login: string, suspended: NonNullable<Account['suspended']>): void {
  const account = world.state.accounts[login.toLowerCase()]
  if (!account) throw new Error(`Nobody is called ${login}`)
  account.suspended = suspended
}

function renameIn(value: unknown, login: string, to: string): void {
  if (typeof value !== 'object' || value === null) return
  const map = value as Record<string, unknown>
  for (const [key, part] of Object.entries(map)) {
    const isName = (one: unknown) => typeof one === 'string' && same(one, login)
    if (naming.has(key) && isName(part)) map[key] = to
    else if (naming.has(key) && Array.isArray(part))
      map[key] = part.map((one: unknown) => (isName(one) ? to : one))
    else if (byLogin.has(key) && isMap(part)) renameKey(part, login, to)
    else renameIn(part, login, to)
  }
}

function renameKey(map: Record<string, unknown>, login: string, to: string): void {
  const found = Object.keys(map).find((each) => same(each, login))
  if (found === undefined) return
  const value = map[found]
  deleteKey(map, found)
  map[to] = value
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
