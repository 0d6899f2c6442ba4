import type { Found } from '../find-references.ts'

/** Whether what stands there is such people, itself or through entries under `people:`, be it in a rotation. */
export function namesSuch(
  such: (found: Found) => boolean,
  found: Found,
  all: readonly Found[],
  seen = new Set<string>(),
): boolean {
  if (such(found)) return true
  if (found.to !== 'people' || seen.has(found.name)) return false
  seen.add(found.name)
  const named = all.filter(({ place: { path } }) => path[0] === 'people' && path[1] === found.name)
  return named.some((one) => namesSuch(such, one, all, seen))
}
