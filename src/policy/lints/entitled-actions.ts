import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'
import { namesSuch } from './people-named.ts'

/** `github-actions` among people who may do something: whoever can write a workflow can act as it (D21). */
export function entitledActions({ reader }: Linting): void {
  for (const found of reader.found) {
    const { leaf, place, to, name } = found
    if (leaf !== 'people' || place.path[0] === 'people' || !namesSuch(isActions, found, reader.found))
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

function isActions({ to, name }: Found): boolean {
  return to === 'login' && /^github-actions(\[bot\])?$/i.test(name)
}
