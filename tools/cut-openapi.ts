/**
 * Cuts GitHub's OpenAPI description down to the operations of openapi-operations.ts.
 *
 *   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *   npx node tools/cut-openapi.ts package/generated/api.github.com.json
 *
 * The whole package is 394 MB, so it is no dependency; the slim file is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { operationIds } from './openapi-operations.ts'

type Json = Record<string, unknown>

const noise = new Set([
  'description',
  'example',
  'examples',
  'title',
  'deprecated',
  'default',
  'externalDocs',
])

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function child(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says a type or an enum with null. */
function nullable(schema: Json): Json {
  const { nullable: flag, ...rest } = schema
  if (flag !== true) return rest
  if (Array.isArray(rest.enum)) rest.enum = [...rest.enum, null]
  if (typeof rest.type === 'string') return { ...rest, type: [rest.type, 'null'] }
  return { anyOf: [rest, { type: 'null' }] }
}

/** A copy without references and prose. `names`: the keys here are properties' names, not words of the schema. */
function slim(root: Json, value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => slim(root, each))
  if (!isObject(value)) return value
  if (typeof value.$ref === 'string') return slim(root, resolve(root, value.$ref))
  const kept: Json = {}
  for (const [key, each] of Object.entries(value)) {
    if (!names && (noise.has(key) || key.startsWith('x-'))) continue
    if (!names && key === 'format' && each !== 'date-time') continue
    // GitHub's alternatives overlap, so that a right body may match two of them.
    const word = !names && key === 'oneOf' ? 'anyOf' : key
    kept[word] = key === 'enum' ? each : slim(root, each, !names && key === 'properties')
  }
  return names ? kept : nullable(kept)
}

function resolve(root: Json, ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, part) => child(at, part), root)
}

function parameters(root: Json, listed: unknown): Json[] {
  if (!Array.isArray(listed)) return []
  return listed.map((each) => {
    const whole = isObject(each) && typeof each.$ref === 'string' ? resolve(root, each.$ref) : each
    return {
      name: child(whole, 'name'),
      in: child(whole, 'in'),
      required: child(whole, 'required') === true,
      schema: slim(root, child(whole, 'schema')),
    }
  })
}

function body(root: Json, operation: Json): Json | undefined {
  const request = operation.requestBody
  const schema = child(child(child(request, 'content'), 'application/json'), 'schema')
  if (schema === undefined) return undefined
  return { required: child(request, 'required') === true, schema: slim(root, schema) }
}

function cut(root: Json): Json {
  const wanted = new Set(operationIds())
  const found: Json[] = []
  for (const [path, methods] of Object.entries(isObject(root.paths) ? root.paths : {})) {
    for (const [method, operation] of Object.entries(isObject(methods) ? methods : {})) {
      if (!isObject(operation) || !wanted.delete(String(operation.operationId))) continue
      const request = body(root, operation)
      const shared = parameters(root, child(methods, 'parameters'))
      found.push({
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: [...shared, ...parameters(root, operation.parameters)],
        ...(request ? { body: request } : {}),
      })
    }
  }
  if (wanted.size > 0) throw new Error(`Not in the description: ${[...wanted].join(', ')}`)
  return { source: '@octokit/openapi 23.0.2, api.github.com', operations: found }
}

const [source] = process.argv.slice(2)
if (!source) {
  console.error('Usage: node tools/cut-openapi.ts <path of api.github.com.json>')
  process.exit(2)
}
const description: unknown = JSON.parse(readFileSync(source, 'utf8'))
if (!isObject(description)) throw new Error(`${source} is no OpenAPI description`)
const target = new URL('../test/contract/data/openapi-slim.json', import.meta.url)
const operationsCut = cut(description)
const lines = (Array.isArray(operationsCut.operations) ? operationsCut.operations : []).map((each) =>
  JSON.stringify(each),
)
writeFileSync(
  target,
  `{"source":${JSON.stringify(operationsCut.source)},"operations":[\n${lines.join(',\n')}\n]}\n`,
)
console.log(`${lines.length} operations`)
