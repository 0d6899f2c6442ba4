import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Query } from '../../core/query.ts'
import { listed, quoted, type Said, tryingAgain } from '../finding.ts'
import type { Condition } from './options.ts'
import type { Standing } from './standing.ts'
import type { Tick } from './ticks.ts'

const unreadable: Record<Condition['about'], string> = {
  query: 'whether it matches could not be read',
  check: 'its checks could not be read',
  changed: 'what it changes could not be read',
  docs: 'what it and the pull requests linked to it change could not be read',
}

/** Issues and pull requests named in one sentence. */
const mostNamed = 5

/** What is missing from an item, a half-sentence each. */
export const lacks = {
  tick: ({ by, text, tick }: { by: readonly PeopleRef[]; text: string; byHand: boolean; tick: Tick }) => {
    const outdated = tick.outdated === undefined ? '' : ` (${tick.outdated} ticked it, for an older commit)`
    return `to be ticked by ${peopleInWords(by)} with \`/reeve approve "${text.replaceAll('`', '')}"\`${outdated}`
  },
  unread: (about: Condition['about']) => unreadable[about],
  blocked: (names: readonly string[], { text }: Query) => {
    const more = names.length - mostNamed
    const shown = more > 0 ? [...names.slice(0, mostNamed), `${more} more`] : names
    return `${listed(shown)} ${names.length === 1 ? 'matches' : 'match'} \`${text}\``
  },
  uncounted: ({ text }: Query) =>
    `whether something matches \`${text}\` is not known yet: not everything here has been read`,
  noCommit: (check: string) => `\`${check}\` is a check of commits, and this is no pull request`,
  changed: (paths: readonly string[]) => `nothing in ${quoted(paths, 'or')} is changed`,
  docs: (paths: readonly string[]) =>
    `nothing in ${quoted(paths, 'or')} is changed, here or in a linked pull request`,
}

const icon = { yes: '✅', no: '❌', unknown: '❔' } as const

function line({ truth, text, lacking, tick }: Standing): string {
  const by = tick?.by === undefined ? '' : ` (${tick.by})`
  return `- ${icon[truth]} ${text}${truth === 'yes' ? by : ` — ${lacking.join('; ')}`}`
}

const titles = (standings: readonly Standing[]) => listed(standings.map(({ text }) => `“${text}”`))

export const say = {
  done: (standings: readonly Standing[]): Said => ({
    what: standings.length === 1 ? `${titles(standings)} is done.` : `All ${standings.length} are done.`,
    fix: '',
  }),
  missing: (standings: readonly Standing[]): Said => {
    const open = standings.filter(({ truth }) => truth === 'no')
    const done = standings.filter(({ truth }) => truth === 'yes').length
    return {
      what:
        standings.length === 1
          ? `${titles(open)} is not done.`
          : `${done} of ${standings.length} ${done === 1 ? 'is' : 'are'} done; missing: ${titles(open)}.`,
      fix: `\n\n${standings.map(line).join('\n')}`,
    }
  },
  unknown: (standings: readonly Standing[]): Said => ({
    what: `Whether ${titles(standings.filter(({ truth }) => truth === 'unknown'))} is done could not be read.`,
    fix: `${tryingAgain}\n\n${standings.map(line).join('\n')}`,
  }),
  noSuchItem: (texts: readonly string[]): Said => ({
    what: 'No item of the checklist has that text.',
    fix: `Nothing was approved. The items that somebody ticks are ${listed(texts.map((text) => `“${text}”`))}.`,
  }),
  nothingToTick: (text: string): Said => ({
    what: `“${text}” is worked out, and nobody ticks it.`,
    fix: 'Nothing was approved.',
  }),
  notTheirs: (text: string, by: readonly PeopleRef[]): Said => ({
    what: `“${text}” is to be ticked by ${peopleInWords(by)}.`,
    fix: `Nothing was approved. Ask ${peopleInWords(by)}.`,
  }),
  countsClosed: ({ text }: Query) => ({
    code: 'counts-closed',
    message: `\`${text}\` may also match what is closed.`,
    why: 'Reeve reads all that is open here, but of what is closed only what it has seen: it could never tell that nothing matches.',
    fix: 'Add is:open.',
  }),
  twice: (text: string) => ({
    code: 'same-item',
    message: `“${text}” stands twice in this checklist.`,
    why: 'An item is ticked by its text, so one tick would be for both.',
    fix: 'Write what is different about them, or take one out.',
  }),
}
