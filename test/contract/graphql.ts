import { schema as github } from '@octokit/graphql-schema'
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql'

let built: GraphQLSchema | undefined

/** GitHub's whole GraphQL schema; building it takes about 0.1 s, so it is built once. */
export function githubSchema(): GraphQLSchema {
  built ??= buildSchema(github.idl, { assumeValidSDL: true })
  return built
}

/** What is wrong with a GraphQL document by GitHub's own schema; empty when nothing is. */
export function validateDocument(text: string): string[] {
  try {
    return validate(githubSchema(), parse(text)).map((each) => each.message)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
