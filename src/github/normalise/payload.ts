import { z } from 'zod'

/**
 * The parts of GitHub's payloads that Reeve reads (docs.github.com, "Webhook events and payloads"). Lenient: what may be
 * missing has a default further on, and keys that are not named here are never looked at.
 */
export const Account = z.object({ login: z.string().min(1), type: z.string().nullish().catch(undefined) })

/** With GitHub's number for it, which no new name changes. */
export const NumberedAccount = Account.extend({ id: z.number().optional().catch(undefined) })

/** Deleted accounts are shown as nobody, or as GitHub's `ghost`. */
export const MaybeAccount = Account.nullish()

export const Repository = z
  .object({
    full_name: z.string().nullish(),
    name: z.string().nullish(),
    owner: MaybeAccount,
    default_branch: z.string().nullish(),
  })
  .transform((repository, context) => {
    const owner = repository.owner?.login
    const name =
      repository.full_name ?? (owner && repository.name ? `${owner}/${repository.name}` : undefined)
    if (name && /^[^#@!\s/]+\/[^#@!\s/]+$/.test(name)) {
      return { name, defaultBranch: repository.default_branch ?? undefined }
    }
    context.addIssue({ code: 'custom', path: ['full_name'], message: 'is missing or no owner/name' })
    return z.NEVER
  })

export const Label = z.union([z.string(), z.object({ name: z.string() })])

export const Milestone = z.object({ title: z.string(), due_on: z.string().nullish() })

const Time = z.string().nullish()

const Common = z.object({
  number: z.number().int(),
  node_id: z.string().nullish(),
  title: z.string().nullish(),
  body: z.string().nullish(),
  user: MaybeAccount,
  labels: z.array(Label).nullish(),
  assignees: z.array(MaybeAccount).nullish(),
  milestone: Milestone.nullish(),
  state: z.enum(['open', 'closed']).nullish(),
  locked: z.boolean().nullish(),
  html_url: z.string().nullish(),
  created_at: Time,
  closed_at: Time,
})

export const Issue = Common.extend({
  state_reason: z.string().nullish(),
  type: z.object({ name: z.string() }).nullish(),
  /** Only there where the issue is a pull request: in `issue_comment`. */
  pull_request: z.unknown().optional(),
})

const Ref = z.object({
  ref: z.string().nullish(),
  sha: z.string().nullish(),
  repo: z.object({ full_name: z.string().nullish() }).nullish(),
})

export const Pull = Common.extend({
  base: Ref.nullish(),
  head: Ref.nullish(),
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  merged_at: Time,
  merge_commit_sha: z.string().nullish(),
  auto_merge: z.unknown().optional(),
})

export type Issue = z.infer<typeof Issue>
export type Pull = z.infer<typeof Pull>
export type Repository = z.infer<typeof Repository>
export type Milestone = z.infer<typeof Milestone>
export type MaybeAccount = z.infer<typeof MaybeAccount>
export type Label = z.infer<typeof Label>
