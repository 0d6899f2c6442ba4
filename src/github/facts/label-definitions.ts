import { z } from 'zod'
import { askAll, mapped, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Label = z.object({ name: z.string(), color: z.string(), description: z.string().nullish() })

/** The labels a repository has, with colour and description. */
export const readLabelDefinitions: ReadFact<'label-definitions'> = async (github, key) => {
  const request = github.rest.issues.listLabelsForRepo.endpoint({ ...placeOf(key), per_page: 100 })
  const labels = await askAll(github, request, Label, { what: `the labels of ${key}`, needs: 'issues=read' })
  return mapped(labels, (all) =>
    all.map(({ name, color, description }) => ({ name, color, description: description ?? '' })),
  )
}
