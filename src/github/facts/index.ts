import type { FactName, FactRef, FactTypes } from '../../core/fact.ts'
import type { Entry } from '../../core/history.ts'
import type { Item, Login } from '../../core/item.ts'
import { mergeTimeline } from '../../core/past.ts'
import { parseSubject, repoOf } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { FactSource, Near, SubjectRow } from '../../pipeline/ports.ts'
import type { GitHub } from '../client.ts'
import { plain, refusedRead } from './ask.ts'
import { readAssignable } from './assignable.ts'
import { readChecks } from './checks.ts'
import { readClosers } from './closers.ts'
import { readClosing } from './closing.ts'
import { readComments } from './comments.ts'
import { readCommits } from './commits.ts'
import { readContains } from './contains.ts'
import { fileAt, readContents } from './contents.ts'
import { readCommitDeployments, readEnvironment } from './env.ts'
import { readFields } from './fields.ts'
import { readFiles } from './files.ts'
import { readGateReviews } from './gate-reviews.ts'
import { readTimeline } from './history.ts'
import { readItem } from './item.ts'
import { readIterations } from './iterations.ts'
import { readLabelDefinitions } from './label-definitions.ts'
import { readLabels } from './labels.ts'
import { readMembers } from './members.ts'
import { readMergeBase } from './merge-base.ts'
import { readMergedAt } from './merged-at.ts'
import { readParent } from './parent.ts'
import { readPermission } from './permission.ts'
import type { ReadFact } from './read-fact.ts'
import { readReviews } from './reviews.ts'
import { readRun } from './run.ts'
import { readShipping } from './shipping.ts'
import { readShips } from './ships.ts'
import { readSubIssues } from './sub-issues.ts'
import { readTeam } from './team.ts'
import { readTemplates } from './templates.ts'
import { readTree } from './tree.ts'
import { readReachable, readUser } from './user.ts'
import { readVersions } from './versions.ts'
import { readVisibility } from './visibility.ts'

/** An issue or pull request with its whole past. */
const readIssue: ReadFact<'issue'> = async (github, key) => {
  const item = await readItem(github, { key })
  if (!item.ok) return item
  if (item.value === undefined) return { ...unknown(`there is no ${key}`), lasting: true }
  const timeline = await readTimeline(github, item.value)
  if (!timeline.ok) return timeline
  const { history } = mergeTimeline({ item: item.value, history: [] }, timeline.value)
  return known({ item: item.value, history })
}

/** What Reeve itself handed out, or let through, and what it holds of issues, is in its own store. */
const readTurns: ReadFact<'turns'> = async (_github, key) =>
  unknown(`GitHub does not know the turns of ${key}`)
const readLoads: ReadFact<'loads'> = async (_github, key) =>
  unknown(`GitHub was not asked for the open issues of ${key}`)
const readOverrides: ReadFact<'overrides'> = async (_github, key) =>
  unknown(`GitHub does not know the overrides in ${key}`)

/** GitHub is asked for a team as a whole: where that cannot be read, a single member cannot either. */
const readMember: ReadFact<'member'> = async (_github, key) => unknown(`${key} is read with its team`)

/** GitHub lists a commit's checks to the end. */
const readChecksWhole: ReadFact<'checks-whole'> = async () => known(true)

/** What Reeve opened is in its own store. */
const readOpened: ReadFact<'opened'> = async (_github, key) =>
  unknown(`GitHub does not know what was opened for ${key}`)

const readCount: ReadFact<'count'> = async (_github, key) =>
  unknown(`GitHub does not know what counts for ${key}`)

const readCountUnread: ReadFact<'count-unread'> = async () => known(true)
/** What waits at a gate, and what is remembered, is in Reeve's own store. */
const readQueue: ReadFact<'queue'> = async (_github, key) =>
  unknown(`GitHub does not know what waits for ${key}`)
const readAsked: ReadFact<'asked'> = async (_github, key) =>
  unknown(`GitHub does not know whether it asked about ${key}`)
const readRuns: ReadFact<'runs'> = async (_github, key) =>
  unknown(`GitHub does not know what waits in ${key}`)
const readLocks: ReadFact<'locks'> = async (_github, key) =>
  unknown(`GitHub does not know the locks of ${key}`)
const readRemembered: ReadFact<'remembered'> = async (_github, key) =>
  unknown(`GitHub does not know what is remembered of ${key}`)

