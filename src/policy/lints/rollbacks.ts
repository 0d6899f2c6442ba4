import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** `is:rollback` where nothing ever is one: it is about a deployment, and stands alone in the hotfix of an environment. */
export function rollbacks({ reader }: Linting): void {
  for (const found of reader.found) {
    if (found.to !== 'qualifier' || found.name !== 'is:rollback') continue
    if (!isHotfix(found)) reader.warn(found.place, elsewhere)
    else if (!standsAlone(reader.raw(found.place.path))) reader.warn(found.place, besideOthers)
    else if ('approved-by' in Object(reader.raw(found.place.path.slice(0, -1))))
      reader.warn({ path: [...found.place.path.slice(0, -1), 'approved-by'], at: 'key' }, needsNobody)
  }
}

function isHotfix({ place: { path } }: Found): boolean {
  return path[0] === 'environments' && path[2] === 'hotfix' && path.at(-1) === 'when'
}

function standsAlone(text: unknown): boolean {
  return /^\s*is:rollback\s*$/i.test(String(text))
}

const elsewhere = {
  code: 'never-a-rollback',
  message: '`is:rollback` is never so here.',
  why: 'It says that a deployment goes back to what ran there before; an issue or pull request does not.',
  fix: 'Write it as the `when` of a `hotfix` under `environments:`, or take it out.',
}

const besideOthers = {
  code: 'never-a-rollback',
  message: '`is:rollback` counts only where it stands alone.',
  why: 'The others are about the pull requests that are shipped, and a deployment that goes back ships none.',
  fix: 'Make it an entry of its own: `{ when: is:rollback, lifts: … }`.',
}

const needsNobody = {
  code: 'never-approved',
  message: 'With `approved-by`, this hotfix never lifts anything.',
  why: 'An approval stands on a pull request that is shipped, and a deployment that goes back ships none.',
  fix: 'Take `approved-by` out: going back to what ran there before needs nobody.',
}
