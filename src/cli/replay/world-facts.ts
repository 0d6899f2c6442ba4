import { z } from 'zod'
import type { FactRef, FactTypes, Permission, Review } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'
import { type Item, includesName } from '../../core/item.ts'
import { referencesIn } from '../../core/references.ts'
import { itemKey } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { FactSource, SubjectRow } from '../../pipeline/ports.ts'
import type { World, WorldReview } from './world.ts'

/** What a world's facts are asked about beside the file: the items as they are now. */
export interface WorldItems {
  rows(): Iterable<SubjectRow>
  row(key: string): SubjectRow | undefined
}

/** Facts as the world file and the lines since tell them. What is listed is whole; what is not listed is unknown (D10.7). */
export class WorldFacts implements FactSource {
  readonly #world: World
  readonly #items: WorldItems
  /** What lines told of members of teams that are not listed: a team's key and a login, in lower case. */
  readonly #members = new Map<string, boolean>()

  constructor(world: World, items: WorldItems) {
    this.#world = structuredClone(world)
    this.#items = items
  }

  async load<N extends keyof FactTypes>(ref: FactRef<N>): Promise<Known<FactTypes[N]>> {
    // The map below answers each name with that name's type; this is where the union is taken apart.
    return this.#answer(ref) as Known<FactTypes[N]>
  }

  async refresh(row: SubjectRow): Promise<Known<Item | undefined>> {
    return row.item ? known(row.item) : unknown(`${row.key} is not in the world`)
  }

  async history(): Promise<Known<readonly []>> {
    return known([])
  }