const readers: { [N in FactName]: ReadFact<N> } = {
  team: readTeam,
  member: readMember,
  permission: readPermission,
  issue: readIssue,
  files: readFiles,
  commits: readCommits,
  closing: readClosing,
  closers: readClosers,
  reviews: readReviews,
  comments: readComments,
  checks: readChecks,
  'checks-whole': readChecksWhole,
  members: readMembers,
  env: readEnvironment,
  'env-commit': readCommitDeployments,
  shipping: readShipping,
  run: readRun,
  queue: readQueue,
  runs: readRuns,
  asked: readAsked,
  locks: readLocks,
  'gate-reviews': readGateReviews,
  contains: readContains,
  ships: readShips,
  contents: readContents,
  tree: readTree,
  versions: readVersions,
  'merged-at': readMergedAt,
  'merge-base': readMergeBase,
  remembered: readRemembered,
  templates: readTemplates,
  user: readUser,
  reachable: readReachable,
  visibility: readVisibility,
  labels: readLabels,
  'label-definitions': readLabelDefinitions,
  'sub-issues': readSubIssues,
  parent: readParent,
  turns: readTurns,
  loads: readLoads,
  assignable: readAssignable,
  opened: readOpened,
  overrides: readOverrides,
  count: readCount,
  'count-unread': readCountUnread,
  fields: readFields,
  iterations: readIterations,
}

export interface FactSourceOptions {
  /** undefined: Reeve is not installed there. */
  octokitFor(repo: string): Promise<GitHub | undefined>
  /** Reeve's own login, `reeve[bot]`: tells its own checks. */
  app: Login
}

/** Reads from GitHub what no event has told. What cannot be read is unknown with the reason, never empty. */
export function createFactSource(options: FactSourceOptions): FactSource {
  return {
    load: (ref, near) => load(options, ref, near),
    refresh: (row) => within(options, row.repo, (github) => readItem(github, row)),
    history: (row) => within(options, row.repo, (github) => wholePast(github, row)),
  }
}

function load<N extends FactName>(
  options: FactSourceOptions,
  { name, key }: FactRef<N>,
  near: Near,
): Promise<Known<FactTypes[N]>> {
  const read: ReadFact<N> = readers[name]
  const { base, baseSha } = near
  const known = {
    app: options.app,
    ...(base === undefined ? {} : { base }),
    ...(baseSha === undefined ? {} : { baseSha }),
  }
  const repo = repoOfFact(name, key) ?? near.repo
  // A repository that Reeve is not installed on has nothing to be seen for longer than an outage.
  const away = name === 'contents' ? { lasting: true as const } : {}
  return within(options, repo, (github) => read(github, key, known), away)
}

/** Facts whose key is a repository's name, and then what is asked about there. */
const beginsWithRepo: ReadonlySet<FactName> = new Set([
  'permission',
  'assignable',
  'env',
  'env-commit',
  'run',
  'queue',
  'asked',
  'gate-reviews',
  'turns',
])

/** Facts whose key is a repository's name, and then a commit or branch of any name. */
const beforeAt: ReadonlySet<FactName> = new Set(['contains', 'shipping', 'merge-base', 'tree'])

/** The repository whose installation may read a fact; undefined where the key names none. */
function repoOfFact(name: FactName, key: string): string | undefined {
  if (name === 'team' || name === 'user' || name === 'reachable') return undefined
  if (beginsWithRepo.has(name)) return /^[^/]+\/[^/]+(?=\/)/.exec(key)?.[0]
  if (beforeAt.has(name)) return /^[^@]+(?=@)/.exec(key)?.[0]
  if (name === 'contents' || name === 'versions') return fileAt(key)?.name
  const subject = parseSubject(key)
  return subject && repoOf(subject)
}

async function within<T>(
  options: FactSourceOptions,
  repo: string,
  read: (github: GitHub) => Promise<Known<T>>,
  away: { lasting?: true } = {},
): Promise<Known<T>> {
  try {
    const github = await options.octokitFor(repo)
    if (!github) return { ...unknown(`Reeve is not installed on ${repo}`), ...away }
    return await read(github)
  } catch (error) {
    return plain(refusedRead(error, { what: repo, needs: 'metadata=read' }))
  }
}

async function wholePast(github: GitHub, row: SubjectRow): Promise<Known<readonly Entry[]>> {
  const item: Known<Item | undefined> = row.item ? known(row.item) : await readItem(github, row)
  if (!item.ok) return item
  if (item.value === undefined) return unknown(`There is no ${row.key}`)
  const timeline = await readTimeline(github, item.value)
  if (!timeline.ok) return timeline
  return known(mergeTimeline({ item: item.value, history: [] }, timeline.value).history)
}
