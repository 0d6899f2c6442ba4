import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import { inCode, listed, quoted, type Said, tryingAgain } from '../finding.ts'

/** Paths named in one sentence. */
const mostShown = 5

/** `a`, `b` and 4 more. */
function shown(paths: readonly string[]): string {
  const named = paths.length <= mostShown ? paths : paths.slice(0, mostShown - 1)
  const more = paths.length - named.length
  return listed([...named.map(inCode), ...(more > 0 ? [`${more} more`] : [])])
}

export const say = {
  asksNothing: {
    message: 'This rule asks nothing of what changes these paths.',
    why: 'Every pull request keeps it.',
    fix: 'Say with `also` what is to be changed with them, with `by` who agrees, or write `forbid: true`.',
  },
  neverAsked: (key: string) => ({
    message: `With \`forbid\`, \`${key}\` is never asked.`,
    why: 'What may not be changed at all is refused, whatever else is there.',
    fix: `Take \`${key}\` or \`forbid\` out.`,
  }),
  noPull: (): Said => ({ what: 'This is no pull request.', fix: '' }),
  untouched: (): Said => ({ what: 'Nothing that this rule is about is changed.', fix: '' }),
  excused: (query: string): Said => ({ what: `It matches \`${query}\`, so it is not asked.`, fix: '' }),
  kept: (paths: readonly string[]): Said => ({
    what: `It changes ${shown(paths)}, and what goes with that is there.`,
    fix: '',
  }),
  forbidden: (paths: readonly string[]): Said => ({
    what: `It changes ${shown(paths)}, which is not to be changed.`,
    fix: 'Take that out of this pull request.',
  }),
  without: (paths: readonly string[], also: readonly string[]): Said => ({
    what: `It changes ${shown(paths)}, but nothing in ${quoted(also, 'or')}.`,
    fix: `Add what belongs to it in ${quoted(also, 'or')}.`,
  }),
  unless: ({ what, fix }: Said, query: string): Said => ({
    what,
    fix: `${fix} It is not asked where it matches \`${query}\`.`,
  }),
  notBy: (paths: readonly string[], by: readonly PeopleRef[]): Said => ({
    what: `It changes ${shown(paths)}, which needs ${peopleInWords(by)}.`,
    fix: `Ask ${peopleInWords(by)} for an approving review, or for a comment \`/reeve approve\`.`,
  }),
  unreadFiles: (): Said => ({ what: 'Which files it changes could not be read.', fix: tryingAgain }),
  unreadPeople: (by: readonly PeopleRef[]): Said => ({
    what: `Whether ${peopleInWords(by)} wrote or approved it could not be read.`,
    fix: tryingAgain,
  }),
  unsureWhetherExcused: (query: string): Said => ({
    what: `Whether it matches \`${query}\` could not be read.`,
    fix: tryingAgain,
  }),
}
