import { boardOf, isAboutBoard } from '../../core/boards.ts'
import type { FactRef, FactTypes, Permission, Review } from '../../core/fact.ts'
import { type Item, includesName } from '../../core/item.ts'
import { oncePer } from '../../core/once-per.ts'
import type { Past } from '../../core/past.ts'
import { compareText, itemKey } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { FactSource, Near, SubjectRow } from '../../pipeline/ports.ts'
import type { World, WorldReview } from './world.ts'
import { containsCommit, shippedKeys } from './world-commits.ts'
import { contentsAt, treeAt, versionsOf } from './world-contents.ts'
import { deploymentsOf, deploymentsTo } from './world-deployments.ts'
import { reviewTarget } from './world-items.ts'
import type { Told, ToldWorld } from './world-news.ts'
import { runState, shippingOf } from './world-runs.ts'

/** What a world's facts are asked about beside the file: the items as they are now. */
export interface WorldItems {
  rows(): Iterable<SubjectRow>
  row(key: string): SubjectRow | undefined
  /** Pull requests whose body closes an issue. */
  naming(issue: string): readonly string[]
}

/** Facts as the world file and the lines since tell them. What is listed is whole; what is not listed is unknown (D10.7). */
export class WorldFacts implements FactSource {
  readonly #world: World
  readonly #told: Told
  readonly #items: WorldItems

  constructor({ world, told }: ToldWorld, items: WorldItems) {
    this.#world = world
    this.#told = told
    this.#items = items
  }

  async load<N extends keyof FactTypes>(ref: FactRef<N>, near: Near): Promise<Known<FactTypes[N]>> {
    // The map below answers each name with that name's type; this is where the union is taken apart.
    return this.#answer(ref, near) as Known<FactTypes[N]>
  }

  async refresh(row: SubjectRow): Promise<Known<Item | undefined>> {
    return row.item ? known(row.item) : unknown(`${row.key} is not in the world`)
  }

  async history(): Promise<Known<readonly []>> {
    return known([])
  }

