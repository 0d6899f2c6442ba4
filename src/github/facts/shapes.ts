import { z } from 'zod'
import type { Login } from '../../core/item.ts'

/** Parts of GitHub's answers that several facts read. */
export const Account = z.object({ login: z.string() })
export const MaybeAccount = Account.nullish()

/** A GraphQL actor. Bots are shown there without the `[bot]` that REST and webhooks give them. */
export const Actor = z
  .object({ __typename: z.string(), login: z.string() })
  .transform(({ __typename, login }): Login => {
    return __typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login
  })

/** Who wrote it; GitHub shows deleted accounts as nobody, and so as `ghost`. */
export function writer(account: { login: string } | null | undefined): Login {
  return account?.login ?? 'ghost'
}

/** GitHub's `2026-01-05T09:00:00Z` in milliseconds. */
export const At = z.string().transform((text, context) => {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  context.addIssue({ code: 'custom', message: 'is no time' })
  return z.NEVER
})

/** `acme/app#7`, from an issue's number and the address of its repository. */
export const IssueKey = z
  .object({ number: z.number(), repository_url: z.string() })
  .transform(({ number, repository_url }) => `${repository_url.split('/').slice(-2).join('/')}#${number}`)

export const NodeKey = z
  .object({ number: z.number(), repository: z.object({ nameWithOwner: z.string() }) })
  .transform(({ number, repository }) => `${repository.nameWithOwner}#${number}`)
