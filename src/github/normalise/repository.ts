import { z } from 'zod'
import { stale } from './item-news.ts'
import { MaybeAccount, Repository } from './payload.ts'
import { type Heard, present, reader } from './reading.ts'

/** By its number a repository is told from another that takes its name. */
const Numbered = z.object({ repository: z.object({ id: z.number().optional().catch(undefined) }) })

const Payload = z
  .object({
    action: z.string(),
    repository: Repository,
    changes: z
      .object({
        repository: z.object({ name: z.object({ from: z.string() }).nullish() }).nullish(),
        owner: z
          .object({ from: z.object({ user: MaybeAccount, organization: MaybeAccount }).nullish() })
          .nullish(),
        default_branch: z.object({ from: z.string().nullish() }).nullish(),
      })
      .nullish(),
  })
  .and(Numbered)

/** `repository`: it has another name, owner, visibility or default branch, or nothing can be written there any more. */
export const repository = reader(Payload, ({ action, repository, changes }): Heard => {
  const repo = repository.name
  const [owner = '', name = ''] = repo.split('/')
  switch (action) {
    case 'renamed': {
      const from = changes?.repository?.name?.from
      return from === undefined
        ? { ignored: 'repository.renamed' }
        : [{ news: 'renamed', from: `${owner}/${from}`, to: repo, ...present({ repoId: repository.id }) }]
    }
    case 'transferred': {
      const was = changes?.owner?.from?.organization?.login ?? changes?.owner?.from?.user?.login
      return was === undefined
        ? { ignored: 'repository.transferred' }
        : [{ news: 'renamed', from: `${was}/${name}`, to: repo, ...present({ repoId: repository.id }) }]
    }
    case 'archived':
    case 'deleted':
      return [{ news: 'installed', repos: [], removed: [repo], why: [action] }]
    case 'unarchived':
      return [{ news: 'installed', repos: [repo], removed: [], why: ['archived'] }]
    case 'created':
      return [{ news: 'installed', repos: [repo], removed: [], why: ['deleted', 'archived'] }]
    case 'privatized':
    case 'publicized':
      return stale(`visibility:${repo}`)
    case 'edited':
      return changes?.default_branch ? [{ news: 'policy', repo }] : { ignored: 'repository.edited' }
    default:
      return { ignored: `repository.${action}` }
  }
})
