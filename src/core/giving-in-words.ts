import type { Login } from './item.ts'
import type { PeopleRef } from './people.ts'
import { peopleInWords } from './people-in-words.ts'
import { listed } from './words.ts'

interface Said {
  what: string
  fix: string
}

/** Why nobody was assigned: nobody is named, or GitHub can assign none of them. */
export function nobodyAssigned(to: readonly PeopleRef[], passedOver: readonly Login[]): Said {
  return {
    what: `Nobody could be assigned: ${nobodyLeft(to, passedOver)}.`,
    fix: 'Whoever reads this, please assign somebody.',
  }
}

/** Why it went to somebody else than the one whose turn it was. */
export function passedOverFor(passedOver: readonly Login[], logins: readonly Login[]): Said {
  return {
    what: `${listed(passedOver)} cannot be assigned in this repository, so it goes to ${listed(logins)}.`,
    fix: 'GitHub assigns only people who have access here.',
  }
}

/** Why nobody was told: nobody is named, a team has no members, a login is nobody's any more. */
export function nobodyTold(people: readonly PeopleRef[]): Said {
  const who = people.every(isOfItem)
    ? 'nobody is named or assigned'
    : `${peopleInWords(people)} reaches nobody`
  return { what: `Nobody could be told: ${who}.`, fix: 'Whoever reads this, please take it on.' }
}

function nobodyLeft(to: readonly PeopleRef[], passedOver: readonly Login[]): string {
  if (passedOver.length > 0)
    return `${listed(passedOver)} ${passedOver.length === 1 ? 'has' : 'have'} no access to this repository`
  return to.every(isOfItem) ? 'nobody is named' : `${peopleInWords(to)} names nobody`
}

/** Whoever the item itself names: its author, its assignees, a field of it. */
function isOfItem({ who }: PeopleRef): boolean {
  return who === 'author' || who === 'assignees' || who === 'field'
}
