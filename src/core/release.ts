import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

/** Something was released: a release was published, or a tag was made. */
export interface Release {
  tag: string
  at: Instant
  as: 'release' | 'tag'
  by?: Login
}

/** As many are kept of a repository as can still be judged; what came before them has been. */
const mostReleases = 100

/** With one more, in order of time; one told of twice is one. */
export function withRelease(releases: readonly Release[], release: Release): readonly Release[] {
  const isKnown = releases.some(
    ({ tag, at, as }) => tag === release.tag && at === release.at && as === release.as,
  )
  if (isKnown) return releases
  return [...releases, release]
    .sort((a, b) => a.at - b.at || (`${a.tag} ${a.as}` < `${b.tag} ${b.as}` ? -1 : 1))
    .slice(-mostReleases)
}
