import { diffSchema } from '@graphql-inspector/core/diff/schema'
import type { GraphQLSchema } from 'graphql'
import { oncePer } from '../../core/once-per.ts'

/** A change after which something that worked no longer does. */
export interface BreakingChange {
  /** `Foo.a`, `Query.x.arg`, `Foo`; of the schema itself the type that was its query, mutation or subscription. */
  path: string
  how: HowItBreaks
  /** The comparison's own words, without the full stop. */
  message: string
  /** Elements and types of which one has to be free to go for this change to be allowed. */
  goesWith: readonly string[]
}

/** `part goes`: a field, an argument, a value, which can be marked first. `whole goes`: a type or a directive, which cannot. */
export type HowItBreaks = 'part goes' | 'whole goes' | 'comes' | 'changes'

/**
 * What breaks between two versions. Only the comparison itself is graphql-inspector's: its rule about deprecated fields knows
 * no period and no arguments, and lets every removal of a type through.
 */
export function breakingChanges(before: GraphQLSchema, after: GraphQLSchema): readonly BreakingChange[] {
  const made = comparedWith(before).get(after) ?? compare(before, after)
  comparedWith(before).set(after, made)
  return made
}

/** A look asks for the same comparison several times, and of a big schema it takes its time. */
const comparedWith = oncePer((_: GraphQLSchema) => new WeakMap<GraphQLSchema, readonly BreakingChange[]>())

function compare(before: GraphQLSchema, after: GraphQLSchema): readonly BreakingChange[] {
  return diffSchema(before, after).flatMap((change): BreakingChange[] => {
    if (change.criticality.level !== 'BREAKING') return []
    const also = alsoAbout(change.meta)
    const path = change.path ?? also[0] ?? 'schema'
    return [
      {
        path,
        how: howOf(change.type),
        message: change.message.replace(/\.$/, ''),
        goesWith: [...ancestorsOf(path), ...also],
      },
    ]
  })
}

const parts = [
  'FIELD_REMOVED',
  'FIELD_ARGUMENT_REMOVED',
  'INPUT_FIELD_REMOVED',
  'ENUM_VALUE_REMOVED',
  'DIRECTIVE_ARGUMENT_REMOVED',
]
const wholes = ['TYPE_REMOVED', 'DIRECTIVE_REMOVED']

/** A union that loses a member, or a type its interface, is still there: that is told in the comparison's words. */
function howOf(type: string): HowItBreaks {
  if (parts.includes(type)) return 'part goes'
  if (wholes.includes(type)) return 'whole goes'
  return type.endsWith('_ADDED') ? 'comes' : 'changes'
}

/** `Query.x.a`, `Query.x`, `Query`: what may go may change. */
function ancestorsOf(path: string): string[] {
  const parts = path.split('.')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
}

const metaNames = [
  'removedUnionMemberTypeName',
  'removedInterfaceName',
  'oldQueryTypeName',
  'oldMutationTypeName',
  'oldSubscriptionTypeName',
]

/** Types that a change is about beside its path: the member that a union lost, the interface that is no longer there. */
function alsoAbout(meta: Readonly<Record<string, unknown>>): string[] {
  return metaNames.flatMap((name) => {
    const value = meta[name]
    return typeof value === 'string' ? [value] : []
  })
}
