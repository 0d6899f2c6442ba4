import { releaseShape } from '../shape/release.ts'
import { page, type Route, reads } from './route.ts'

export const releaseRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/releases',
    needs: reads('contents'),
    // Drafts are shown only to those who may push.
    handle: (c) =>
      page(c, c.repo.releases.filter(({ draft }) => !draft).toReversed(), (each) =>
        releaseShape(c.world, c.repo, each),
      ),
  },
]
