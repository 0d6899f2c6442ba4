import { z } from 'zod'
import { stale } from './item-news.ts'
import { Account, MaybeAccount, NumberedAccount, Repository } from './payload.ts'
import { type Heard, loginOf, reader } from './reading.ts'

const Team = z.object({
  slug: z.string().nullish(),
  name: z.string().nullish(),
  deleted: z.boolean().nullish(),
})
const Organization = Account

/** A team's key. One that is being deleted is shown without its slug. */
function teamKey(org: string, team: z.infer<typeof Team>): string | undefined {
  const slug = team.slug ?? team.name?.toLowerCase().replace(/[^\w]+/g, '-')
  return slug ? `team:${org}/${slug}`.toLowerCase() : undefined
}

/** What somebody may do, and whether they can be assigned, changes together. */
function rightsOf(key: string): string[] {
  return [`permission:${key}`, `assignable:${key}`]
}

/** What somebody may do somewhere of an owner: which repository is not said. */
function everywhere(org: string, login: string | undefined): string[] {
  return login === undefined ? [] : rightsOf(`${org}/*/${login}`)
}

function keys(...found: readonly (string | undefined)[]): Heard {
  return stale(...found.filter((key): key is string => key !== undefined))
}

/** `membership`: somebody joined or left a team. */
export const membership = reader(
  z.object({ organization: Organization, team: Team, member: MaybeAccount }),
  ({ organization, team, member }): Heard =>
    keys(teamKey(organization.login, team), ...everywhere(organization.login, loginOf(member))),
)

/** `team`: a team was made, changed, deleted, or given other rights in a repository. */
export const team = reader(
  z.object({
    action: z.string(),
    organization: Organization,
    team: Team,
    repository: Repository.nullish(),
    changes: z.object({ name: z.object({ from: z.string() }).nullish() }).nullish(),
  }),
  ({ organization, team, repository, changes }): Heard => {
    const was = changes?.name?.from
    return keys(
      teamKey(organization.login, team),
      was === undefined ? undefined : teamKey(organization.login, { name: was }),
      ...(repository ? rightsOf(`${repository.name}/*`) : []),
    )
  },
)

/** `organization`: somebody joined or left; whoever leaves is in no team any more. */
export const organization = reader(
  z.object({
    action: z.string(),
    organization: NumberedAccount,
    membership: z.object({ user: MaybeAccount }).nullish(),
    changes: z.object({ login: z.object({ from: z.string() }).nullish() }).nullish(),
  }),
  ({ action, organization, membership, changes }): Heard => {
    if (action === 'renamed') return renamed(organization, changes)
    if (action !== 'member_added' && action !== 'member_removed') return { ignored: `organization.${action}` }
    return keys(
      `team:${organization.login.toLowerCase()}/*`,
      ...everywhere(organization.login, loginOf(membership?.user)),
    )
  },
)

type Changes = { login?: { from: string } | null | undefined } | null | undefined

/** With the account all its repositories have another name; the login it has now may be shown as its old one, too. */
function renamed({ login, id }: z.infer<typeof NumberedAccount>, changes: Changes): Heard {
  const from = changes?.login?.from
  if (from === undefined || from === login) return { ignored: 'renamed' }
  return [{ news: 'renamed', from, to: login, ...(id ? { ownerId: id } : {}) }]
}

/** `installation_target`: the account that the app is installed on has another login, be it a person or an organisation. */
export const installationTarget = reader(
  z.object({
    action: z.string(),
    account: NumberedAccount,
    changes: z.object({ login: z.object({ from: z.string() }).nullish() }).nullish(),
  }),
  ({ account, changes }): Heard => renamed(account, changes),
)

/** `member`: somebody's rights in a repository changed. */
export const member = reader(
  z.object({ action: z.string(), repository: Repository, member: MaybeAccount }),
  ({ action, repository, member }): Heard => {
    const login = loginOf(member)
    return login === undefined
      ? { ignored: `member.${action}` }
      : keys(...rightsOf(`${repository.name}/${login}`))
  },
)
