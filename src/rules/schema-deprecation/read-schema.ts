import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getLocation,
  Kind,
  parse,
  Source,
  visit,
} from 'graphql'

/** One file of a schema. */
export interface SchemaFile {
  path: string
  text: string
}

/** What is wrong with a schema, and where. Lines and columns count from 1. */
export interface SchemaProblem {
  path: string
  line: number
  column: number
  message: string
}

export type SchemaRead =
  | { ok: true; schema: GraphQLSchema; definitions: readonly DefinitionNode[] }
  | { ok: false; problem: SchemaProblem }

/** Reads a schema that may be split over files. Directives that are defined nowhere are let be: other tools have their own. */
export function readSchema(files: readonly SchemaFile[]): SchemaRead {
  const name = JSON.stringify(files)
  const known = read.get(name)
  if (known) return known
  const made = readAnew(files)
  if (read.size >= mostKept) read.clear()
  read.set(name, made)
  return made
}

/** A look asks for the same few schemas again and again; the answer follows from the text alone. */
const read = new Map<string, SchemaRead>()
const mostKept = 8

function readAnew(files: readonly SchemaFile[]): SchemaRead {
  const definitions: DefinitionNode[] = []
  for (const file of files) {
    const parsed = parseFile(file)
    if (!parsed.ok) return parsed
    definitions.push(...parsed.document.definitions)
  }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: withBases(definitions) }
  try {
    return { ok: true, schema: buildASTSchema(document, { assumeValidSDL: true }), definitions }
  } catch (error) {
    return { ok: false, problem: problemOf(error, document, files[0]?.path ?? '') }
  }
}

/** The definitions of one version of one file; undefined where it cannot be read. */
export function definitionsIn(file: SchemaFile): readonly DefinitionNode[] | undefined {
  const parsed = parseFile(file)
  return parsed.ok ? parsed.document.definitions : undefined
}

function parseFile({
  path,
  text,
}: SchemaFile): { ok: true; document: DocumentNode } | Extract<SchemaRead, { ok: false }> {
  // What has nothing but comments is no document to a parser, and is fine as a file.
  if (/^(?:\s|,|#[^\n]*(?:\n|$))*$/.test(text.replace(/^\uFEFF/, '')))
    return { ok: true, document: { kind: Kind.DOCUMENT, definitions: [] } }
  try {
    return { ok: true, document: parse(new Source(text, path)) }
  } catch (error) {
    return { ok: false, problem: problemOf(error, undefined, path) }
  }
}

const bases: Readonly<Record<string, Kind>> = {
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
}

/** A type that is only extended has its definition elsewhere, in another service: its first extension stands for it. */
function withBases(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const defined = new Set(definitions.flatMap((each) => (each.kind in bases ? [] : nameOf(each))))
  return definitions.map((each): DefinitionNode => {
    const [name] = nameOf(each)
    const base = bases[each.kind]
    if (base === undefined || name === undefined || defined.has(name)) return each
    defined.add(name)
    return { ...each, kind: base } as DefinitionNode
  })
}

function nameOf(definition: DefinitionNode): string[] {
  return 'name' in definition && definition.name ? [definition.name.value] : []
}

function problemOf(error: unknown, document: DocumentNode | undefined, path: string): SchemaProblem {
  if (!(error instanceof Error)) throw error
  const message = error.message.split('\n')[0] ?? ''
  if (error instanceof GraphQLError && error.source && error.locations?.[0])
    return { path: error.source.name, ...error.locations[0], message }
  const unknownType = /^Unknown type: "(\w+)"/.exec(message)?.[1]
  const place = document && unknownType !== undefined ? placeOfType(document, unknownType) : undefined
  return { path, line: 1, column: 1, message, ...place }
}

/** Where a type that is not there is named first. */
function placeOfType(document: DocumentNode, name: string): Omit<SchemaProblem, 'message'> | undefined {
  let found: Omit<SchemaProblem, 'message'> | undefined
  visit(document, {
    NamedType(node) {
      if (found || node.name.value !== name || !node.loc) return
      found = { path: node.loc.source.name, ...getLocation(node.loc.source, node.loc.start) }
    },
  })
  return found
}
