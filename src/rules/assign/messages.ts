import { nobodyAssigned, passedOverFor } from '../../core/giving-in-words.ts'
import type { Login } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { listed, type Said, tryingAgain } from '../finding.ts'

interface Refused {
  login: Login
  to: readonly PeopleRef[]
  spillOver: readonly PeopleRef[]
  unless: string | undefined
  /** Whether somebody was, or will be, taken off: only an enforced rule does that. */
  takesOff: boolean
}

export const say = {
  assigned: (logins: readonly Login[]): Said => ({ what: `Assigned to ${listed(logins)}.`, fix: '' }),
  stillFree: (to: readonly PeopleRef[], due: string): Said => ({
    what: `It is for ${peopleInWords(to)}, who may take it until ${due}.`,
    fix: '',
  }),
  goesTo: (logins: readonly Login[]): Said => ({ what: `It goes to ${listed(logins)}.`, fix: '' }),
  notAssigned: (to: readonly PeopleRef[], logins: readonly Login[]): Said => ({
    what: `It is for ${peopleInWords(to)}, and none of them is assigned.`,
    fix: `Assign ${listed(logins)}.`,
  }),
  nobodyAnyMore: (to: readonly PeopleRef[]): Said => ({
    what: `It is for ${peopleInWords(to)}, and none of them is assigned any more.`,
    fix: 'Nothing was changed. Assign one of them when it is to be taken on.',
  }),
  fromBefore: (to: readonly PeopleRef[]): Said => ({
    what: `It is for ${peopleInWords(to)}, and none of them is assigned.`,
    fix: 'It has been so since before this rule was in force. Assign one of them.',
  }),
  nobody: nobodyAssigned,
  passedOver: passedOverFor,
  refused: ({ login, spillOver, takesOff, to, unless }: Refused): Said => ({
    what: `${login} was assigned; this is for ${peopleInWords(to)}.`,
    fix: [
      takesOff ? `${login} was taken off again.` : 'Nothing was changed.',
      ...(spillOver.length === 0
        ? []
        : [`If ${peopleInWords(spillOver)} writes \`/reeve approve @${login}\`, ${login} may be assigned.`]),
      ...(unless === undefined ? [] : [`So may anybody while it matches \`${unless}\`.`]),
    ].join(' '),
  }),
  unknownWho: (to: readonly PeopleRef[]): Said => ({
    what: `Who of ${peopleInWords(to)} is to be assigned could not be read.`,
    fix: tryingAgain,
  }),
  unknownWhether: (logins: readonly Login[]): Said => ({
    what: `Whether this is for ${listed(logins, 'or')} could not be read.`,
    fix: `Nobody is taken off. ${tryingAgain}`,
  }),
  notAUser: () => ({
    what: 'It names somebody who is no user.',
    fix: 'Nothing was approved. Write `/reeve approve @user`, with the login of one person.',
  }),
}
