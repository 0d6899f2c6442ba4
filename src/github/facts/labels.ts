import { z } from 'zod'
import { askAll, mapped, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Label = z.object({ name: z.string() })

/** Names of the labels a repository has. */
export const readLabels: ReadFact<'labels'> = async (github, key) => {
  const request = github.rest.issues.listLabelsForRepo.endpoint({ ...placeOf(key), per_page: 100 })
  const labels = await askAll(github, request, Label, { what: `the labels of ${key}`, needs: 'issues=read' })
  return mapped(labels, (all) => all.map(({ name }) => name))
}
