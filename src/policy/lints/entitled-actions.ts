import type { PeopleEntry, PeopleRef } from '../../core/people.ts'
import type { Linting } from './linting.ts'

/** `github-actions` among people who may do something: whoever can write a workflow can act as it (D21). */
export function entitledActions({ reader, names }: Linting): void {
  const entitled = reader.found.filter(({ leaf, place }) => leaf === 'people' && place.path[0] !== 'people')
  for (const { to, name, place } of entitled) {
    const isIt =
      to === 'login' ? isActions(name) : to === 'people' && holdsActions(name, names.people, new Set())
    if (!isIt) continue
    reader.error(place, {
      code: 'entitled-actions',
      message:
        to === 'login' ? '`github-actions` is named here.' : `\`github-actions\` is among \`${name}\`.`,
      why: 'Everybody who can change a workflow can act as it, so this would let everybody who may write.',
      fix: 'Name the people or the team, or an app of your own.',
    })
  }
}

function isActions(login: string): boolean {
  return /^github-actions(\[bot\])?$/i.test(login)
}

function holdsActions(name: string, people: ReadonlyMap<string, PeopleEntry>, seen: Set<string>): boolean {
  const entry = people.get(name)
  if (entry === undefined || entry.entry !== 'list' || seen.has(name)) return false
  seen.add(name)
  return entry.people.some((ref: PeopleRef) => {
    if (ref.who === 'login') return isActions(ref.login)
    return ref.who === 'name' && holdsActions(ref.name, people, seen)
  })
}
