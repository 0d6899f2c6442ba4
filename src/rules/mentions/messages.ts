import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { listed, type Said, tryingAgain } from '../finding.ts'

export const say = {
  none: (): Said => ({ what: 'Nobody is mentioned who should be left to work.', fix: '' }),
  mentioned: (names: readonly string[], instead: readonly PeopleRef[]): Said => ({
    what: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not to be mentioned here directly.`,
    fix:
      instead.length > 0 ? `Please turn to ${peopleInWords(instead)}.` : 'Please leave it to the usual way.',
  }),
  unread: (names: readonly string[]): Said => ({
    what: `Whether ${listed(names)} may be mentioned here could not be read.`,
    fix: tryingAgain,
  }),
}
