import { createPublicKey } from 'node:crypto'
import { grants } from './auth.ts'
import { renameUser, suspendUser } from './change/account.ts'
import { createLabel } from './change/label.ts'
import { addCommit } from './git.ts'
import { repositoryName } from './shape/repository.ts'
import type { Account, App, Installation, Org, Permissions, Repo, Role, Team } from './state.ts'
import type { Project } from './state-board.ts'
import {
  appOf,
  findRepo,
  fullName,
  includes,
  needRepo,
  nextId,
  person,
  timeNow,
  type World,
} from './world.ts'

export interface RepoOptions {
  full_name: string
  defaultBranch?: string
  private?: boolean
  /** Paths to texts of the first commit. */
  files?: Record<string, string>
  labels?: readonly (string | { name: string; color?: string; description?: string })[]
  collaborators?: Record<string, Role>
  /** Team slugs to what they may do here. */
  teams?: Record<string, Role>
  requiredChecks?: readonly string[]
  requiredApprovals?: number
}

export interface AppOptions {
  id: number
  slug: string
  name?: string
  /** PEM; the public half is taken from it. */
  privateKey: string
  webhookSecret: string
  webhookUrl?: string
  permissions: Permissions
  events: readonly string[]
}

/** Ways to arrange a world before anything happens in it: nobody is told of what they do, except of installations. */
export interface Builders {
  addOrg(
    login: string,
    options?: {
      members?: readonly string[]
      admins?: readonly string[]
      basePermission?: Role | 'none'
      issueTypes?: readonly string[]
    },
  ): Org
  /** A person. The personal token `ghp_<login>` acts as them over HTTP. */
  addUser(login: string): void
  /** Members are made people and members of the org. */
  /** Somebody takes another login: GitHub tells nobody, and knows nobody by the old one. */
  renameUser(login: string, to: string): void
  /** `unseen`, as on github.com; or since when, as Enterprise Server shows it. */
  suspendUser(login: string, suspended?: NonNullable<Account['suspended']>): void
  addTeam(
    org: string,
    slug: string,
    members: readonly string[],
    options?: { name?: string; parent?: string; maintainers?: readonly string[] },
  ): Team
  addRepo(options: RepoOptions): Repo
  addApp(options: AppOptions): App
  /** Installs an App on all of an account's repositories, or on those named; tells the App. */
  install(app: string, account: string, repos?: readonly string[]): Installation
  /**
   * What an App may do in an account from now on. What is taken away is gone at once, and nobody is told; what is given is
   * told, and is for new tokens. `unlisted`: the webhook names no repositories.
   */
  permit(app: string, account: string, permissions: Permissions, how?: { unlisted?: boolean }): void
  addProject(owner: string, title: string, fields: Project['fields']): Project
}

export function createBuilders(world: World): Builders {
  return {
    addOrg: (login, options = {}) => addOrg(world, login, options),
    addUser: (login) => addAccount(world, login, 'User'),
    renameUser: (login, to) => renameUser(world, login, to),
    suspendUser: (login, suspended = 'unseen') => suspendUser(world, login, suspended),
    addTeam: (org, slug, members, options = {}) => addTeam(world, { org, slug, members, ...options }),
    addRepo: (options) => addRepo(world, options),
    addApp: (options) => addApp(world, options),
    install: (app, account, repos) => install(world, app, account, repos ?? null),
    permit: (app, account, permissions, { unlisted = false } = {}) =>
      permit(world, { app, account, permissions, unlisted }),
    addProject: (owner, title, fields) => addProject(world, owner, title, fields),
  }
}

export function addAccount(world: World, login: string, type: 'User' | 'Bot' | 'Organization'): void {
  const key = login.toLowerCase()
  world.state.accounts[key] ??= { id: nextId(world), login, type }
  if (type === 'User') world.state.people[`ghp_${key}`] ??= login
}

function addOrg(world: World, login: string, options: NonNullable<Parameters<Builders['addOrg']>[1]>): Org {
  addAccount(world, login, 'Organization')
  const members: Org['members'] = {}
  for (const each of options.members ?? []) members[each] = 'member'
  for (const each of options.admins ?? []) members[each] = 'admin'
  for (const each of Object.keys(members)) addAccount(world, each, 'User')
  const org: Org = {
    login,
    members,
    basePermission: options.basePermission ?? 'write',
    teams: {},
    issueTypes: [...(options.issueTypes ?? ['Task', 'Bug', 'Feature'])],
  }
  world.state.orgs[login.toLowerCase()] = org
  return org
}

function addTeam(
  world: World,
  options: {
    org: string
    slug: string
    members: readonly string[]
    name?: string
    parent?: string
    maintainers?: readonly string[]
  },
): Team {
  const org = world.state.orgs[options.org.toLowerCase()]
  if (!org) throw new Error(`No organisation ${options.org}: add it first`)
  const maintainers = [...(options.maintainers ?? [])]
  for (const each of [...options.members, ...maintainers]) {
    addAccount(world, each, 'User')
    if (!includes(Object.keys(org.members), each)) org.members[each] = 'member'
  }
  const team: Team = {
    id: nextId(world),
    slug: options.slug,
    name: options.name ?? options.slug,
    members: [...options.members],
    maintainers,
    parent: options.parent ?? null,
  }
  org.teams[options.slug] = team
  return team
}

