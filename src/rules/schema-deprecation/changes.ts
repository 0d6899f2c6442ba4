import { diffSchema } from '@graphql-inspector/core/diff/schema'
import type { GraphQLSchema } from 'graphql'
import { oncePer } from '../../core/once-per.ts'

/** A change after which something that worked no longer does. */
export interface BreakingChange {
  /** `Foo.a`, `Query.x.arg`, `Foo`; of the schema itself the type that was its query, mutation or subscription. */
  path: string
  isRemoval: boolean
  /** The comparison's own words. */
  message: string
  /** Elements and types of which one has to be free to go for this change to be allowed. */
  goesWith: readonly string[]
}

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
        isRemoval: change.type.endsWith('_REMOVED'),
        message: change.message,
        goesWith: [...ancestorsOf(path), ...also],
      },
    ]
  })
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
