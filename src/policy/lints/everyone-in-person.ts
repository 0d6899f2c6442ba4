import { everyoneInPerson } from '../../rules/people-keys.ts'
import type { Linting } from './linting.ts'
import { namesSuch } from './people-named.ts'

/** A name under `people:` that stands for everyone, or for them too, where people are mentioned or assigned. */
export function everyoneByName({ reader }: Linting): void {
  for (const found of reader.found) {
    const { inPerson, name, place } = found
    if (inPerson === undefined || !namesSuch(({ to }) => to === 'everyone', found, reader.found)) continue
    const { code, what, why, fix } = everyoneInPerson[inPerson]
    reader.error(place, { code, message: `\`${name}\` stands for everyone. ${what}`, why, fix })
  }
}