function addRepo(world: World, options: RepoOptions): Repo {
  const [owner = '', name = ''] = options.full_name.split('/')
  if (!world.state.accounts[owner.toLowerCase()]) addAccount(world, owner, 'User')
  const branch = options.defaultBranch ?? 'main'
  const repo = emptyRepo(world, owner, name, branch)
  repo.private = options.private ?? false
  repo.teams = { ...options.teams }
  repo.requiredChecks = [...(options.requiredChecks ?? [])]
  repo.requiredApprovals = options.requiredApprovals ?? 0
  for (const [login, role] of Object.entries(options.collaborators ?? {})) {
    addAccount(world, login, 'User')
    repo.collaborators[login] = role
  }
  for (const each of options.labels ?? []) {
    createLabel(world, repo, person(owner), typeof each === 'string' ? { name: each } : each)
  }
  const files = options.files ?? { 'README.md': `# ${name}\n` }
  repo.branches[branch] = addCommit(world, repo, {
    parents: [],
    files,
    author: owner,
    message: 'First commit',
  }).sha
  world.state.repos[fullName(repo).toLowerCase()] = repo
  return repo
}

function emptyRepo(world: World, owner: string, name: string, branch: string): Repo {
  const now = timeNow(world)
  return {
    id: nextId(world),
    owner,
    name,
    private: false,
    default_branch: branch,
    created_at: now,
    pushed_at: now,
    archived: false,
    collaborators: {},
    teams: {},
    labels: [],
    milestones: [],
    items: {},
    gone: {},
    lastNumber: 0,
    open: 0,
    branches: {},
    tags: {},
    tagged: [],
    releases: [],
    commits: {},
    checkRuns: [],
    checkSuites: [],
    statuses: [],
    mergeGroups: [],
    deployments: [],
    workflowRuns: [],
    requiredChecks: [],
    requiredApprovals: 0,
    dispatches: [],
  }
}

function addApp(world: World, options: AppOptions): App {
  addAccount(world, `${options.slug}[bot]`, 'Bot')
  const app: App = {
    id: options.id,
    slug: options.slug,
    name: options.name ?? options.slug,
    client_id: `Iv1.practice${options.id}`,
    publicKey: createPublicKey(options.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    webhookSecret: options.webhookSecret,
    webhookUrl: options.webhookUrl ?? null,
    permissions: { metadata: 'read', ...options.permissions },
    events: [...options.events],
    created_at: timeNow(world),
  }
  world.state.apps.push(app)
  return app
}

function install(world: World, slug: string, account: string, repos: readonly string[] | null): Installation {
  const app = world.state.apps.find((each) => each.slug === slug)
  if (!app) throw new Error(`No App ${slug}: add it first`)
  const installation: Installation = {
    id: nextId(world),
    app: app.id,
    account,
    repos: repos === null ? null : repos.map((each) => fullName(needRepo(world, each))),
    permissions: { ...app.permissions },
    created_at: timeNow(world),
    suspended: false,
  }
  world.state.installations.push(installation)
  tellInstallation(world, installation, 'created')
  return installation
}

function permit(
  world: World,
  {
    app: slug,
    account,
    permissions,
    unlisted,
  }: { app: string; account: string; permissions: Permissions; unlisted: boolean },
): void {
  const app = world.state.apps.find((each) => each.slug === slug)
  const installation = world.state.installations.find(
    (each) => each.app === app?.id && each.account === account,
  )
  if (!app || !installation) throw new Error(`${slug} is not installed on ${account}`)
  const before = installation.permissions
  installation.permissions = { metadata: 'read', ...permissions }
  for (const token of Object.values(world.state.tokens)) {
    if (token.installation !== installation.id) continue
    const left = Object.entries(token.permissions).flatMap(([name, level]) => {
      const now = grants(permissions, name, level) ? level : permissions[name]
      return now === undefined ? [] : [[name, now] as const]
    })
    token.permissions = { ...Object.fromEntries(left), metadata: 'read' }
  }
  const isMore = Object.entries(permissions).some(([name, level]) => !grants(before, name, level))
  if (isMore) tellInstallation(world, installation, 'new_permissions_accepted', unlisted)
}

export function tellInstallation(
  world: World,
  installation: Installation,
  action: string,
  unlisted = false,
): void {
  world.tell({
    event: 'installation',
    org: installation.account,
    app: appOf(world, installation.app).id,
    sender: installation.account,
    body: () => ({
      action,
      ...(unlisted ? {} : { repositories: reposOf(world, installation).map(repositoryName) }),
      requester: null,
    }),
  })
}

/** Repositories that an installation reaches. */
export function reposOf(world: World, installation: Installation): Repo[] {
  if (installation.repos !== null) return installation.repos.flatMap((each) => findRepo(world, each) ?? [])
  const prefix = `${installation.account.toLowerCase()}/`
  return Object.entries(world.state.repos).flatMap(([key, repo]) => (key.startsWith(prefix) ? [repo] : []))
}

function addProject(world: World, owner: string, title: string, fields: Project['fields']): Project {
  const number = world.state.projects.filter((each) => each.owner === owner).length + 1
  const project: Project = { id: nextId(world), owner, number, title, fields, items: [] }
  world.state.projects.push(project)
  return project
}
