import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** `github-actions` among people who may do something: whoever can write a workflow can act as it (D21). */
export function entitledActions({ reader }: Linting): void {
  for (const found of reader.found) {
    const { leaf, place, to, name } = found
    if (leaf !== 'people' || place.path[0] === 'people' || !isActions(found, reader.found, new Set()))
      continue
    reader.error(place, {
      code: 'entitled-actions',
      message:
        to === 'login' ? '`github-actions` is named here.' : `\`github-actions\` is among \`${name}\`.`,
      why: 'Everybody who can change a workflow can act as it, so this would let everybody who may write.',
      fix: 'Name the people or the team, or an app of your own.',
    })
  }
}

/** By itself, or by an entry under `people:` that names it, be it in a rotation. */
function isActions({ to, name }: Found, all: readonly Found[], seen: Set<string>): boolean {
  if (to === 'login') return /^github-actions(\[bot\])?$/i.test(name)
  if (to !== 'people' || seen.has(name)) return false
  seen.add(name)
  const named = all.filter(({ place: { path } }) => path[0] === 'people' && path[1] === name)
  return named.some((one) => isActions(one, all, seen))
}
