import { z } from 'zod'
import { visibilities } from '../../core/fact.ts'
import { ask, mapped, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Repository = z.object({ visibility: z.enum(visibilities) })

/** Who can see a repository. */
export const readVisibility: ReadFact<'visibility'> = async (github, key) => {
  const request = github.rest.repos.get.endpoint({ ...placeOf(key) })
  const answer = await ask(github, request, Repository, { what: key, needs: 'metadata=read' })
  return mapped(answer, ({ visibility }) => visibility)
}
