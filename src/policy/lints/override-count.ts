import { sameName } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Names, Rule } from '../../core/policy.ts'
import type { Linting } from './linting.ts'

/** How many people an override takes: at least one, and not more than there are. */
export function overrideCount({ reader, rules }: Linting): void {
  for (const rule of rules) {
    const { count } = rule.override
    const place = { path: ['rules', rule.id, 'override', 'count'] }
    const may = peopleWhoMay(rule)
    if (count === 0)
      reader.error(place, {
        code: 'override-by-nobody',
        message: 'An override by nobody lets everything through.',
        why: 'Somebody has to answer for an exception.',
        fix: 'Write 1 or more; to have nothing refused at all, say `mode: warn`.',
      })
    else if (may !== undefined && count > may.length)
      reader.warn(place, {
        code: 'too-few-people',
        message: `An override takes ${count} people, and only ${may.length} may write one.`,
        why: `\`override.by\` and \`commands: override\` name ${may.join(', ') || 'nobody'}, so nothing could ever be let through.`,
        fix: 'Name more people, or a team, or write a smaller number.',
      })
  }
}

/** Everybody who may, where all are named one by one: with whoever maintains, or a team, it is not known how many those are. */
function peopleWhoMay({ names, override }: Rule): string[] | undefined {
  const { by } = names.commands.get('override') ?? {}
  const logins = by && loginsOf(names, [...by, ...override.by])
  return logins?.filter((login, index) => logins.findIndex((other) => sameName(other, login)) === index)
}

function loginsOf(
  names: Names,
  people: readonly PeopleRef[],
  seen: readonly string[] = [],
): string[] | undefined {
  const found: string[] = []
  for (const ref of people) {
    const some =
      ref.who === 'login' ? [ref.login] : ref.who === 'name' ? named(names, ref.name, seen) : undefined
    if (!some) return undefined
    found.push(...some)
  }
  return found
}

function named(names: Names, name: string, seen: readonly string[]): string[] | undefined {
  const entry = names.people.get(name)
  if (entry?.entry !== 'list' || seen.includes(name)) return undefined
  return loginsOf(names, entry.people, [...seen, name])
}