  #answer({ name, key }: FactRef, near: Near): Known<unknown> {
    const world = this.#world
    const held = { world, told: this.#told }
    const past = this.#pastOf(key, near)
    switch (name) {
      case 'team':
        return listed(named(world.teams, key), key)
      case 'member':
        return listed(this.#told.members.get(key.toLowerCase()), key)
      case 'permission':
        return this.#permission(key)
      case 'issue':
        return past ? known(past) : unknown(`${key} is not in the world`)
      case 'files':
        return listed(atHead(world.files, key, past), key)
      case 'commits': {
        const shas = atHead(world.commits, key, past)
        return shas ? known(shas.map((sha) => ({ sha, parents: [] }))) : unknown(`commits of ${key}`)
      }
      case 'closing':
        return listed(world.closing[key], key)
      case 'closers':
        return known(this.#closers(key))
      case 'reviews':
        return this.#reviews(key, past)
      case 'checks': {
        const checks = world.checks[key]
        return checks ? known(Object.entries(checks).map(checkState)) : unknown(`checks of ${key}`)
      }
      case 'checks-whole':
        return this.#told.checks.has(key) ? unknown(`checks of ${key}`) : known(true)
      case 'members':
        return listed(world.groups[key], key)
      case 'env':
        return deploymentsTo({ world, told: this.#told }, key)
      case 'env-commit':
        return deploymentsOf({ world, told: this.#told }, key)
      case 'run':
        return runState({ world, told: this.#told }, key)
      case 'gate-reviews':
        return known(this.#told.gateReviews.get(key) ?? [])
      case 'shipping':
        return shippingOf({ world, told: this.#told }, this.#items.rows(), key)
      case 'contains':
        return containsCommit({ world, told: this.#told }, this.#items.rows(), key)
      case 'ships':
        return known(this.#ships(key, past))
      case 'contents':
        return contentsAt(held, this.#items.rows(), key)
      case 'tree':
        return treeAt(held, key)
      case 'versions':
        return versionsOf(held, key)
      case 'merged-at':
      case 'merge-base':
        // Lines tell when a branch moved, and no file lists where it was left.
        return known(null)
      case 'templates':
        return this.#templates(key)
      case 'user':
        return this.#user(key)
      case 'visibility':
        // A repository of which nobody says that it is private is public.
        return known(this.#told.visibility.get(key) ?? 'public')
      case 'labels':
        return this.#labels(key)
      case 'sub-issues':
        return listed(this.#subIssues(key, past), key)
      case 'parent':
        return this.#parent(key)
      case 'fields':
        return this.#fields(key, past)
      case 'assignable':
      case 'reachable':
        // Effects always succeed in a replay (D10.8).
        return known(true)
      case 'iterations':
        return listed(this.#iterations(key), key)
      case 'label-definitions':
      case 'comments':
      case 'turns':
      case 'loads':
      case 'opened':
      case 'remembered':
      case 'overrides':
      case 'count':
      case 'count-unread':
      case 'queue':
      case 'asked':
      case 'runs':
      case 'locks':
        return unknown(`${name} of ${key}`)
      default:
        return name satisfies never
    }
  }

  #permission(key: string): Known<Permission> {
    const [owner, name, login] = key.split('/')
    const list = named(this.#world.permissions, `${owner}/${name}`)
    if (!list || login === undefined) return unknown(`permissions of ${owner}/${name}`)
    const found = named(list, login)
    return known(permissions.find((permission) => permission === found) ?? 'none')
  }

  /** The item as it is judged just now, else as it is held. */
  #pastOf(key: string, { past }: Near): Past | undefined {
    if (past && itemKey(past.item.repo, past.item.number) === key) return past
    const row = this.#items.row(key)
    return row?.item ? { item: row.item, history: row.history } : undefined
  }

  /** Those that lines told of are all there are where the issue's opening was seen: it had none before. */
  #subIssues(key: string, past: Past | undefined): readonly string[] | undefined {
    return this.#world['sub-issues'][key] ?? (isOpeningSeen(past) ? this.#told.subIssues.get(key) : undefined)
  }

  /** Sub-issues as far as they are listed: what nobody lists ships nothing. */
  #ships(key: string, past: Past | undefined): string[] {
    const given = this.#world.ships[key]
    const repo = past?.item.repo ?? key.split('#')[0] ?? ''
    return given ? shippedKeys(given, repo) : [...this.#closers(key), ...(this.#subIssues(key, past) ?? [])]
  }

  #parent(key: string): Known<string | null> {
    const all = [...Object.entries(this.#world['sub-issues']), ...this.#told.subIssues]
    const parent = all.find(([, children]) => children.includes(key))
    return parent ? known(parent[0]) : unknown(`parent of ${key}`)
  }

  #closers(key: string): string[] {
    return [
      ...new Set([
        ...this.#items.naming(key),
        ...(closedBy(this.#world.closing).get(key.toLowerCase()) ?? []),
      ]),
    ]
      .filter((pull) => this.#items.row(pull)?.item?.pull)
      .sort(compareText)
  }

  /** Of a repository whose labels are not listed, those that were ever seen, once one was told to be gone. */
  #labels(repo: string): Known<readonly string[]> {
    const given = this.#world.labels[repo]
    if (given) return known(given)
    const gone = this.#told.labelsGone.get(repo)
    if (!gone) return unknown(`labels of ${repo}`)
    const seen = [...this.#items.rows()].filter((row) => row.repo === repo).flatMap(labelsSeen)
    return known([...new Set(seen)].filter((label) => !gone.has(label.toLowerCase())))
  }

  /** Reviews of the file, then those that lines told. A pull request whose opening was seen had none before. */
  #reviews(key: string, past: Past | undefined): Known<readonly Review[]> {
    const given =
      this.#world.reviews[key] ??
      this.#world.issues.find((issue) => itemKey(issue.repo, issue.number) === key)?.reviews
    if (!given && !isOpeningSeen(past)) return unknown(`reviews of ${key}`)
    const told = (past?.history ?? []).flatMap((entry): Review[] =>
      entry.what === 'reviewed' && entry.actor !== undefined
        ? [
            {
              id: Number(entry.target) || 0,
              author: entry.actor,
              state: entry.detail?.review ?? 'commented',
              sha: entry.detail?.sha ?? '',
              at: entry.at,
            },
          ]
        : [],
    )
    const inPast = new Set(past?.history.map(({ what, target }) => `${what}:${target}`))
    // A pull request that is in the world file has its reviews in its past.
    const apart = (given ?? []).filter((each, index) => !inPast.has(`reviewed:${reviewTarget(each, index)}`))
    return known([...apart.map(reviewOf), ...told])
  }

  /** Those among the files listed; where none is, nobody knows. */
  #templates(repo: string): Known<readonly string[]> {
    const found = Object.entries(this.#world.contents).filter(
      ([key, text]) =>
        text !== null && key.startsWith(`${repo}@`) && templatePath.test(key.slice(key.indexOf(':') + 1)),
    )
    return found.length > 0 ? known(found.map(([, text]) => text ?? '')) : unknown(`templates of ${repo}`)
  }

  /** Whoever a team or a list of permissions names is somebody; where permissions are listed, nobody else is. */
  #user(login: string): Known<boolean> {
    const lists = Object.values(this.#world.permissions)
    const members = Object.values(this.#world.teams).flat()
    const logins = [...members, ...lists.flatMap((list) => Object.keys(list))]
    if (includesName(logins, login)) return known(true)
    return lists.length > 0 ? known(false) : unknown(`who ${login} is`)
  }

  #iterations(key: string): FactTypes['iterations'] | undefined {
    const board = boardOf({ target: key })
    const fields = named(this.#world.iterations, board)
    return fields && named(fields, key.slice(board.length + 1))
  }

  /**
   * What lines and effects have changed since is in the item's past; where the file lists nothing that is all there is to
   * know of an item that was seen to be opened, for it was on no board before.
   */
  #fields(key: string, past: Past | undefined): Known<FactTypes['fields']> {
    const given =
      this.#world.fields[key] ??
      this.#world.issues.find((issue) => itemKey(issue.repo, issue.number) === key)?.fields
    if (given) return known(Object.keys(given).length === 0 ? [] : placementsOf(given))
    return isOpeningSeen(past) && past?.history.some(isAboutBoard) ? known([]) : unknown(`fields of ${key}`)
  }
}

/** Values by the names of fields; or, where an item is on several boards, such values by the names of boards. */
function placementsOf(given: Readonly<Record<string, unknown>>): FactTypes['fields'] {
  const boards = Object.entries(given).filter(([name]) => /^[^/\s]+\/\d+$/.test(name))
  const plain = Object.entries(given).filter((entry) => !boards.includes(entry))
  return [
    ...boards.map(([board, fields]) => ({ board, fields: valuesOf(Object.entries(Object(fields))) })),
    ...(plain.length > 0 ? [{ fields: valuesOf(plain) }] : []),
  ]
}

function valuesOf(fields: readonly (readonly [string, unknown])[]): FactTypes['fields'][number]['fields'] {
  const given = fields.filter(([, value]) => value !== null && value !== '')
  return Object.fromEntries(given.map(([name, value]) => [name, { values: [value].flat().map(String) }]))
}

const templatePath = /^(?:\.github\/|docs\/)?(?:ISSUE_TEMPLATE|PULL_REQUEST_TEMPLATE)(?:\/[^/]+)?\.md$/i

const permissions: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none']

function isOpeningSeen(past: Past | undefined): boolean {
  return past?.history.some(({ what, source }) => what === 'opened' && source === 'webhook') === true
}

/** Files and commits are unknown after new commits unless they are keyed for that very commit (D10.5). */
function atHead<T>(map: Readonly<Record<string, T>>, key: string, past: Past | undefined): T | undefined {
  const sha = past?.item.pull?.sha
  if (sha !== undefined && `${key}@${sha}` in map) return map[`${key}@${sha}`]
  return past?.history.some(({ what }) => what === 'synchronized') ? undefined : map[key]
}

/** Which pull requests the file says close an issue. */
const closedBy = oncePer((closing: World['closing']): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const [pull, issues] of Object.entries(closing)) {
    for (const issue of issues)
      found.set(issue.toLowerCase(), [...(found.get(issue.toLowerCase()) ?? []), pull])
  }
  return found
})

function labelsSeen({ item, history }: SubjectRow): string[] {
  const changed = history.filter(({ what }) => what === 'labeled' || what === 'unlabeled')
  return [...(item?.labels ?? []), ...changed.map(({ target }) => target)]
}

/** Team and login names are the same whatever their case. */
export function named<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  if (Object.hasOwn(map, key)) return map[key]
  const found = Object.keys(map).find((other) => other.toLowerCase() === key.toLowerCase())
  return found === undefined ? undefined : map[found]
}

function listed<T>(value: T | undefined, what: string): Known<T> {
  return value === undefined ? unknown(`${what} is not in the world`) : known(value)
}

function checkState([name, state]: [string, string]): FactTypes['checks'][number] {
  return { name, state: conclusion(state), own: name === 'Reeve' || name.startsWith('Reeve / ') }
}

function conclusion(state: string): FactTypes['checks'][number]['state'] {
  if (state === 'success') return state
  if (state === 'neutral' || state === 'skipped') return 'skipped'
  return ['queued', 'in_progress', 'pending', 'waiting', 'requested'].includes(state) ? 'pending' : 'failure'
}

function reviewOf(review: WorldReview): Review {
  const state = review.state
  return {
    id: review.id ?? 0,
    author: review.author ?? review.login ?? review.by ?? '',
    state:
      state === 'approved' || state === 'changes_requested' || state === 'dismissed' ? state : 'commented',
    sha: review.sha ?? '',
    at: review.at ?? 0,
  }
}
