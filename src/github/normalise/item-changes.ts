import { z } from 'zod'
import { Issue, Label, MaybeAccount, Milestone, Pull, Repository } from './payload.ts'

const From = z.object({ from: z.string().nullish() }).nullish()

const Shared = z.object({
  action: z.string(),
  repository: Repository,
  label: Label.nullish(),
  assignee: MaybeAccount,
  milestone: Milestone.nullish(),
})

/** An `issues` payload. */
export const IssuesPayload = Shared.extend({
  issue: Issue,
  type: z.object({ name: z.string() }).nullish(),
  changes: z
    .object({
      title: From,
      body: From,
      new_issue: z.object({ number: z.number() }).nullish(),
      new_repository: Repository.nullish(),
      old_issue: z.object({ number: z.number() }).nullish(),
      old_repository: Repository.nullish(),
    })
    .nullish(),
})

/** A `pull_request` payload. */
export const PullPayload = Shared.extend({
  pull_request: Pull,
  before: z.string().nullish(),
  after: z.string().nullish(),
  changes: z
    .object({
      title: From,
      body: From,
      base: z.object({ ref: From, sha: From }).nullish(),
    })
    .nullish(),
})

export type IssuesPayload = z.infer<typeof IssuesPayload>
export type PullPayload = z.infer<typeof PullPayload>
