import { appRoutes } from './apps.ts'
import { checkRoutes } from './checks.ts'
import { commentRoutes } from './comments.ts'
import { deploymentRoutes } from './deployments.ts'
import { eventRoutes } from './events.ts'
import { issueRoutes } from './issues.ts'
import { labelRoutes } from './labels.ts'
import { peopleRoutes } from './people.ts'
import { pullRoutes } from './pulls.ts'
import { releaseRoutes } from './releases.ts'
import { repoRoutes } from './repos.ts'
import type { Route } from './route.ts'

/** All that the practice GitHub answers over REST. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...repoRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...deploymentRoutes,
  ...releaseRoutes,
  ...eventRoutes,
  ...peopleRoutes,
]
