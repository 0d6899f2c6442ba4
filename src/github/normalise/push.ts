import { z } from 'zod'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'
import { released } from './release.ts'

const Paths = z.array(z.string()).nullish()
const Commit = z.object({ added: Paths, modified: Paths, removed: Paths })
const Payload = z.object({
  ref: z.string(),
  forced: z.boolean().nullish(),
  created: z.boolean().nullish(),
  after: z.string().nullish(),
  repository: Repository,
  commits: z.array(Commit).nullish(),
})

/** Where a repository keeps its policy. */
const policyPath = '.github/reeve.yml'

/** GitHub lists no more commits than this in one push (docs.github.com, push). */
const mostCommits = 2048

/** `push`: commits came to a branch. Files of it changed, perhaps the policy among them. */
export const push = reader(Payload, (payload, when): Heard => {
  const { ref, after, created, forced, repository, commits } = payload
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1]
  // `create` tells of it too; one told of twice is one.
  if (tag !== undefined && created === true) return released({ tag, as: 'tag' }, when)
  if (branch === undefined) return { ignored: 'push of a tag' }
  const paths = new Set(
    commits?.flatMap((each) => [each.added, each.modified, each.removed]).flatMap((each) => each ?? []),
  )
  // What a forced push took back is not listed, nor what came with very many commits.
  const unlisted = forced === true || !commits || commits.length >= mostCommits
  const onDefault = branch === (repository.defaultBranch ?? 'main')
  const policy = onDefault && (unlisted || paths.has(policyPath))
  const files = [...paths, ...(unlisted || paths.size === 0 ? ['*'] : [])]
  return [
    ...(policy
      ? [{ news: 'policy', repo: repository.name, ...(after ? { commit: after } : {}) } as const]
      : []),
    ...stale(
      ...(onDefault ? [branch, 'HEAD'] : [branch]).flatMap((ref) => {
        const place = `${repository.name}@${ref}`
        return [...files.map((path) => `contents:${place}:${path}`), `tree:${place}`]
      }),
      ...(onDefault ? files.map((path) => `versions:${repository.name}@HEAD:${path}`) : []),
      `commits:${repository.name}@${branch}`,
    ),
  ]
})
