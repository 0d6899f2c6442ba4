import { z } from 'zod'
import { type EntryKind, entryKinds } from '../../core/history.ts'
import { type Instant, parseInstant } from '../../core/instant.ts'

/**
 * The world file (contract.md, semantics D10.5–7): what GitHub would answer before the first line. Everything is optional;
 * what is absent is unknown where it is needed.
 */
const instant = z.string().transform((text, context): Instant => {
  const at = parseInstant(text)
  if (at !== undefined) return at
  context.addIssue({ code: 'custom', message: `"${text}" is no instant such as 2026-01-05T09:00:00Z` })
  return z.NEVER
})

const names = z.array(z.string())
const byKey = <T extends z.ZodType>(value: T) => z.record(z.string(), value)

const historyEntry = z
  .looseObject({
    at: instant.optional(),
    created_at: instant.optional(),
    what: z.string().optional(),
    event: z.string().optional(),
    target: z.string().optional(),
    label: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
    assignee: z.union([z.string(), z.looseObject({ login: z.string() })]).optional(),
    milestone: z.union([z.string(), z.looseObject({ title: z.string() })]).optional(),
    login: z.string().optional(),
    actor: z.union([z.string(), z.looseObject({ login: z.string() })]).nullish(),
    by: z.string().nullish(),
    association: z.string().optional(),
    reason: z.string().optional(),
    state: z.string().optional(),
    sha: z.string().optional(),
    id: z.union([z.number(), z.string()]).optional(),
    body: z.string().optional(),
    edited: z.boolean().default(false),
  })
  .transform((entry, context) => {
    const what = kindOf(entry.what ?? entry.event ?? '')
    const at = entry.at ?? entry.created_at
    if (what === undefined || at === undefined) {
      context.addIssue({
        code: 'custom',
        message: 'an entry of a history has `what` (such as labeled) and `at`',
      })
      return z.NEVER
    }
    const named = entry.label ?? entry.assignee ?? entry.milestone
    const target =
      entry.target ??
      (typeof named === 'string' ? named : named === undefined ? undefined : nameOf(named)) ??
      entry.login ??
      (entry.id === undefined ? '' : String(entry.id))
    const actor = entry.by ?? (typeof entry.actor === 'string' ? entry.actor : entry.actor?.login)
    return {
      what,
      at,
      target,
      actor: actor ?? undefined,
      association: entry.association,
      reason: entry.reason,
      state: entry.state,
      sha: entry.sha,
      body: entry.body,
      edited: entry.edited,
    }
  })

function kindOf(text: string): EntryKind | undefined {
  return entryKinds.find((kind) => kind === text)
}

function nameOf(named: { name?: unknown; login?: unknown; title?: unknown }): string {
  return String(named.name ?? named.login ?? named.title ?? '')
}

const review = z.looseObject({
  id: z.number().optional(),
  author: z.string().optional(),
  login: z.string().optional(),
  by: z.string().optional(),
  state: z.string().transform((state) => state.toLowerCase()),
  sha: z.string().optional(),
  at: instant.optional(),
  association: z.string().optional(),
})

const comment = z.looseObject({
  id: z.number().optional(),
  author: z.string().optional(),
  login: z.string().optional(),
  by: z.string().optional(),
  body: z.string().default(''),
  at: instant.optional(),
  edited: z.boolean().default(false),
  association: z.string().optional(),
})

const pull = z.looseObject({
  base: z.string().default('main'),
  head: z.string().default(''),
  sha: z.string().default(''),
  draft: z.boolean().default(false),
  merged: z.boolean().default(false),
})

const issue = z.looseObject({
  repo: z.string(),
  number: z.number().int(),
  node_id: z.string().optional(),
  title: z.string().default(''),
  body: z.string().nullish(),
  labels: names.optional(),
  assignees: names.optional(),
  milestone: z
    .union([z.string(), z.looseObject({ title: z.string(), due_on: z.string().nullish() })])
    .nullish(),
  state: z.enum(['open', 'closed']).optional(),
  reason: z.string().optional(),
  type: z.string().optional(),
  author: z.string().optional(),
  created_at: instant.optional(),
  closed_at: instant.nullish(),
  history: z.array(historyEntry).optional(),
  pull: pull.optional(),
  reviews: z.array(review).optional(),
  comments: z.array(comment).optional(),
  fields: byKey(z.unknown()).optional(),
})

export const World = z.looseObject({
  app: z.string().default('reeve[bot]'),
  teams: byKey(names).default({}),
  permissions: byKey(byKey(z.string())).default({}),
  files: byKey(names).default({}),
  commits: byKey(names).default({}),
  closing: byKey(names).default({}),
  checks: byKey(byKey(z.string())).default({}),
  deployments: z
    .array(
      z.looseObject({
        repo: z.string(),
        environment: z.string(),
        sha: z.string(),
        state: z.string(),
        at: instant,
        by: z.string().optional(),
        id: z.number().optional(),
        created: instant.optional(),
        states: z.array(z.looseObject({ state: z.string(), at: instant })).optional(),
      }),
    )
    .optional(),
  contents: byKey(z.string().nullable()).default({}),
  labels: byKey(names).default({}),
  issues: z.array(issue).default([]),
  history: byKey(z.array(historyEntry)).default({}),
  /** The same as `pull` of an issue, by key. */
  pull: byKey(pull).default({}),
  groups: byKey(z.array(z.number().int())).default({}),
  'sub-issues': byKey(names).default({}),
  ships: byKey(z.array(z.union([z.string(), z.number()]))).default({}),
  reviews: byKey(z.array(review)).default({}),
  comments: byKey(z.array(comment)).default({}),
  fields: byKey(byKey(z.unknown())).default({}),
  /** By board and field, as GitHub's GraphQL shows them. */
  iterations: byKey(
    byKey(
      z.array(
        z.looseObject({
          title: z.string().default(''),
          startDate: z.iso.date(),
          duration: z.number().int().positive(),
        }),
      ),
    ),
  ).default({}),
})

export type World = z.output<typeof World>
export type WorldIssue = z.output<typeof issue>
export type WorldHistoryEntry = z.output<typeof historyEntry>
export type WorldReview = z.output<typeof review>

/** Reads a world file's text; what is wrong is told with the place in the file. */
export function readWorld(
  text: string | undefined,
): { ok: true; world: World } | { ok: false; message: string } {
  if (text === undefined) return { ok: true, world: World.parse({}) }
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return { ok: false, message: `it is no JSON (${error instanceof Error ? error.message : String(error)})` }
  }
  const read = World.safeParse(data)
  if (read.success) return { ok: true, world: read.data }
  const [first] = read.error.issues
  return {
    ok: false,
    message: `${first?.path.join('.') || 'the file'}: ${first?.message ?? 'cannot be read'}`,
  }
}
