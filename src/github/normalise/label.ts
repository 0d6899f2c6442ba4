import { z } from 'zod'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  label: z.object({ name: z.string() }),
  changes: z.object({ name: z.object({ from: z.string() }).nullish() }).nullish(),
})

/** `label`: a label of the repository was made, renamed or deleted. */
export const label = reader(Payload, ({ action, repository, label, changes }): Heard => {
  const repo = repository.name
  const labels = stale(`labels:${repo}`)
  if (action === 'created' || action === 'deleted') {
    return [{ news: 'repo-label', repo, label: label.name, change: action }, ...labels]
  }
  const was = changes?.name?.from
  if (action !== 'edited' || was === undefined) return { ignored: `label.${action}` }
  return [{ news: 'repo-label', repo, label: was, change: 'renamed', to: label.name }, ...labels]
})
