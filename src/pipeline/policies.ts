import { createHash } from 'node:crypto'
import { type Instant, wholeSecond } from '../core/instant.ts'
import type { Policy, Problem, Rule } from '../core/policy.ts'
import type { RuleKind } from '../core/rule-kind.ts'
import { commitKey, type SubjectKey } from '../core/subject.ts'
import { commandsRule } from '../engine/commands/heard.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/load-policy.ts'
import { brokenPolicyKey } from './broken-policy.ts'
import type { FactSource, PolicyInForce } from './ports.ts'
import { createUnreadPolicies, PolicyUnreadable } from './unread-policies.ts'
import type { WorkerLog } from './worker.ts'

export const policyPath = '.github/reeve.yml'

/** One version of a policy file, as it was found in a repository. An empty text: there is no such file. */
export interface Version {
  repo: string
  sha: string
  path: string
  text: string
  problems: readonly Problem[]
  /** False: it has errors, and the version before it stays. */
  tookEffect: boolean
  at: Instant
}

/** Where versions of policies are kept. */
export interface PolicyShelf {
  savePolicy(version: Version): Promise<void>
  policyOf(
    repo: string,
  ): Promise<{ good: Version | undefined; newest: Version; inForce: PolicyInForce['since'] } | undefined>
  takeEffect(
    repo: string,
    rules: readonly { id: string; mode: Rule['mode']; was: readonly string[] }[],
    at: Instant,
  ): Promise<PolicyInForce['since']>
  inForce(repo: string): Promise<PolicyInForce['since']>
  cached(key: string): Promise<{ value: unknown; at: Instant } | undefined>
  remember(key: string, value: unknown, at: Instant): Promise<void>
  wake(subjects: readonly SubjectKey[], priority?: 'sweep'): Promise<void>
  wakeAll(
    whose: { repo: string } | { owner: string },
    how?: { openOnly?: boolean; priority?: 'sweep' },
  ): Promise<void>
}

/** Nothing is asked: there is no policy any more, or the first one has errors. */
export const noPolicy: PolicyInForce = {
  policy: {
    ref: '',
    rules: [],
    labels: [],
    names: {
      timezone: 'UTC',
      calendars: new Map(),
      windows: new Map(),
      people: new Map(),
      commands: new Map(),
      environments: new Map(),
    },
    files: [],
    accepts: [],
  },
  since: new Map(),
  problems: [],
}

/** A webhook can be lost, and pushes are missed while Reeve is down: a file is read again after so long, and after a start. */
const believedMilliseconds = 6 * 60 * 60_000

export interface PoliciesOptions {
  shelf: PolicyShelf
  facts: Pick<FactSource, 'load'>
  kinds: readonly RuleKind[]
  log: WorkerLog
  now(): Instant
  /** How long to wait before what could not be read is tried again, in milliseconds. */
  retryAfter(times: number): number
}

export interface Policies {
  /** The policy in force for a repository; undefined where none is, and then Reeve is silent there. */
  policyOf(repo: string): Promise<PolicyInForce | undefined>
  /** The repository whose policy comes before this one's and has never taken effect, for it has mistakes. */
  brokenBefore(repo: string): Promise<string | undefined>
  attend(news: { policies: readonly { repo: string; commit?: string }[] }): Promise<void>
  /** Problems of the policy at a commit, `acme/app@<sha>`; `unchanged`: none of its own; undefined where it cannot be read. */
  problemsAt(repo: string, commit: string): Promise<readonly Problem[] | 'unchanged' | undefined>
}

