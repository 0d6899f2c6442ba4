import { harmless } from '../../core/harmless.ts'
import type { Login } from '../../core/item.ts'
import type { Run } from '../../core/run.ts'
import { listed, quoted } from '../../core/words.ts'

/** What a condition says: what is so, and what to do about it. */
export interface Said {
  what: string
  fix: string
}

const tryingAgain = 'Nothing to do: Reeve tries again by itself.'
const byItself = 'Nothing to do: it goes on by itself then.'

/** A commit as people write it. */
export function short(sha: string): string {
  return `\`${sha.slice(0, 7)}\``
}

/** The first few of many. */
function some(refs: readonly string[]): string {
  return refs.length <= 6 ? listed(refs) : `${refs.slice(0, 5).join(', ')} and ${refs.length - 5} more`
}

/** Every sentence about a gate's conditions. */
export const say = {
  kept: (what: string): Said => ({ what, fix: '' }),
  unread: (what: string): Said => ({ what: `${what} could not be read.`, fix: tryingAgain }),

  passedBefore: (before: readonly string[]) => `It runs in ${quoted(before)}.`,
  notPassed: (sha: string, missing: readonly string[], strict: boolean): Said => ({
    what: `${short(sha)} ${strict ? 'does not run' : 'has not succeeded'} in ${quoted(missing)}.`,
    fix: `Deploy this commit to ${quoted(missing)} first; the newest deployment there decides.`,
  }),
  notPassedAny: (sha: string, any: readonly string[], missing: readonly string[]): Said => ({
    what: `${short(sha)} runs in none of ${quoted(any)}, with everything before it: it is wanting in ${quoted(missing)}.`,
    fix: 'Deploy this commit to one of them first; the newest deployment there decides.',
  }),

  soaked: (soak: string, where: readonly string[]) => `It has run in ${quoted(where)} for ${soak}.`,
  soaking: (soak: string, where: readonly string[], until: string | undefined): Said => ({
    what: `It is to run in ${quoted(where)} for ${soak} without a break${
      until === undefined ? ', and has not' : `: until ${until}`
    }.`,
    fix: until === undefined ? `Deploy this commit to ${quoted(where)}, and leave it there.` : byItself,
  }),

  theirs: (who: Login) => `${who} may deploy here.`,
  notTheirs: (who: Login, by: string): Said => ({
    what: `${who} started this deployment, and only ${by} may deploy here.`,
    fix: `Ask ${by} to start it.`,
  }),
  nobodyKnown: (): Said => ({ what: 'Who started this deployment is not known.', fix: tryingAgain }),

  unlocked: 'Nobody keeps it locked.',
  ownLock: (by: Login) => `${by} locked it, and started this.`,
  locked: (by: Login, when: string, why: string | undefined, environment: string): Said => ({
    what: `${by} locked \`${environment}\` at ${when}${why === undefined ? '' : `, because ${harmless(why).replace(/\.$/, '')}`}.`,
    fix: `Ask ${by}, or write \`/reeve unlock ${environment}\` if you may.`,
  }),

  itsTurn: 'No other deployment is under way.',
  underWay: (what: string, environment: string, { from, until }: { from: string; until: string }): Said => ({
    what: `${what} is being deployed to \`${environment}\`, and only one may be at a time.`,
    fix: `Nothing to do: it goes on when that has ended. Its turn began at ${from}, and lasts until ${until} at the longest.`,
  }),
  behind: (what: string, environment: string): Said => ({
    what: `${what} was asked for before, and only one deployment to \`${environment}\` may be at a time.`,
    fix: 'Nothing to do: its turn comes by itself.',
  }),
  run: (sha: string, number: number, by: Login | undefined) =>
    `${short(sha)} (run ${number}${by === undefined ? '' : `, begun by ${by}`})`,

  checked: (names: readonly string[]) => `${quoted(names)} succeeded.`,
  notChecked: (names: readonly string[]): Said => ({
    what: `${some(names.map((name) => `\`${name}\``))} ${names.length === 1 ? 'has' : 'have'} not succeeded on this commit.`,
    fix: 'It goes on by itself when they do; mend what fails, or run them again.',
  }),

  matched: (query: string) => `Everything it ships matches \`${query}\`.`,
  shipsNothing: 'It ships nothing new.',
  notMatched: (refs: readonly string[], query: string): Said => ({
    what: `${some(refs)} ${refs.length === 1 ? 'does' : 'do'} not match \`${query}\`, nor does an issue that ${
      refs.length === 1 ? 'it closes' : 'they close'
    }.`,
    fix: 'It goes on by itself when they do.',
  }),
  bare: (shas: readonly string[]): Said => ({
    what: `${listed(shas.slice(0, 5).map(short))} came without a pull request.`,
    fix: 'Bring it in by a pull request.',
  }),

  notBlocked: (query: string) => `Nothing matches \`${query}\`.`,
  blocked: (refs: readonly string[], query: string): Said => ({
    what: `${some(refs)} ${refs.length === 1 ? 'matches' : 'match'} \`${query}\`.`,
    fix: 'It goes on by itself when nothing does any more.',
  }),

  lifted: (key: string, by: string | undefined) =>
    by === undefined
      ? `\`${key}\` is lifted: this commit ran here before.`
      : `\`${key}\` is lifted: a hotfix, approved by ${by}.`,
  askApproval: (who: string, environment: string) =>
    ` As a hotfix it may go now: ask ${who} for an approving review, or for a comment \`/reeve approve ${environment}\`.`,

  pastGate: (
    { creator, environment, sha }: Pick<Run, 'creator' | 'environment' | 'sha'>,
    what: string,
  ): string =>
    `${short(sha)} was deployed to \`${environment}\` past its gate${creator === undefined ? '' : ` by ${creator}`}. ${what}`,

  nowhereToTick: (): Said => ({
    what: 'It ships no pull request on which its list could be ticked.',
    fix: 'Bring it in by a pull request.',
  }),
  // No comment of Reeve's has this list.
  tickHere: (pulls: readonly string[]) =>
    `Ticks belong on ${listed(pulls.slice(0, 5), 'or')}: by the command in a comment there, or by hand in a task list of its description.`,
  signOffHere: (environment: string) =>
    `That is done by \`/reeve approve ${environment}\` on a pull request that it ships, or by GitHub's own review of this deployment.`,
} as const
