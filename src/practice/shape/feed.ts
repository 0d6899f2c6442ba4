import type { Repo } from '../state.ts'
import type { World } from '../world.ts'
import { accountShape } from './account.ts'
import { repositoryUrl } from './repository.ts'

/** One line of a repository's feed: a tag was made. */
export function feedShape(
  world: World,
  repo: Repo,
  { at, by, id, tag }: Repo['tagged'][number],
): Record<string, unknown> {
  const { avatar_url, gravatar_id, id: actor, login, url } = accountShape(world, by)
  return {
    id: String(id),
    type: 'CreateEvent',
    actor: { id: actor, login, display_login: login, gravatar_id, url, avatar_url },
    repo: { id: repo.id, name: `${repo.owner}/${repo.name}`, url: repositoryUrl(world, repo) },
    payload: {
      ref: tag,
      ref_type: 'tag',
      master_branch: repo.default_branch,
      description: null,
      pusher_type: 'user',
    },
    public: !repo.private,
    created_at: at,
  }
}
