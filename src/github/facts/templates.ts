import { z } from 'zod'
import { askGraph, mapped, placeOf, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

export const templatesQuery = `
  query templates($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) {
      issueTemplates { body }
      pullRequestTemplates { body }
    }
  }`

const Template = z.object({ body: z.string().nullish() })
const Answer = z.object({
  repository: z.object({
    issueTemplates: z.array(Template).nullish(),
    pullRequestTemplates: z.array(Template).nullish(),
  }),
})

/** The texts that GitHub puts into a new issue or pull request. Issue forms have none: they are written answer by answer. */
export const readTemplates: ReadFact<'templates'> = async (github, key) => {
  const about = { what: `the templates of ${key}`, needs: 'contents=read' }
  const answer = await askGraph(github, templatesQuery, { ...placeOf(key) }, { schema: Answer, about })
  return mapped(plain(answer), ({ repository }) =>
    [...(repository.issueTemplates ?? []), ...(repository.pullRequestTemplates ?? [])].flatMap(({ body }) =>
      body ? [body] : [],
    ),
  )
}
