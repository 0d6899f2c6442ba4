import { unquoted } from '../../core/commands.ts'
import { harmless } from '../../core/harmless.ts'
import type { Entry } from '../../core/history.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Query } from '../../core/query.ts'
import { listed, quoted, type Said, tryingAgain } from '../finding.ts'
import { type Condition, tickers } from './options.ts'
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

const approving = (text: string) => `\`/reeve approve "${text.replaceAll('`', '')}"\``

const outdatedIn = ({ outdated }: Tick) =>
  outdated === undefined ? '' : ` (${outdated} ticked it, for an older commit)`

/** What is missing from an item, a half-sentence each. */
export const lacks = {
  tick: (asked: { by: readonly PeopleRef[]; text: string; byHand: boolean; tick: Tick }) => {
    const { by, text, byHand, tick } = asked
    if (tick.strange)
      return 'its box in the description was changed by nobody known: change it back and again, or approve it'
    if (tick.truth === 'unknown') return 'whether the one who ticked it may could not be read'
    const how = byHand ? ', by hand or' : ''
    return `to be ticked by ${peopleInWords(by)}${how} with ${approving(text)}${outdatedIn(tick)}`
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

/** A box with the text alone on its line, by which a change of it is told; what goes with it stands on the next. */
function box({ text, item, tick }: Standing, isLeftAlone: boolean): string {
  const left = tick?.refused.at(-1)
  const isTicked = isLeftAlone ? left?.what === 'ticked' : tick?.truth === 'yes'
  const who = peopleInWords(tickers(item) ?? [])
  const note = isLeftAlone
    ? `for ${who}; it was changed back three times within a day, so it is left as it is and does not count`
    : tick?.by === undefined
      ? `for ${who}${tick ? outdatedIn(tick) : ''}`
      : tick.by
  return `- [${isTicked ? 'x' : ' '}] ${text.replace(/\s+/g, ' ')}\n  <br><sub>${note}</sub>`
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
  /** `changes`: how many were made by hand, so that each makes another text, which is put. */
  list: (
    rule: string,
    boxes: readonly { standing: Standing; isLeftAlone: boolean }[],
    changes: { count: number; last: Instant | undefined },
  ): string => {
    const mark =
      changes.last === undefined
        ? []
        : [`<!-- ${changes.count} by hand, until ${formatInstant(changes.last)} -->`]
    const lines = boxes.map(({ standing, isLeftAlone }) => box(standing, isLeftAlone)).join('\n')
    const footer =
      '<sub>Tick it here, or write `/reeve approve "<text>"`. What somebody else ticks does not count, and is taken off again.</sub>'
    return [`**${rule}**`, lines, footer, ...mark].join('\n\n')
  },
  refused: (text: string, { what, actor }: Entry, by: readonly PeopleRef[]): Said => ({
    what: `“${text}” was ${what} by ${actor ?? 'somebody'}; that is for ${peopleInWords(by)}.`,
    fix: `It does not count. Ask ${peopleInWords(by)}.`,
  }),
  whichItem: (texts: readonly string[]): Said => ({
    what: 'A checklist is approved item by item.',
    fix: `Nothing was approved. Write ${listed(texts.slice(0, mostNamed).map(approving), 'or')}.`,
  }),
  noSuchItem: (asked: string, { near, all }: { near: readonly string[]; all: readonly string[] }): Said => ({
    what: `No item of the checklist has the text “${harmless(unquoted(asked)).replaceAll('`', '').slice(0, 80)}”.`,
    fix:
      near.length > 0
        ? `Nothing was approved. Did you mean ${listed(near.slice(0, mostNamed).map(approving), 'or')}?`
        : `Nothing was approved. The items that somebody ticks are ${listed(all.map((text) => `“${text}”`))}.`,
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
