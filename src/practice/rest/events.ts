import { feedShape } from '../shape/feed.ts'
import { page, type Route, reads } from './route.ts'

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/events',
    needs: reads('metadata'),
    // Of all that happens here only tags are in the feed: nobody asks for more.
    handle: (c) => page(c, c.repo.tagged.toReversed(), (each) => feedShape(c.world, c.repo, each)),
  },
]
