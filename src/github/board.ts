import { z } from 'zod'
import type { GitHub } from './client.ts'
import { unlessMissing } from './effects/retry.ts'

/** What is needed to set a field of a board: GitHub's ids, and what may be chosen. */
export const boardQuery = `
  query board($owner: String!, $number: Int!) {
    repositoryOwner(login: $owner) {
      ... on ProjectV2Owner {
        projectV2(number: $number) {
          id
          fields(first: 100) {
            nodes {
              ... on ProjectV2Field { id name dataType }
              ... on ProjectV2SingleSelectField { id name dataType options { id name } }
              ... on ProjectV2IterationField {
                id name dataType
                configuration { iterations { ...periods } completedIterations { ...periods } }
              }
            }
          }
        }
      }
    }
  }
  fragment periods on ProjectV2IterationFieldIteration { id title startDate duration }`

const Iteration = z.object({
  id: z.string(),
  title: z.string(),
  startDate: z.string(),
  duration: z.number(),
})

const Field = z.object({
  id: z.string(),
  name: z.string(),
  dataType: z.string(),
  options: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  configuration: z
    .object({ iterations: z.array(Iteration), completedIterations: z.array(Iteration) })
    .transform(({ iterations, completedIterations }) => [...completedIterations, ...iterations])
    .optional(),
})

const Board = z.object({
  id: z.string(),
  fields: z
    .object({ nodes: z.array(Field.nullable()) })
    .transform(({ nodes }) => nodes.filter((each) => each !== null)),
})

const Answer = z.object({
  repositoryOwner: z.object({ projectV2: Board.nullish() }).nullable(),
})

export type Board = z.output<typeof Board>
export type BoardField = z.output<typeof Field>

/** `acme/205` with its fields; undefined where it is not there, or not to be seen. A project has fifty fields at most. */
export async function readBoard(github: GitHub, board: string): Promise<Board | undefined> {
  const [owner = '', number] = board.split('/')
  const data = await unlessMissing(() => github.graphql(boardQuery, { owner, number: Number(number) }))
  return data === undefined ? undefined : (Answer.parse(data).repositoryOwner?.projectV2 ?? undefined)
}
