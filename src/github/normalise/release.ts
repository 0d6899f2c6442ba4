import { z } from 'zod'
import { Repository } from './payload.ts'
import { type Circumstances, type Heard, present, reader } from './reading.ts'

const Published = z.object({
  action: z.string(),
  repository: Repository,
  release: z.object({ tag_name: z.string().min(1), draft: z.boolean().nullish() }),
})

const Created = z.object({ ref: z.string().min(1), ref_type: z.string(), repository: Repository })

/** `release`: it was published, or what was a pre-release until now became one that is none. */
export const release = reader(Published, ({ action, release: { tag_name: tag, draft } }, when): Heard => {
  if (draft || (action !== 'published' && action !== 'released')) return { ignored: `release.${action}` }
  return released({ tag, as: 'release' }, when)
})

/** `create`: a tag was made. GitHub tells of none where more than three were pushed at once (docs.github.com, create). */
export const create = reader(Created, ({ ref, ref_type: type }, when): Heard => {
  if (type !== 'tag') return { ignored: `create of a ${type}` }
  return released({ tag: ref, as: 'tag' }, when)
})

export function released(what: { tag: string; as: 'release' | 'tag' }, { at, actor }: Circumstances): Heard {
  return [{ news: 'released', release: { ...what, at, ...present({ by: actor }) } }]
}
