import { GraphqlResponseError } from '@octokit/graphql'
import { z } from 'zod'
import type { GitHub } from '../client.ts'
import { failureOf } from '../failure.ts'
import type { Kept } from './making.ts'

const Nodes = z.record(z.string(), z.object({ id: z.string() }).nullish())

/** GraphQL knows repositories by ids only; they are asked for once. Those that are not to be seen are left out. */
export async function nodesOf(
  github: GitHub,
  repos: readonly string[],
  nodes: Kept,
): Promise<ReadonlyMap<string, string>> {
  const known = await Promise.all(repos.map(async (repo) => [repo, await nodes.get(repo)] as const))
  const missing = known.flatMap(([repo, id]) => (id === undefined ? [repo] : []))
  const read = missing.length === 0 ? new Map<string, string>() : await readNodes(github, missing)
  for (const [repo, id] of read) await nodes.set(repo, id)
  return new Map([...known.flatMap(([repo, id]) => (id === undefined ? [] : [[repo, id] as const])), ...read])
}

async function readNodes(github: GitHub, repos: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const inputs = repos.map((_, index) => `$o${index}: String!, $n${index}: String!`)
  const fields = repos.map((_, index) => `r${index}: repository(owner: $o${index}, name: $n${index}) { id }`)
  const variables = repos.flatMap((repo, index) => {
    const [owner = '', name = ''] = repo.split('/')
    return [[`o${index}`, owner] as const, [`n${index}`, name] as const]
  })
  const found = await github
    .graphql(`query nodes(${inputs.join(', ')}) {\n${fields.join('\n')}\n}`, Object.fromEntries(variables))
    .catch((error: unknown) => {
      if (failureOf(error)?.failure !== 'missing' || !(error instanceof GraphqlResponseError)) throw error
      return error.data
    })
  const ids = Nodes.parse(found ?? {})
  return new Map(
    repos.flatMap((repo, index) => {
      const id = ids[`r${index}`]?.id
      return id === undefined ? [] : [[repo, id] as const]
    }),
  )
}