  #answer({ name, key }: FactRef): Known<unknown> {
    const world = this.#world
    switch (name) {
      case 'team':
        return listed(valueOf(world.teams, key), key)
      case 'member':
        return listed(this.#members.get(key.toLowerCase()), key)
      case 'permission':
        return this.#permission(key)
      case 'issue': {
        const row = this.#items.row(key)
        return row?.item
          ? known({ item: row.item, history: row.history })
          : unknown(`${key} is not in the world`)
      }
      case 'files':
        return listed(this.#atHead(world.files, key), key)
      case 'commits': {
        const shas = this.#atHead(world.commits, key)
        return shas ? known(shas.map((sha) => ({ sha, parents: [] }))) : unknown(`commits of ${key}`)
      }
      case 'closing':
        return listed(world.closing[key], key)
      case 'closers':
        return known(this.#closers(key))
      case 'reviews':
        return this.#reviews(key)
      case 'checks': {
        const checks = world.checks[key]
        return checks ? known(Object.entries(checks).map(checkState)) : unknown(`checks of ${key}`)
      }
      case 'members':
        return listed(world.groups[key], key)
      case 'env':
        return this.#deployments(key)
      case 'contents':
        return key in world.contents ? known(world.contents[key]) : unknown(key)
      case 'labels':
        return listed(world.labels[key], key)
      case 'sub-issues':
        return listed(world['sub-issues'][key], key)
      case 'parent': {
        const parent = Object.entries(world['sub-issues']).find(([, children]) => children.includes(key))
        return parent ? known(parent[0]) : unknown(`parent of ${key}`)
      }
      case 'fields':
        return this.#fields(key)
      case 'label-definitions':
      case 'comments':
      case 'turns':
        return unknown(`${name} of ${key}`)
      default:
        return name satisfies never
    }
  }

  #permission(key: string): Known<Permission> {
    const [owner, name, login] = key.split('/')
    const list = valueOf(this.#world.permissions, `${owner}/${name}`)
    if (!list || login === undefined) return unknown(`permissions of ${owner}/${name}`)
    const found = valueOf(list, login)
    return known(permissions.find((permission) => permission === found) ?? 'none')
  }

  /** Files and commits are unknown after new commits unless they are keyed for that very commit (D10.5). */
  #atHead<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
    const row = this.#items.row(key)
    const sha = row?.item?.pull?.sha
    if (sha !== undefined && `${key}@${sha}` in map) return map[`${key}@${sha}`]
    const moved = row?.history.some(({ what }) => what === 'synchronized')
    return moved ? undefined : map[key]
  }

  #closers(key: string): string[] {
    const found: string[] = []
    for (const row of this.#items.rows()) {
      if (!row.item?.pull) continue
      const closes = [...(this.#world.closing[row.key] ?? []), ...referencesIn(row.item.body, row.repo)]
      if (includesName(closes, key)) found.push(row.key)
    }
    return found.sort()
  }

  /** Reviews of the file, then those that lines told. A pull request whose opening was seen had none before. */
  #reviews(key: string): Known<readonly Review[]> {
    const row = this.#items.row(key)
    const given =
      this.#world.reviews[key] ??
      this.#world.issues.find((issue) => itemKey(issue.repo, issue.number) === key)?.reviews
    const opened = row?.history.some(({ what, source }) => what === 'opened' && source === 'webhook')
    if (!given && !opened) return unknown(`reviews of ${key}`)
    const told = (row?.history ?? []).flatMap((entry): Review[] =>
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
    return known([...(given ?? []).map(reviewOf), ...told])
  }

  #deployments(key: string): Known<FactTypes['env']> {
    const { deployments } = this.#world
    if (!deployments) return unknown(`deployments to ${key}`)
    const own = deployments.filter(({ repo, environment }) => `${repo}/${environment}` === key)
    return known(
      own
        .map(({ environment, sha, state, at, by }) => ({
          environment,
          sha,
          state: deploymentState(state),
          at,
          ...(by === undefined ? {} : { by }),
        }))
        .sort((a, b) => b.at - a.at),
    )
  }

  #fields(key: string): Known<FactTypes['fields']> {
    const given =
      this.#world.fields[key] ??
      this.#world.issues.find((issue) => itemKey(issue.repo, issue.number) === key)?.fields
    if (!given) return unknown(`fields of ${key}`)
    return known(
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat().map(String)])),
    )
  }

  /** What a line says about the world beside its own item: a team's member, a check, a deployment, a label. */
  hear(event: string, payload: unknown, at: Instant): void {
    const hear = hearers[event]
    if (hear) hear({ world: this.#world, members: this.#members }, payload, at)
  }
}

const permissions: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none']

/** Team and login names are the same whatever their case. */
function valueOf<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
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

/** Neutral and skipped pass on GitHub. */
function conclusion(state: string): 'success' | 'failure' | 'pending' {
  if (['success', 'neutral', 'skipped'].includes(state)) return 'success'
  return ['queued', 'in_progress', 'pending', 'waiting', 'requested'].includes(state) ? 'pending' : 'failure'
}

function deploymentState(state: string): 'success' | 'failure' | 'pending' | 'inactive' {
  if (state === 'success' || state === 'inactive') return state
  return state === 'failure' || state === 'error' ? 'failure' : 'pending'
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

interface Held {
  world: World
  members: Map<string, boolean>
}

type Hear = (held: Held, payload: unknown, at: Instant) => void

const repository = z.looseObject({ full_name: z.string() })

const hearers: Readonly<Record<string, Hear>> = {
  membership: ({ world, members: told }, payload) => {
    const read = z
      .looseObject({
        action: z.string(),
        member: z.looseObject({ login: z.string() }),
        team: z.looseObject({ slug: z.string() }),
        organization: z.looseObject({ login: z.string() }),
      })
      .safeParse(payload)
    if (!read.success) return
    const { action, member, team, organization } = read.data
    const key = `${organization.login}/${team.slug}`
    const members = valueOf(world.teams, key)
    // A team of which nothing is listed stays unknown: one member more does not make it whole.
    if (!members) {
      told.set(`${key}/${member.login}`.toLowerCase(), action === 'added')
      return
    }
    const others = members.filter((login) => login.toLowerCase() !== member.login.toLowerCase())
    world.teams[key] = action === 'added' ? [...others, member.login] : others
  },
  check_run: ({ world }, payload) => {
    const read = z
      .looseObject({
        check_run: z.looseObject({
          name: z.string(),
          head_sha: z.string(),
          status: z.string().optional(),
          conclusion: z.string().nullish(),
        }),
        repository,
      })
      .safeParse(payload)
    if (!read.success) return
    const { check_run: run } = read.data
    setCheck(world, `${read.data.repository.full_name}@${run.head_sha}`, {
      name: run.name,
      state: run.conclusion ?? run.status ?? 'pending',
    })
  },
  status: ({ world }, payload) => {
    const read = z
      .looseObject({ sha: z.string(), context: z.string(), state: z.string(), repository })
      .safeParse(payload)
    if (!read.success) return
    setCheck(world, `${read.data.repository.full_name}@${read.data.sha}`, {
      name: read.data.context,
      state: read.data.state,
    })
  },
  deployment_status: ({ world }, payload, at) => {
    const read = z
      .looseObject({
        deployment_status: z.looseObject({ state: z.string() }),
        deployment: z.looseObject({
          sha: z.string(),
          environment: z.string(),
          creator: z.looseObject({ login: z.string() }).nullish(),
        }),
        repository,
      })
      .safeParse(payload)
    if (!read.success) return
    const { deployment, deployment_status: status } = read.data
    const by = deployment.creator?.login
    const told = {
      repo: read.data.repository.full_name,
      environment: deployment.environment,
      sha: deployment.sha,
      state: status.state,
      at,
      ...(by === undefined ? {} : { by }),
    }
    world.deployments = [...(world.deployments ?? []), told]
  },
  label: ({ world }, payload) => {
    const read = z
      .looseObject({ action: z.string(), label: z.looseObject({ name: z.string() }), repository })
      .safeParse(payload)
    if (!read.success) return
    const { action, label, repository: repo } = read.data
    const labels = world.labels[repo.full_name]
    if (!labels) return
    const others = labels.filter((name) => name.toLowerCase() !== label.name.toLowerCase())
    world.labels[repo.full_name] = action === 'deleted' ? others : [...others, label.name]
  },
}

function setCheck(world: World, key: string, { name, state }: { name: string; state: string }): void {
  world.checks[key] = { ...world.checks[key], [name]: state }
}
