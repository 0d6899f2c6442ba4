import { z } from 'zod'
import { type Heard, reader } from './reading.ts'

const Names = z.array(z.object({ full_name: z.string() })).nullish()

function names(repositories: z.infer<typeof Names>): string[] {
  return (repositories ?? []).map((each) => each.full_name)
}

/**
 * `installation`: the app came to an account, left it, or may do something else there. With `suspend` and `unsuspend`
 * GitHub lists no repositories: they are found by the installation's own list.
 */
export const installation = reader(
  z.object({ action: z.string(), repositories: Names }),
  (payload): Heard => {
    const listed = names(payload.repositories)
    switch (payload.action) {
      case 'created':
      case 'unsuspend':
      case 'new_permissions_accepted':
        return [{ news: 'installed', repos: listed, removed: [] }]
      case 'deleted':
      case 'suspend':
        return [{ news: 'installed', repos: [], removed: listed }]
      default:
        return { ignored: `installation.${payload.action}` }
    }
  },
)

/** `installation_repositories`: repositories were added to the app's installation or taken from it. */
export const installationRepositories = reader(
  z.object({ repositories_added: Names, repositories_removed: Names }),
  (payload): Heard => [
    {
      news: 'installed',
      repos: names(payload.repositories_added),
      removed: names(payload.repositories_removed),
    },
  ],
)
