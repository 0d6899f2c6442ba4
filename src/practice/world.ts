import { createHash } from 'node:crypto'
import { notFound, Refusal } from './refusal.ts'
import type {
  App,
  Entry,
  EntryDetail,
  Installation,
  Item,
  ItemRef,
  Label,
  Repo,
  State,
  Time,
} from './state.ts'

/** Something that happened, to be told to every App that listens. */
export interface Happening {
  event: string
  repo?: Repo
  org?: string
  sender: string
  /** What the payload says besides repository, organization, installation and sender. */
  body: () => Record<string, unknown>
  /** Only this App hears of it, subscribed or not. */
  app?: number
}

/** What every change works on: the state, the clock, the numbers it gives out and the ear it tells. */
export interface World {
  state: State
  /** Addresses written into answers; a server sets them to its own. */
  urls: { api: string; html: string }
  /** Milliseconds since 1970. */
  now(): number
  tell(happening: Happening): void
}

/** Who does something: a person, or an App as its bot. */
export interface Actor {
  login: string
  /** Slug of the App it is done through. */
  app: string | null
}

export function person(login: string): Actor {
  return { login, app: null }
}

export function timeNow(world: World): Time {
  return timeOf(world.now())
}

export function timeOf(milliseconds: number): Time {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

export function nextId(world: World): number {
  world.state.lastId += 1
  return world.state.lastId
}

/** 40 hexadecimal digits, the same in every run. */
export function nextSha(world: World): string {
  world.state.lastCommit += 1
  return createHash('sha1').update(`practice commit ${world.state.lastCommit}`).digest('hex')
}

export function fullName(repo: Repo): string {
  return `${repo.owner}/${repo.name}`
}

export function findRepo(world: World, name: string): Repo | undefined {
  const key = name.toLowerCase()
  return world.state.repos[key] ?? world.state.repos[world.state.moved[key] ?? '']
}

export function needRepo(world: World, name: string): Repo {
  const repo = findRepo(world, name)
  if (!repo) throw notFound()
  return repo
}

export function needItem(repo: Repo, number: number): Item {
  const item = repo.items[number]
  if (item) return item
  if (repo.gone[number] === null) throw new Refusal(410, 'This issue was deleted')
  throw notFound()
}

export function findRef(world: World, ref: ItemRef): { repo: Repo; item: Item } | undefined {
  const repo = findRepo(world, ref.repo)
  const item = repo?.items[ref.number]
  return repo && item ? { repo, item } : undefined
}

export function findLabel(repo: Repo, name: string): Label | undefined {
  return repo.labels.find((each) => same(each.name, name))
}

export function labelsOf(repo: Repo, item: Item): Label[] {
  return item.labels.flatMap((id) => repo.labels.filter((each) => each.id === id))
}

/** GitHub compares logins, labels and repository names without regard to case. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

export function includes(logins: readonly string[], login: string): boolean {
  return logins.some((each) => same(each, login))
}

export function without(logins: readonly string[], login: string): string[] {
  return logins.filter((each) => !same(each, login))
}

export function appOf(world: World, id: number): App {
  const app = world.state.apps.find((each) => each.id === id)
  if (!app) throw notFound()
  return app
}

/** Installations that reach a repository. */
export function installationsOn(world: World, repo: Repo): Installation[] {
  return world.state.installations.filter((each) => reaches(each, repo))
}

export function reaches(installation: Installation, repo: Repo): boolean {
  if (!same(installation.account, repo.owner)) return false
  return installation.repos === null || includes(installation.repos, fullName(repo))
}

/** Writes a line into an item's timeline. It does not move `updated_at`: the change itself does. */
export function record(world: World, item: Item, by: Actor, detail: EntryDetail): Entry {
  const entry = { id: nextId(world), actor: by.login, via: by.app, created_at: timeNow(world), ...detail }
  item.timeline.push(entry)
  return entry
}

export function touch(world: World, item: Item): void {
  item.updated_at = timeNow(world)
}
