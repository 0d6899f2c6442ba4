import { z } from 'zod'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  merge_group: z.object({
    head_sha: z.string().min(1),
    base_ref: z.string().nullish(),
    base_sha: z.string().nullish(),
  }),
})

/** `merge_group`: a merge queue asks for the checks of a group's head, or has done with it. It names no members (D18). */
export const mergeGroup = reader(Payload, ({ action, repository, merge_group }): Heard => {
  if (action !== 'checks_requested' && action !== 'destroyed') return { ignored: `merge_group.${action}` }
  const base = merge_group.base_ref?.replace(/^refs\/heads\//, '')
  return [
    {
      news: 'group',
      repo: repository.name,
      sha: merge_group.head_sha,
      base: base ?? repository.defaultBranch ?? 'main',
      baseSha: merge_group.base_sha ?? '',
      ended: action === 'destroyed',
    },
  ]
})
