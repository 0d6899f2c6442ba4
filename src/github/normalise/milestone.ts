import { z } from 'zod'
import { stale } from './item-news.ts'
import { Milestone, Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  milestone: Milestone,
  changes: z.object({ title: z.object({ from: z.string() }).nullish() }).nullish(),
})

/** `milestone`: a milestone or its date changed, for all that carry it. */
export const milestone = reader(Payload, ({ repository, milestone, changes }): Heard => {
  const titles = [milestone.title, changes?.title?.from].filter(
    (title): title is string => title !== undefined,
  )
  return stale(...titles.map((title) => `milestone:${repository.name}/${title}`))
})
