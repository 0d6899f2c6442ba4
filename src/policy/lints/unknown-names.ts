import { nearestName } from '../../query/nearest-name.ts'
import type { Named } from '../../rules/leaves.ts'
import type { Said } from '../file-reader.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A name that nothing in the file has: calendars, windows, people, rules. */
export function unknownNames(linting: Linting): void {
  const known = knownNames(linting)
  for (const found of linting.reader.found) {
    if (found.leaf === 'query' && found.to === 'people') {
      mistypedPerson(found, known.people ?? [], linting)
      continue
    }
    const names = known[found.to]
    if (names === undefined || names.includes(found.name)) continue
    linting.reader.error(found.place, unknown(found, names))
  }
}

/** The names there are, also of what has problems of its own; nothing for what cannot be told from this file. */
function knownNames({ reader, head, base }: Linting): Partial<Record<Named, readonly string[]>> {
  const keys = (section: string) => {
    const value = reader.raw([section])
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  }
  const rules = [...keys('rules'), ...(base?.rules ?? []).map((rule) => rule.id)]
  return {
    calendar: ['always', ...keys('calendars')],
    window: keys('windows'),
    people: keys('people'),
    // The organisation's rules are not here to be looked at.
    ...(head.extends !== undefined && base === undefined ? {} : { rule: rules }),
  }
}

/** In a query a bare name without an entry is a login; one that is nearly an entry was more likely meant to be it. */
function mistypedPerson(found: Found, people: readonly string[], { reader }: Linting): void {
  const { name, place } = found
  if (name.length < 5 || !/^[A-Za-z0-9-]+$/.test(name) || people.includes(name)) return
  const near = nearestName(name, people)
  if (near === undefined) return
  reader.warn(place, {
    code: 'maybe-people',
    message: `\`${name}\` is not under \`people:\`, so it means the login @${name}.`,
    why: `There is \`${near}\` under \`people:\`, which is nearly the same.`,
    fix: `Write ${near}, or @${name} if the login is meant.`,
  })
}

function unknown({ to, name }: Found, known: readonly string[]): Said {
  const section = to === 'people' ? 'people' : `${to}s`
  const near = nearestName(name, known)
  return {
    code: `unknown-${to}`,
    message: `There is no \`${name}\` under \`${section}:\`.`,
    why: 'Names mean what they mean in the file they are used in.',
    fix: near === undefined ? addIt({ to, name, section, known }) : `Did you mean \`${near}\`?`,
  }
}

interface Missing {
  to: Named
  name: string
  section: string
  known: readonly string[]
}

function addIt({ to, name, section, known }: Missing): string {
  const isLogin = to === 'people' && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name)
  const login = isLogin ? `; if that is a login, write "@${name}"` : ''
  return `Add \`${name}\` under \`${section}:\`${listed(known)}${login}.`
}

function listed(known: readonly string[]): string {
  return known.length === 0 || known.length > 12 ? '' : `, or use one of ${known.join(', ')}`
}
