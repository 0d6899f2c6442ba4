import type { Login } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { listed, type Said, tryingAgain } from '../finding.ts'

interface Standing {
  signed: readonly Login[]
  count: number
  from: readonly PeopleRef[]
  isPull: boolean
}

function agreed(signed: readonly Login[]): string {
  return signed.length === 0 ? 'nobody has' : `${listed(signed)} ${signed.length === 1 ? 'has' : 'have'}`
}

export const say = {
  signed: (signed: readonly Login[]): Said => ({
    what: signed.length === 0 ? 'Nobody needs to sign it off.' : `Signed off by ${listed(signed)}.`,
    fix: '',
  }),
  missing: ({ signed, count, from, isPull }: Standing): Said => ({
    what:
      count === 1
        ? `It is to be signed off by ${peopleInWords(from)}.`
        : `It is to be signed off by ${count} of ${peopleInWords(from)}; ${agreed(signed)} so far.`,
    fix: isPull
      ? `Ask ${peopleInWords(from)} for an approving review, or to write \`/reeve approve\`.`
      : `Ask ${peopleInWords(from)} to write \`/reeve approve\`.`,
  }),
  /** Said beside what is missing, where somebody agreed to an older commit. */
  outdated: (logins: readonly Login[]) => ` What ${listed(logins)} agreed to was an older commit.`,
  unknown: (from: readonly PeopleRef[]): Said => ({
    what: `Whether ${peopleInWords(from)} signed it off could not be read.`,
    fix: tryingAgain,
  }),
  asksNobody: {
    code: 'no-effect',
    message: '`count: 0` asks for nobody.',
    why: 'Nobody has to sign it off, so it is always kept.',
    fix: 'Write how many people are to agree, or leave the rule out.',
  },
  elsewhere: (login: Login, other: string) => ({
    what: `${login} signed off for \`${other}\`, and this needs somebody else.`,
    fix: 'Nothing was approved. Ask somebody who has not signed off there.',
  }),
  excluded: (who: readonly PeopleRef[]) => ({
    what: `This is to be signed off by somebody other than ${peopleInWords(who)}.`,
    fix: 'Nothing was approved.',
  }),
}
