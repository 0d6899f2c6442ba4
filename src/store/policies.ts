import type { Mode } from '../core/decision.ts'
import type { Instant } from '../core/instant.ts'
import type { Problem } from '../core/policy.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { fromJson, toJson } from './json.ts'

/** One version of a policy file, as it was found in a repository. */
export interface PolicyVersion {
  repo: string
  sha: string
  /** `.github/reeve.yml` */
  path: string
  text: string
  problems: readonly Problem[]
  /** False: it has errors, and the version before it stays. */
  tookEffect: boolean
  at: Instant
}

/** A rule as it takes effect in a repository. */
export interface RuleInForce {
  id: string
  mode: Mode
  was: readonly string[]
}

export type InForce = ReadonlyMap<string, { mode: Mode; from: Instant }>

export interface StoredPolicy {
  /** The newest version that took effect; undefined where none ever did. */
  good: PolicyVersion | undefined
  newest: PolicyVersion
  /** For each rule, since when its present mode holds. */
  inForce: InForce
}

/** Keeps a version of a policy. The same text at the same commit is kept once. */
export async function savePolicy(context: Context, version: PolicyVersion): Promise<void> {
  const { repo, sha, path, text, problems, tookEffect, at } = version
  await context.database.query(
    `insert into reeve.policies (repo, sha, path, text, problems, took_effect, at)
     select $1::text, $2::text, $3::text, $4::text, $5::text, $6::boolean, $7::bigint
     where not exists (
       select from (select * from reeve.policies where repo = $1 order by id desc limit 1) newest
       where newest.sha = $2 and newest.path = $3 and newest.text = $4 and newest.took_effect = $6 and newest.problems = $5
     )`,
    [repo, sha, path, text, toJson(problems), tookEffect, at],
  )
}

interface VersionColumns {
  repo: string
  sha: string
  path: string
  text: string
  problems: string
  took_effect: boolean
  at: number
}

/** What is kept of a repository's policy; undefined where it never had one. */
export async function policyOf(context: Context, repo: string): Promise<StoredPolicy | undefined> {
  const rows = await context.database.query<VersionColumns>(
    `(select * from reeve.policies where repo = $1 order by id desc limit 1)
     union all
     (select * from reeve.policies where repo = $1 and took_effect order by id desc limit 1)`,
    [repo],
  )
  const [newest, good] = rows.map(toVersion)
  if (newest === undefined) return undefined
  return { newest, good, inForce: await inForce(context, repo) }
}

function toVersion({ problems, took_effect, ...rest }: VersionColumns & { id?: number }): PolicyVersion {
  const { repo, sha, path, text, at } = rest
  return { repo, sha, path, text, at, problems: fromJson<Problem[]>(problems), tookEffect: took_effect }
}

/** Since when each rule has its present mode in a repository (D6). */
export async function inForce(context: Context, repo: string): Promise<InForce> {
  return readInForce(context.database, repo)
}

async function readInForce(on: Queries, repo: string): Promise<InForce> {
  const rows = await on.query<{ rule: string; mode: Mode; since: number }>(
    'select rule, mode, since from reeve.in_force where repo = $1 order by rule',
    [repo],
  )
  return new Map(rows.map((row) => [row.rule, { mode: row.mode, from: row.since }]))
}

/**
 * The rules that hold in a repository from `at` on. One whose mode is what it was keeps its start, under its present
 * name or one that it had; what is not named any more is forgotten.
 */
export async function takeEffect(
  context: Context,
  repo: string,
  rules: readonly RuleInForce[],
  at: Instant,
): Promise<InForce> {
  return context.database.transaction(async (tx) => {
    const before = await readInForce(tx, repo)
    const after = new Map(
      rules.map((rule) => [rule.id, { mode: rule.mode, from: startOf(rule, before) ?? at }]),
    )
    await tx.query('delete from reeve.in_force where repo = $1', [repo])
    await tx.query(
      `insert into reeve.in_force (repo, rule, mode, since)
       select $1, * from unnest($2::text[], $3::text[], $4::bigint[])
       on conflict (repo, rule) do update set mode = excluded.mode, since = excluded.since`,
      [
        repo,
        [...after.keys()],
        [...after.values()].map((rule) => rule.mode),
        [...after.values()].map((rule) => rule.from),
      ],
    )
    return after
  })
}

function startOf(rule: RuleInForce, before: InForce): Instant | undefined {
  for (const name of [rule.id, ...rule.was]) {
    const same = before.get(name)
    if (same !== undefined) return same.mode === rule.mode ? same.from : undefined
  }
  return undefined
}
