import { known, unknown } from '../../core/truth.ts'
import { askAll, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { Account } from './shapes.ts'

/** A team's members, those of teams below it included. */
export const readTeam: ReadFact<'team'> = async (github, key) => {
  const [org, slug, ...rest] = key.split('/')
  if (!org || !slug || rest.length > 0) return noSuchKey('team', key)
  const request = github.rest.teams.listMembersInOrg.endpoint({ org, team_slug: slug, per_page: 100 })
  const about = { what: `the members of ${key}`, needs: 'members=read' }
  const members = await askAll(github, request, Account, about)
  if (members.ok) return known(members.value.map(({ login }) => login))
  return members.failure === 'missing' ? { ...unknown(members.why), lasting: true } : unknown(members.why)
}