/** Reads policies from default branches, keeps the last good one, and says since when each rule is in force. */
export function createPolicies(options: PoliciesOptions): Policies {
  const unread = createUnreadPolicies(options)
  const parsed = new Map<string, LoadedPolicy>()
  /** When each repository's file was last read, by this process. */
  const lastRead = new Map<string, Instant>()
  const reading = new Map<string, Promise<boolean>>()

  /** The same text at the same place reads the same: it is parsed once. */
  function parse(
    version: Pick<Version, 'repo' | 'sha' | 'path' | 'text'>,
    base: Policy | undefined,
  ): LoadedPolicy {
    const ref = `${version.repo}@${version.sha}:${version.path}`
    const name = `${ref}\n${base?.ref ?? ''}`
    const known = parsed.get(name)
    if (known) return known
    const loaded = loadPolicy({
      text: version.text,
      file: version.path,
      ref,
      kinds: options.kinds,
      ...(base ? { base } : {}),
    })
    if (parsed.size > 1000) parsed.clear()
    parsed.set(name, loaded)
    return loaded
  }

  async function policyOf(repo: string): Promise<PolicyInForce | undefined> {
    const held = (await catchUp(repo)) ?? (await readFirst(repo))
    const trouble = await unread.of(repo)
    if (!held) {
      // Silence would be wrong where there may be a policy: the look is taken again.
      throw new PolicyUnreadable(repo, trouble ?? { times: 1, why: '', until: options.now() })
    }
    const base = await baseOf(repo, held.good)
    if (!base) await refuseUnread(repo, held.good)
    const policy = effective(held.good, base)
    if (!policy) return held.newest.tookEffect ? undefined : { ...noPolicy, problems: held.newest.problems }
    const since = held.inForce.size > 0 ? held.inForce : await takeEffect(repo, policy)
    return {
      policy,
      since,
      problems: held.newest.tookEffect ? [] : held.newest.problems,
      ...(trouble ? { again: trouble.until } : {}),
    }
  }

  /** What is held of a repository's policy, after a look at whether it is still so. */
  async function catchUp(repo: string) {
    const held = await options.shelf.policyOf(repo)
    const last = lastRead.get(repo)
    if (!held) return held
    const trouble = await unread.of(repo)
    const next = trouble?.until ?? (last === undefined ? 0 : last + believedMilliseconds)
    if (options.now() < next || !(await refreshOnce(repo))) return held
    const now = await options.shelf.policyOf(repo)
    if (now?.newest.text !== held.newest.text) await judgeAnew(repo)
    return now
  }

  function effective(good: Version | undefined, base: Policy | undefined): Policy | undefined {
    if (!good || good.text === '') return base
    return parse(good, base).policy
  }

  /** Where the organisation's own policy is, or the one that the file extends. */
  function placeOfBase(repo: string, good: Version | undefined): string | undefined {
    const owner = repo.split('/')[0] ?? repo
    const named = good && good.text !== '' ? parse(good, undefined).extends : undefined
    const from = named ?? `${owner}/.github`
    return from === repo || !from.startsWith(`${owner}/`) ? undefined : from
  }

  /** While an outage keeps the rules of others unread, nothing is judged as if there were none. */
  async function refuseUnread(repo: string, good: Version | undefined): Promise<void> {
    const from = placeOfBase(repo, good)
    const trouble = from === undefined ? undefined : await unread.of(from)
    if (from !== undefined && trouble && !trouble.lasting && !(await options.shelf.policyOf(from)))
      throw new PolicyUnreadable(from, trouble)
  }

  async function baseOf(repo: string, good: Version | undefined): Promise<Policy | undefined> {
    const from = placeOfBase(repo, good)
    if (from === undefined) return undefined
    const held = (await catchUp(from)) ?? (await readFirst(from))
    return held?.good && held.good.text !== '' ? parse(held.good, undefined).policy : undefined
  }

  /**
   * A repository that was never looked at: read its file, and remember also that there is none. Most organisations have no
   * `.github`, or have not let Reeve see it: that is not asked at every look.
   */
  async function readFirst(repo: string) {
    const trouble = await unread.of(repo)
    if (trouble && options.now() < trouble.until) return undefined
    if (!(await refreshOnce(repo))) return undefined
    // The repository has its own look: at its labels, and at what is missed there from now on.
    await options.shelf.wake([repo], 'sweep')
    return options.shelf.policyOf(repo)
  }

  /** Subjects that come together wait for one reading. */
  function refreshOnce(repo: string): Promise<boolean> {
    const underWay = reading.get(repo) ?? refresh(repo).finally(() => reading.delete(repo))
    reading.set(repo, underWay)
    return underWay
  }

  /** Reads the file of a default branch anew; false where it could not be read and all stays as it was. */
  async function refresh(repo: string): Promise<boolean> {
    lastRead.set(repo, options.now())
    const read = await options.facts.load({ name: 'contents', key: `${repo}@HEAD:${policyPath}` }, { repo })
    if (!read.ok) {
      // Most owners have no such repository.
      if (repo.endsWith('/.github'))
        options.log.info({ repo, why: read.why }, "No owner's policy could be read")
      else options.log.warn({ repo, why: read.why }, 'The policy could not be read; the last good one stays')
      await unread.note(repo, read)
      return false
    }
    await unread.readAgain(repo)
    const text = read.value ?? ''
    const version = { repo, path: policyPath, text, sha: blobSha(text) }
    const base = await baseBefore(version)
    const loaded: LoadedPolicy = text === '' ? { problems: [] } : parse(version, base)
    const tookEffect = text === '' || loaded.policy !== undefined
    await options.shelf.savePolicy({ ...version, problems: loaded.problems, tookEffect, at: options.now() })
    const policy = loaded.policy ?? (text === '' ? base : undefined)
    if (tookEffect) await takeEffect(repo, policy)
    options.log.info({ repo, tookEffect, problems: loaded.problems.length }, 'Policy read')
    return true
  }

  async function baseBefore(
    version: Pick<Version, 'repo' | 'sha' | 'path' | 'text'>,
  ): Promise<Policy | undefined> {
    return baseOf(version.repo, { ...version, problems: [], tookEffect: true, at: 0 })
  }

  async function takeEffect(repo: string, policy: Policy | undefined): Promise<PolicyInForce['since']> {
    const rules = (policy?.rules ?? []).map(({ id, mode, was }) => ({ id, mode, was }))
    // Commands are heard from when there is a policy, whatever its rules are.
    if (policy) rules.push({ id: commandsRule, mode: 'enforce', was: [] })
    // GitHub's histories know whole seconds: what happened in this one counts.
    return options.shelf.takeEffect(repo, rules, wholeSecond(options.now()))
  }

  /** A policy that changed is judged anew for everything open (D20); its repository's own look finds what nobody has looked at yet (D17). */
  async function changed(repo: string): Promise<void> {
    await refresh(repo)
    await judgeAnew(repo)
  }

  async function judgeAnew(repo: string): Promise<void> {
    const [owner, name] = repo.split('/')
    if (name === '.github' && owner !== undefined)
      await options.shelf.wakeAll({ owner }, { priority: 'sweep' })
    else await options.shelf.wakeAll({ repo }, { priority: 'sweep' })
    await options.shelf.wake([repo], 'sweep')
  }

  /** The commit that broke the policy says so. */
  async function tellCommit(repo: string, sha: string): Promise<void> {
    const held = await options.shelf.policyOf(repo)
    if (!held || held.newest.tookEffect) return
    const key = commitKey(repo, sha)
    await options.shelf.remember(brokenPolicyKey(key), held.newest.problems, options.now())
    await options.shelf.wake([key])
  }

  async function problemsAt(
    repo: string,
    commit: string,
  ): Promise<readonly Problem[] | 'unchanged' | undefined> {
    const read = await options.facts.load({ name: 'contents', key: `${commit}:${policyPath}` }, { repo })
    if (!read.ok) return undefined
    const held = await options.shelf.policyOf(repo)
    if (read.value === null || read.value === held?.newest.text) return 'unchanged'
    const version = { repo, path: policyPath, text: read.value, sha: blobSha(read.value) }
    return parse(version, await baseBefore(version)).problems
  }

  async function brokenBefore(repo: string): Promise<string | undefined> {
    const from = placeOfBase(repo, (await options.shelf.policyOf(repo))?.good)
    const held = from === undefined ? undefined : await options.shelf.policyOf(from)
    return held && !held.newest.tookEffect && !held.good?.text ? from : undefined
  }

  return {
    policyOf,
    brokenBefore,
    problemsAt,
    async attend(news) {
      for (const { repo, commit } of news.policies) {
        await changed(repo)
        if (commit !== undefined) await tellCommit(repo, commit)
      }
    },
  }
}

/** The name git gives to a file with this text. */
function blobSha(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
