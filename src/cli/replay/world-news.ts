import { z } from 'zod'
import { type FactTypes, type Visibility, visibilities } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName, withoutName } from '../../core/item.ts'
import { itemKey } from '../../core/subject.ts'
import type { World } from './world.ts'
import { hearPush, hearRelease, hearTag } from './world-commits.ts'
import type { Versions } from './world-contents.ts'
import { hearDeployment } from './world-deployments.ts'
import { named } from './world-facts.ts'
import { hearAsking, hearGateReview, hearRun, type ToldRun } from './world-runs.ts'

/** What lines told of things that the world file does not list as a whole. */
export interface Told {
  /** Members of teams that are not listed: a team's key and a login, in lower case. */
  members: Map<string, boolean>
  /** By repository, labels that were deleted, in lower case. */
  labelsGone: Map<string, Set<string>>
  /** Who can see a repository, as its newest line says. */
  visibility: Map<string, Visibility>
  /** The file lists no deployments: of an environment of which lines told nothing, nothing is known. */
  isDeploymentsUnlisted: boolean
  /** By repository, the branch that its pull requests go to, as its newest line says. */
  defaultBranch: Map<string, string>
  /** By branch, `acme/app@main`, where it stood. */
  versions: Versions
  /** By commit, those that it was pushed on. */
  pushes: Map<string, readonly string[]>
  /** By tag, `acme/app@v1`, when it was first told of, and its commit or the branch that it was made from. */
  tags: Map<string, { at: Instant; sha?: string; branch?: string }>
  /** Children of issues whose sub-issues are not listed. */
  subIssues: Map<string, readonly string[]>
  /** Reviews of deployments, given on GitHub's own page, by the run, `acme/app/42`. */
  gateReviews: Map<string, FactTypes['gate-reviews']>
  /** Workflow runs that lines told of, `acme/app/42`. */
  runs: Map<string, ToldRun>
  /** Commits whose checks are not listed: those that lines told of are known, and no others. */
  checks: Set<string>
}

/** The world as it is now: what the file says, changed by the lines so far. */
export interface ToldWorld {
  world: World
  told: Told
}

export function createWorld(world: World): ToldWorld {
  const told: Told = {
    members: new Map(),
    visibility: new Map(),
    labelsGone: new Map(),
    isDeploymentsUnlisted: world.deployments === undefined,
    defaultBranch: new Map(),
    versions: new Map(),
    pushes: new Map(),
    tags: new Map(),
    subIssues: new Map(),
    checks: new Set(),
    runs: new Map(),
    gateReviews: new Map(),
  }
  return { world: structuredClone(world), told }
}

/** What a line says about the world beside its own item: a team's member, a check, a deployment, a label. */
export function hearWorld(held: ToldWorld, line: { event: string; payload: unknown; at: Instant }): void {
  hearVisibility(held, line.payload)
  hearers[line.event]?.(held, line.payload, line.at)
}

const Seen = z.looseObject({
  repository: z.looseObject({
    full_name: z.string(),
    private: z.boolean().nullish(),
    visibility: z.enum(visibilities).nullish(),
  }),
})

/** Every payload shows its repository. */
function hearVisibility({ told }: ToldWorld, payload: unknown): void {
  const read = Seen.safeParse(payload)
  if (!read.success) return
  const { full_name, visibility, private: isPrivate } = read.data.repository
  if (visibility || isPrivate != null)
    told.visibility.set(full_name, visibility ?? (isPrivate ? 'private' : 'public'))
}

type Hear = (held: ToldWorld, payload: unknown, at: Instant) => void

const repository = z.looseObject({ full_name: z.string() })
const login = z.looseObject({ login: z.string() })
const To = z.looseObject({ to: z.string().nullish() }).nullish()

const Organization = z.looseObject({
  action: z.string(),
  organization: login,
  membership: z.looseObject({ user: login }),
})

const Member = z.looseObject({
  action: z.string(),
  member: login,
  repository,
  changes: z.looseObject({ permission: To, role_name: To }).nullish(),
})

const numbered = z.looseObject({ number: z.number() })

const SubIssues = z.looseObject({
  action: z.string(),
  parent_issue: numbered,
  parent_issue_repo: repository.nullish(),
  sub_issue: numbered,
  sub_issue_repo: repository.nullish(),
  repository,
})

