import { listed, quoted, type Said, sentence, tryingAgain } from '../finding.ts'
import type { Column } from './options.ts'

const columnIs: Record<Column, string> = {
  text: 'text',
  date: 'date such as 2026-12-01',
  person: 'person such as @dana',
  link: 'link',
}

/** What is not there yet, a half-sentence each. */
export const lacks = {
  section: (heading: string) => `there is no section \`${heading}\``,
  answer: (heading: string) => `\`${heading}\` is not filled in`,
  words: (heading: string, has: number, needs: number) =>
    `\`${heading}\` has ${has} of at least ${needs} words`,
  pattern: (heading: string, pattern: string) => `\`${heading}\` has nothing that fits \`${pattern}\``,
  table: (heading: string, columns: readonly string[]) =>
    `\`${heading}\` has no table with ${columns.length === 1 ? 'the column' : 'the columns'} ${quoted(columns)}`,
  rows: (heading: string) => `the table in \`${heading}\` has no row`,
  cell: (row: { heading: string; number: number; column: string }, type: Column) =>
    `row ${row.number} of \`${row.heading}\` has no ${columnIs[type]} under \`${row.column}\``,
  person: (row: { heading: string; number: number }, login: string) =>
    `row ${row.number} of \`${row.heading}\` names ${login}, whom GitHub does not know`,
}

const mostLacks = 10

export const say = {
  filled: (where: string): Said => ({ what: `Everything asked for is in ${where}.`, fix: '' }),
  missing: (lacking: readonly string[], where: string): Said => {
    const shown = lacking.slice(0, mostLacks)
    const more = lacking.length - shown.length
    const said = listed(more > 0 ? [...shown, `${more} more`] : shown)
    return {
      what: `${sentence(said)}.`,
      fix: `Edit ${where} and fill that in.`,
    }
  },
  closes: (at: string) => `Without that it is closed on ${at}.`,
  noFile: (path: string): Said => ({
    what: `There is no \`${path}\` in this change.`,
    fix: `Add \`${path}\` with the sections asked for.`,
  }),
  noPull: (path: string): Said => ({ what: `This is no pull request, so it has no \`${path}\`.`, fix: '' }),
  unread: (where: string): Said => ({ what: `What ${where} says could not be read.`, fix: tryingAgain }),
  unreadPeople: (logins: readonly string[]): Said => ({
    what: `Whether GitHub knows ${listed(logins)} could not be read.`,
    fix: tryingAgain,
  }),
}
