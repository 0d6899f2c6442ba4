import type { Org, Team } from '../state.ts'
import type { World } from '../world.ts'

/** A person, bot or organisation as it stands in answers and payloads. */
export function accountShape(world: World, login: string): Record<string, unknown> {
  const account = world.state.accounts[login.toLowerCase()]
  const name = account?.login ?? login
  const id = account?.id ?? 0
  const url = `${world.urls.api}/users/${encodeURIComponent(name)}`
  const slug = name.replace(/\[bot\]$/, '')
  return {
    login: name,
    id,
    node_id: `U_${id}`,
    avatar_url: `${world.urls.html}/avatars/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: name === slug ? `${world.urls.html}/${name}` : `${world.urls.html}/apps/${slug}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account?.type ?? 'User',
    site_admin: false,
  }
}

export function accountOrNull(world: World, login: string | null): Record<string, unknown> | null {
  return login === null ? null : accountShape(world, login)
}

/** The short form of an organisation that payloads carry. */
export function organizationShape(world: World, login: string): Record<string, unknown> {
  const account = world.state.accounts[login.toLowerCase()]
  const url = `${world.urls.api}/orgs/${login}`
  return {
    login: account?.login ?? login,
    id: account?.id ?? 0,
    node_id: `O_${account?.id ?? 0}`,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.urls.html}/avatars/u/${account?.id ?? 0}?v=4`,
    description: '',
  }
}

export function teamShape(world: World, org: Org, team: Team): Record<string, unknown> {
  const account = world.state.accounts[org.login.toLowerCase()]
  const url = `${world.urls.api}/organizations/${account?.id ?? 0}/team/${team.id}`
  const parent = team.parent === null ? undefined : org.teams[team.parent]
  return {
    name: team.name,
    id: team.id,
    node_id: `T_${team.id}`,
    slug: team.slug,
    description: '',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    url,
    html_url: `${world.urls.html}/orgs/${org.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    permission: 'pull',
    parent: parent ? teamShape(world, org, { ...parent, parent: null }) : null,
  }
}