export const RepositoryLabel = z.looseObject({
  action: z.string(),
  label: z.looseObject({ name: z.string() }),
  changes: z.looseObject({ name: z.looseObject({ from: z.string() }).nullish() }).nullish(),
  repository,
})

const hearers: Readonly<Record<string, Hear>> = {
  membership: ({ world, told }, payload) => {
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
    const members = named(world.teams, key)
    // A team of which nothing is listed stays unknown: one member more does not make it whole.
    if (!members) {
      told.members.set(`${key}/${member.login}`.toLowerCase(), action === 'added')
      return
    }
    const others = members.filter((login) => login.toLowerCase() !== member.login.toLowerCase())
    world.teams[key] = action === 'added' ? [...others, member.login] : others
  },
  check_run: (held, payload) => {
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
    setCheck(held, `${read.data.repository.full_name}@${run.head_sha}`, {
      name: run.name,
      state: run.conclusion ?? run.status ?? 'pending',
    })
  },
  status: (held, payload) => {
    const read = z
      .looseObject({ sha: z.string(), context: z.string(), state: z.string(), repository })
      .safeParse(payload)
    if (!read.success) return
    setCheck(held, `${read.data.repository.full_name}@${read.data.sha}`, {
      name: read.data.context,
      state: read.data.state,
    })
  },
  deployment: hearDeployment,
  deployment_status: hearDeployment,
  deployment_protection_rule: hearAsking,
  workflow_run: hearRun,
  deployment_review: hearGateReview,
  push: hearPush,
  release: hearRelease,
  create: hearTag,
  sub_issues: ({ world, told }, payload) => {
    const read = SubIssues.safeParse(payload)
    if (!read.success) return
    const { action, repository: repo, ...issues } = read.data
    const parent = itemKey((issues.parent_issue_repo ?? repo).full_name, issues.parent_issue.number)
    const child = itemKey((issues.sub_issue_repo ?? repo).full_name, issues.sub_issue.number)
    const before = world['sub-issues'][parent] ?? told.subIssues.get(parent) ?? []
    const others = before.filter((other) => other !== child)
    const now = action.endsWith('_added') ? [...others, child] : others
    if (world['sub-issues'][parent]) world['sub-issues'][parent] = now
    else told.subIssues.set(parent, now)
  },
  organization: ({ world }, payload) => {
    const read = Organization.safeParse(payload)
    // Whoever leaves an organisation is in none of its teams any more.
    if (!read.success || read.data.action !== 'member_removed') return
    const { organization, membership } = read.data
    for (const team of Object.keys(world.teams)) {
      if (!sameName(team.split('/')[0] ?? '', organization.login)) continue
      world.teams[team] = withoutName(world.teams[team] ?? [], membership.user.login)
    }
  },
  member: ({ world }, payload) => {
    const read = Member.safeParse(payload)
    if (!read.success) return
    const { action, member, repository: repo, changes } = read.data
    const permissions = named(world.permissions, repo.full_name)
    const given = action === 'removed' ? 'none' : (changes?.role_name?.to ?? changes?.permission?.to)
    if (permissions && given)
      permissions[member.login] = given === 'push' ? 'write' : given === 'pull' ? 'read' : given
  },
  label: ({ world, told }, payload) => {
    const read = RepositoryLabel.safeParse(payload)
    if (!read.success) return
    const { action, label, changes, repository: repo } = read.data
    const was = action === 'deleted' ? label.name : changes?.name?.from
    const gone = told.labelsGone.get(repo.full_name) ?? new Set()
    gone.delete(label.name.toLowerCase())
    if (was !== undefined) gone.add(was.toLowerCase())
    if (gone.size > 0) told.labelsGone.set(repo.full_name, gone)
    const labels = world.labels[repo.full_name]
    if (!labels) return
    const others = withoutName(withoutName(labels, was ?? ''), label.name)
    world.labels[repo.full_name] = action === 'deleted' ? others : [...others, label.name]
  },
}

function setCheck(
  { world, told }: ToldWorld,
  key: string,
  { name, state }: { name: string; state: string },
): void {
  if (!world.checks[key]) told.checks.add(key)
  world.checks[key] = { ...world.checks[key], [name]: state }
}
