import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
} from 'graphql'
import { oncePer } from '../../core/once-per.ts'

/** Something of a schema that is marked to go: a field, an argument, an input field, a value of an enum. */
export interface Deprecated {
  /** `Type.field`, `Type.field.argument`, `Enum.VALUE`. */
  path: string
  /** Why, and what to use; empty where the schema does not say. */
  reason: string
  /** The file it stands in. */
  file: string
}

/** Everything that carries the directive, in the order of the schema. */
export const deprecatedIn = oncePer(findDeprecated)

function findDeprecated(definitions: readonly DefinitionNode[]): ReadonlyMap<string, Deprecated> {
  const found = new Map<string, Deprecated>()
  for (const { path, node } of definitions.flatMap(elementsOf)) {
    const directive = node.directives?.find(({ name }) => name.value === 'deprecated')
    if (directive && !found.has(path))
      found.set(path, { path, reason: reasonIn(directive), file: node.loc?.source.name ?? '' })
  }
  return found
}

interface Element {
  path: string
  node: FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode
}

function elementsOf(definition: DefinitionNode): Element[] {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return (definition.fields ?? []).flatMap((field) => {
        const path = `${definition.name.value}.${field.name.value}`
        return [{ path, node: field }, ...named(path, field.arguments)]
      })
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return named(definition.name.value, definition.fields)
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return named(definition.name.value, definition.values)
    case Kind.DIRECTIVE_DEFINITION:
      return named(`@${definition.name.value}`, definition.arguments)
    default:
      return []
  }
}

function named(
  of: string,
  nodes: readonly (InputValueDefinitionNode | EnumValueDefinitionNode)[] | undefined,
): Element[] {
  return (nodes ?? []).map((node) => ({ path: `${of}.${node.name.value}`, node }))
}

function reasonIn({ arguments: given }: ConstDirectiveNode): string {
  const reason: ArgumentNode | undefined = given?.find(({ name }) => name.value === 'reason')
  return reason?.value.kind === Kind.STRING ? reason.value.value.replaceAll(/\s+/g, ' ').trim() : ''
}

const useInstead = /\b(?:use|replaced (?:by|with)|in favou?r of|moved to|renamed to|switch to|prefer)\s+/i
const oneName = /^[`'"]?([A-Za-z_][\w.]*\w|[A-Za-z_])[`'"]?(?:\([^)]*\))?\s*(?:$|[.,;:–—-]|instead\b)/

/** What a reason says to use instead: `use Foo.b`, `replaced by b`; the whole reason where it names nothing so. */
export function replacementIn(reason: string): string {
  return oneName.exec(reason.split(useInstead)[1] ?? '')?.[1] ?? reason
}
