import type { Repo } from '../state.ts'
import type { Release } from '../state-release.ts'
import type { World } from '../world.ts'
import { accountShape } from './account.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

export function releaseShape(world: World, repo: Repo, release: Release): Record<string, unknown> {
  const { author, created_at, draft, id, name, prerelease, published_at, tag_name: tag, target } = release
  const url = `${repositoryUrl(world, repo)}/releases/${id}`
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${repositoryPage(world, repo)}/releases/tag/${tag}`,
    id,
    node_id: `RE_${id}`,
    tag_name: tag,
    target_commitish: target,
    name,
    draft,
    author: accountShape(world, author),
    prerelease,
    created_at,
    published_at,
    assets: [],
    tarball_url: `${repositoryUrl(world, repo)}/tarball/${tag}`,
    zipball_url: `${repositoryUrl(world, repo)}/zipball/${tag}`,
    body: null,
  }
}
