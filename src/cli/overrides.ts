import { formatInstant, type Instant } from '../core/instant.ts'
import type { Override } from '../core/override.ts'
import { type ListedOverride, listOverrides } from '../core/override-list.ts'
import type { Policy } from '../core/policy.ts'
import { parseSubject, repoOf, type SubjectKey } from '../core/subject.ts'
import { heldPolicyOf } from '../pipeline/held-policy.ts'
import { overrideLines } from '../render/overrides.ts'
import { ruleKinds } from '../rules/index.ts'
import type { SqlStore } from '../store/store.ts'
import type { Shell, Status } from './shell.ts'

export interface OverridesOptions {
  /** Absent: every repository. */
  repo?: string
  /** What has ended too. */
  all: boolean
  format: 'text' | 'json'
  now: Instant
}

/** Lists what is overridden, as the store has recorded it. GitHub is not asked. */
export async function tellOverrides(
  store: SqlStore,
  { all, format, now, repo }: OverridesOptions,
  shell: Shell,
): Promise<Status> {
  const recorded = await store.overridesRecorded({
    ...(repo === undefined ? {} : { repo }),
    ...(all ? {} : { since: now }),
  })
  const policies = await policiesOf(store, repo === undefined ? recorded : [...recorded, { subject: repo }])
  if (repo !== undefined && recorded.length === 0 && policies.get(repo) === 'not held') {
    shell.complain(`Nothing is held of ${repo}. Is the name right, and is Reeve installed there?`)
    return 1
  }
  const listed = listOverrides(recorded, now, (one) => nameNow(policies, one))
  if (format === 'json') shell.say(JSON.stringify(asData(listed, now, repo), null, 2))
  else for (const line of overrideLines(listed, zoneOf(policies, repo))) shell.say(line)
  if (listed.length === 0 && format === 'text')
    shell.complain(`Nothing ${all ? 'was ever' : 'is'} overridden${repo === undefined ? '' : ` in ${repo}`}.`)
  return 0
}

function repoNamed(key: SubjectKey): string {
  const subject = parseSubject(key)
  return (subject && repoOf(subject)) ?? key
}

type Policies = ReadonlyMap<string, Policy | 'not held' | undefined>

async function policiesOf(store: SqlStore, about: readonly Pick<Override, 'subject'>[]): Promise<Policies> {
  const repos = new Set(about.map(({ subject }) => repoNamed(subject)))
  const policies = new Map<string, Policy | 'not held' | undefined>()
  for (const repo of repos) {
    const held = await heldPolicyOf(store, repo, ruleKinds)
    policies.set(repo, held === 'not held' ? held : held?.policy)
  }
  return policies
}

function policyOf(policies: Policies, repo: string | undefined): Policy | undefined {
  const policy = repo === undefined ? undefined : policies.get(repo)
  return policy === 'not held' ? undefined : policy
}

/** A rule that was renamed since keeps its overrides. */
function nameNow(policies: Policies, { rule, subject }: Override): string {
  const rules = policyOf(policies, repoNamed(subject))?.rules ?? []
  return rules.find(({ id, was }) => id === rule || was.includes(rule))?.id ?? rule
}

/** Of several repositories, which may lie in several zones, in UTC. */
function zoneOf(policies: Policies, repo: string | undefined): string {
  return policyOf(policies, repo)?.names.timezone ?? 'UTC'
}

function asData(listed: readonly ListedOverride[], now: Instant, repo: string | undefined) {
  return {
    repo: repo ?? null,
    at: formatInstant(now),
    overrides: listed.map(({ count, made, rule, state, subject, until }) => ({
      subject,
      rule,
      state,
      until: formatInstant(until),
      takes: count,
      by: made.map((one) => writtenData(one, state)),
    })),
  }
}

function writtenData({ because, by, ended, from, until }: Override, state: ListedOverride['state']) {
  const expired = state === 'ended' ? { how: 'expired', by: null, at: formatInstant(until) } : null
  return {
    who: by,
    why: because,
    since: formatInstant(from),
    until: formatInstant(until),
    ended: ended ? { how: ended.how, by: ended.by, at: formatInstant(ended.at) } : expired,
  }
}
