import type { PeopleRef } from './people.ts'
import { listed } from './words.ts'

/** People as a sentence names them, pinging nobody: `qa`, `the author`, `` `acme/qa` ``. */
export function peopleInWords(people: readonly PeopleRef[]): string {
  return listed(people.map(inWords), 'or')
}

function inWords(ref: PeopleRef): string {
  switch (ref.who) {
    case 'login':
      return ref.login
    case 'team':
      return `\`${ref.team}\``
    case 'name':
      return ref.name
    case 'author':
      return 'the author'
    case 'assignees':
      return 'the assignees'
    case 'everyone':
      return 'everyone who may write here'
    case 'field':
      return `whoever the field "${ref.field}" names`
    default:
      return ref satisfies never
  }
}
