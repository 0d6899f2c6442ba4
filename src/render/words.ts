import type { Change } from '../core/effect.ts'
import type { Problem } from '../core/policy.ts'
import { quoted } from '../core/words.ts'

/** More rules than this that are not about something fold away: the check is about the others. */
const mostInSight = 8

/** Sentences that belong to no kind of rule. */
export const say = {
  leftAlone: (names: readonly string[], why: 'fight' | 'conflict') =>
    why === 'fight'
      ? {
          what: `${quoted(names)} was changed back three times within a day, so Reeve leaves it alone now.`,
          fix: 'Please settle it between you; until then the rule counts as broken.',
        }
      : {
          what: `Two rules of the policy want opposite things of ${quoted(names)}, so Reeve leaves that as it is.`,
          fix: 'Set it as it should be, and have one of the two rules changed.',
        },
  toMend:
    'Nobody is held to this meanwhile. Make what is missing, or mend its name where it is written; then it goes on by itself.',
  notOpened: (repo: string, why: string) => ({
    what: `No issue could be opened in ${repo}: ${why.replace(/\.$/, '')}.`,
    fix: 'Reeve tries again by itself.',
  }),
  tooDeep: (repo: string) => ({
    what: `No issue is opened in ${repo}: this one was opened by Reeve, for one that Reeve opened, and that for another.`,
    fix: 'If that is meant, open it by hand; else change the rules that open issues for each other.',
  }),
  notAssigned: (why: string) => ({
    what: `${why.replace(/\.$/, '')}.`,
    fix: 'Please assign somebody else, or give them access.',
  }),
  notPut: (board: string, why: string) => ({
    what: `On the board ${board} not all could be done: ${why.replace(/\.$/, '')}.`,
    fix: 'Reeve tries again by itself.',
  }),
  notSent: (change: Extract<Change, { do: 'dispatch.send' | 'webhook.send' }>, why: string) => {
    const name = change.do === 'dispatch.send' ? change.event : change.name
    const to = change.do === 'dispatch.send' ? ` to ${change.payload.to}` : ''
    return {
      what: `\`${name}\` could not be sent${to}: ${why.replace(/\.$/, '')}.`,
      fix: 'It is not sent again by itself. Once that is mended, it is when this next comes to be so.',
    }
  },
  queueCannotWait: 'A merge queue cannot wait for that: queue it again afterwards.',
  mayFinish: 'What began while it was allowed may finish.',
  notAbout: (rules: readonly string[]) =>
    rules.length <= mostInSight
      ? `➖ Not about this: ${rules.join(', ')}.`
      : `<details><summary>➖ Not about this: ${rules.length} rules</summary>\n\n${rules.join(', ')}\n</details>`,
  noRule: 'No rule of the policy is about this.',
  changes: (at: string) => `By itself that may change at ${at}.`,
  tryingAgain: 'Reeve tries again by itself.',
  noLongerInPolicy: 'No longer in the policy.',
  held: (sha: string, environment: string) =>
    `\`${sha.slice(0, 7)}\` waits before \`${environment}\`. It goes on by itself when this is so:`,
  approved: (sha: string, environment: string) => `\`${sha.slice(0, 7)}\` may go to \`${environment}\`.`,
  rejected: (sha: string, environment: string) => `\`${sha.slice(0, 7)}\` does not go to \`${environment}\`.`,
  recorded: 'Its gate could not stop that, so it is recorded, for the team to talk about.',
  heldTooLong: 'It waited for 29 days, and GitHub gives up on the thirtieth. Run it again when this is so:',
  ships: (refs: string) => `Ships ${refs}.`,
  shipsNothing: 'Ships nothing new.',
  shipsUnread: 'What it ships could not be read.',
  waitsToBeDeployed: (of: { environment: string; run: number; sha: string; since: string }) =>
    `A deployment with this, \`${of.sha.slice(0, 7)}\` (run ${of.run}), waits before \`${of.environment}\` since ${of.since}:`,
  since: (where: readonly string[], refs: string) => `Since what runs in ${quoted(where)}: ${refs}.`,
  sinceAlso: (where: readonly string[]) => `That is all since what runs in ${quoted(where)}, too.`,
  sinceUnread: (where: readonly string[]) => `What has come since ${quoted(where)} could not be read.`,
  policyHasMistakes: ([first, ...others]: readonly Pick<Problem, 'file' | 'line' | 'message'>[]) => ({
    what: `The policy has never taken effect, for it has mistakes: ${first === undefined ? '' : `\`${first.file}:${first.line}\` ${first.message}`}${
      others.length === 0 ? '' : ` And ${others.length} more.`
    }`,
    fix: 'Mend it on the default branch; it goes on by itself then. The commit that brought it lists every mistake.',
  }),
  // No word of its text: that repository may be seen by fewer people.
  policyBeforeHasMistakes: (repo: string) => ({
    what: `The policy of ${repo}, which holds here too, has never taken effect, for it has mistakes.`,
    fix: `Mend it on the default branch of ${repo}; it goes on by itself then. The commit that brought it lists every mistake.`,
  }),
  policyUnread: (why: string) => ({
    what: `The policy could not be read, so what it asks for is not known${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}.`,
    fix: 'Nothing to do: Reeve tries again by itself.',
  }),
  noPolicy: 'There is no policy here that could hold it.',
}
