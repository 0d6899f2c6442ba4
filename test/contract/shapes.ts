type Json = Record<string, unknown>

/** What examples show of one kind of object: its keys, those always there, and the types seen. */
export interface Shape {
  always: Set<string>
  types: Map<string, Set<string>>
}

/** Differences known to be right: keys younger than the examples, and what may be null though none of them is. */
export interface Excused {
  newer: ReadonlySet<string>
  nullable: ReadonlySet<string>
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** The shape that a number of examples have together. */
export function shapeOf(examples: readonly Json[]): Shape {
  const types = new Map<string, Set<string>>()
  const counts = new Map<string, number>()
  for (const example of examples) {
    for (const [key, value] of Object.entries(example)) {
      types.set(key, (types.get(key) ?? new Set()).add(typeOf(value)))
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const always = [...counts].filter(([, count]) => count === examples.length).map(([key]) => key)
  return { always: new Set(always), types }
}

/** How an object differs from the shape: keys it lacks, keys nobody has seen, values of types nobody has seen. */
export function differences(ours: Json, shape: Shape, excused: Excused): string[] {
  const lacking = [...shape.always].filter((key) => !(key in ours)).map((key) => `lacks ${key}`)
  const others = Object.entries(ours).flatMap(([key, value]) => {
    const seen = shape.types.get(key)
    if (!seen) return excused.newer.has(key) ? [] : [`has ${key}, which no example has`]
    const onlyNull = seen.size === 1 && seen.has('null')
    const mayBeNull = value === null && excused.nullable.has(key)
    return seen.has(typeOf(value)) || onlyNull || mayBeNull
      ? []
      : [`${key} is ${typeOf(value)}, examples have ${[...seen].join(', ')}`]
  })
  return [...lacking, ...others]
}
