import { askAll, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { Account } from './shapes.ts'

/** A team's members, those of teams below it included. */
export const readTeam: ReadFact<'team'> = async (github, key) => {
  const [org, slug, ...rest] = key.split('/')
  if (!org || !slug || rest.length > 0) return noSuchKey('team', key)
  const request = github.rest.teams.listMembersInOrg.endpoint({ org, team_slug: slug, per_page: 100 })
  const about = { what: `the members of ${key}`, needs: 'members=read' }
  const members = await askAll(github, request, Account, about)
  return mapped(members, (all) => all.map(({ login }) => login))
}
