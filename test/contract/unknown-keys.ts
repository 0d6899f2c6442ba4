type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A schema and all alternatives and parts it is made of. */
function variants(schema: unknown): Json[] {
  if (!isObject(schema)) return []
  const parts = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => {
    const listed = schema[key]
    return Array.isArray(listed) ? listed : []
  })
  return [schema, ...parts.flatMap(variants)]
}

/**
 * Keys of a value that no alternative of its schema names. GitHub's schemas leave objects open, so a misspelt key
 * would else pass. Objects whose keys are free (a dispatch's payload) are left alone.
 */
export function unknownKeys(schema: unknown, value: unknown, at = ''): string[] {
  const all = variants(schema)
  if (Array.isArray(value)) {
    const items = { anyOf: all.flatMap((each) => (isObject(each.items) ? [each.items] : [])) }
    return value.flatMap((each, index) => unknownKeys(items, each, `${at}/${index}`))
  }
  if (!isObject(value)) return []
  const described = all.filter((each) => isObject(each.properties))
  const free = all.some((each) => isObject(each.additionalProperties) || each.additionalProperties === true)
  if (described.length === 0 || (free && described.length === 1)) return []
  return Object.entries(value).flatMap(([key, each]) => {
    const schemas = described.flatMap(({ properties }) =>
      isObject(properties) && properties[key] !== undefined ? [properties[key]] : [],
    )
    if (schemas.length === 0) return [`no key ${at}/${key}`]
    return unknownKeys({ anyOf: schemas }, each, `${at}/${key}`)
  })
}
