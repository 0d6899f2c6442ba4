import { z } from 'zod'
import { MaybeAccount } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Names = z.array(z.object({ full_name: z.string() })).nullish()

function names(repositories: z.infer<typeof Names>): string[] {
  return (repositories ?? []).map((each) => each.full_name)
}

/**
 * `installation`: the app came to an account, left it, or may do something else there. With `suspend` and `unsuspend`, and
 * not always else, GitHub lists no repositories: they are all those of the account.
 */
export const installation = reader(
  z.object({
    action: z.string(),
    repositories: Names,
    installation: z.object({ account: MaybeAccount }).nullish(),
  }),
  ({ action, repositories, installation }): Heard => {
    const account = installation?.account?.login
    const all = [...(account === undefined ? [] : [account]), ...names(repositories)]
    switch (action) {
      case 'created':
        return [{ news: 'installed', repos: all, removed: [], why: ['uninstalled', 'suspended'] }]
      case 'unsuspend':
        return [{ news: 'installed', repos: all, removed: [], why: ['suspended'] }]
      case 'new_permissions_accepted':
        return [{ news: 'installed', repos: all, removed: [], why: [] }]
      case 'deleted':
        return [{ news: 'installed', repos: [], removed: all, why: ['uninstalled'] }]
      case 'suspend':
        return [{ news: 'installed', repos: [], removed: all, why: ['suspended'] }]
      default:
        return { ignored: `installation.${action}` }
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
      why: ['uninstalled'],
    },
  ],
)
