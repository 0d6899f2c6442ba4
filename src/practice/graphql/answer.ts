import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql'
import { z } from 'zod'
import type { Caller } from '../auth.ts'
import { Refusal } from '../refusal.ts'
import type { Answer } from '../rest/route.ts'
import type { World } from '../world.ts'
import { rootOf } from './root.ts'

const Body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

let built: GraphQLSchema | undefined

/** The part of GitHub's schema that is answered here. */
function practiceSchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'))
  return built
}

const checked = new Map<string, { document: DocumentNode } | { errors: readonly GraphQLError[] }>()

/** A document is parsed and held against the schema once. */
function checkedDocument(text: string): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  const known = checked.get(text)
  if (known) return known
  const made = check(text)
  checked.set(text, made)
  return made
}

function check(text: string): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  try {
    const document = parse(text)
    const errors = validate(practiceSchema(), document)
    return errors.length > 0 ? { errors } : { document }
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] }
    throw error
  }
}

/** Answers a GraphQL request. Errors come with status 200, as from GitHub. */
export async function answerGraphql(world: World, caller: Caller, body: unknown): Promise<Answer> {
  const asked = Body.safeParse(body)
  if (!asked.success) throw new Refusal(400, 'A query attribute must be specified and must be a string.')
  const { query, variables, operationName } = asked.data
  const found = checkedDocument(query)
  if ('errors' in found) return { status: 200, body: { errors: found.errors.map(errorShape) } }
  const result = await execute({
    schema: practiceSchema(),
    document: found.document,
    rootValue: rootOf(world, caller),
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  })
  const { data, errors } = result
  return { status: 200, body: { data, ...(errors ? { errors: errors.map(errorShape) } : {}) } }
}

function errorShape(error: GraphQLError): Record<string, unknown> {
  const { message, path, locations, extensions, originalError } = error
  // A fault of ours must not pass for an answer of GitHub's.
  if (originalError && !(originalError instanceof GraphQLError) && !(originalError instanceof Refusal))
    throw originalError
  const type = extensions.type ?? (originalError instanceof Refusal ? 'UNPROCESSABLE' : undefined)
  return {
    ...(type === undefined ? {} : { type }),
    ...(path ? { path } : {}),
    ...(locations ? { locations } : {}),
    message,
  }
}
