import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { Instant } from '../../core/instant.ts'

/** From when on something may go. `never`: nothing that leads there is marked to go, or no period is set. */
export type MayGo = { from: Instant } | 'never' | 'unknown'

/** From when on an element that is marked to go may; undefined for one that is not marked. */
export type Due = (path: string) => MayGo | undefined

/** From when on an element or a whole type of a schema may go. */
export function mayGoIn(schema: GraphQLSchema, due: Due): (path: string) => MayGo {
  const reached = oncePerReading((reading) => reachedUntil(schema, (path) => readAs(due(path), reading)))
  return (path) => {
    const own = due(path)
    if (own !== undefined) return own
    const type = schema.getType(path)
    return type ? soonest([byMembers(type, due), byWays(type, reached)]) : 'never'
  }
}

/** The earliest of several ways; unknown where one that is not known could be earlier. */
export function soonest(ways: readonly MayGo[]): MayGo {
  const known = ways.flatMap((way) => (typeof way === 'object' ? [way.from] : []))
  if (known.length > 0) return { from: Math.min(...known) }
  return ways.includes('unknown') ? 'unknown' : 'never'
}

/** A type whose every member may go may go with them. */
function byMembers(type: GraphQLNamedType, due: Due): MayGo {
  const members = membersOf(type).map((member) => due(`${type.name}.${member}`) ?? 'never')
  if (members.length === 0 || members.includes('never')) return 'never'
  if (members.includes('unknown')) return 'unknown'
  return { from: Math.max(...members.flatMap((each) => (typeof each === 'object' ? [each.from] : []))) }
}

function membersOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name)
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.keys(type.getFields())
    : []
}

/** A type may go as soon as every way to it may. One that nothing ever led to has only its members. */
function byWays(type: GraphQLNamedType, reached: (reading: Reading) => ReadonlyMap<string, number>): MayGo {
  const surely = reached('late').get(type.name)
  if (surely === undefined) return 'never'
  if (Number.isFinite(surely)) return { from: surely }
  return Number.isFinite(reached('soon').get(type.name)) ? 'unknown' : 'never'
}

/** What is not known counts as never going, or as gone already: where both agree it does not matter. */
type Reading = 'late' | 'soon'

const gone = 0
const stays = Number.POSITIVE_INFINITY

function readAs(mayGo: MayGo | undefined, reading: Reading): number {
  if (typeof mayGo === 'object') return mayGo.from
  return mayGo === 'unknown' && reading === 'soon' ? gone : stays
}

function oncePerReading<T>(make: (reading: Reading) => T): (reading: Reading) => T {
  const made = new Map<Reading, T>()
  return (reading) => {
    const known = made.get(reading) ?? make(reading)
    made.set(reading, known)
    return known
  }
}

/** Until when each type is reached: of all ways to it the one that lasts longest, each lasting as long as its first step to go. */
function reachedUntil(schema: GraphQLSchema, until: (path: string) => number): Map<string, number> {
  const reached = new Map<string, number>()
  const waiting: GraphQLNamedType[] = []
  const reach = (type: GraphQLNamedType | null | undefined, at: number) => {
    if (!type || at <= (reached.get(type.name) ?? -1)) return
    reached.set(type.name, at)
    waiting.push(type)
  }
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    reach(root, stays)
  for (const directive of schema.getDirectives())
    for (const { name, type } of directive.args)
      reach(getNamedType(type), until(`@${directive.name}.${name}`))
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    const at = reached.get(type.name) ?? 0
    for (const step of stepsFrom(schema, type, until)) reach(step.to, Math.min(at, step.until))
  }
  return reached
}

interface Step {
  to: GraphQLNamedType
  until: number
}

function stepsFrom(schema: GraphQLSchema, type: GraphQLNamedType, until: (path: string) => number): Step[] {
  const others: readonly GraphQLNamedType[] = [
    ...(isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : []),
    ...(isUnionType(type) ? type.getTypes() : isAbstractType(type) ? schema.getPossibleTypes(type) : []),
  ]
  return [...others.map((to) => ({ to, until: stays })), ...throughFields(type, until)]
}

function throughFields(type: GraphQLNamedType, until: (path: string) => number): Step[] {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => ({
      to: getNamedType(field.type),
      until: until(`${type.name}.${field.name}`),
    }))
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const path = `${type.name}.${field.name}`
    const args = field.args.map((each) => ({
      to: getNamedType(each.type),
      until: Math.min(until(path), until(`${path}.${each.name}`)),
    }))
    return [{ to: getNamedType(field.type), until: until(path) }, ...args]
  })
}
