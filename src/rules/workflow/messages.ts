import { listed, quoted, type Said } from '../finding.ts'

type Change = { label: string; added: boolean }

/** A state that may come next, and for whom. */
export interface Onward {
  to: string
  who: string
}

function onwardFrom(state: string, onward: readonly Onward[]): string {
  if (onward.length === 0) return `Nothing follows on \`${state}\`.`
  const ways = onward.map(({ to, who }) => (who === '' ? `\`${to}\`` : `\`${to}\` (${who})`))
  return `From \`${state}\` it goes on to ${listed(ways, 'or')}.`
}

export const say = {
  inState: (state: string): Said => ({ what: `It is in \`${state}\`.`, fix: '' }),
  labelGone: (state: string): Said => ({
    what: `It is in \`${state}\`, and the repository has no label of that name any more.`,
    fix: 'Make the label again, or name another state in the policy.',
  }),
  renamed: (state: string, label: string): Said => ({
    what: `It was in \`${state}\`, whose label is called \`${label}\` now.`,
    fix: `Nothing was changed. Name the state \`${label}\` in the policy, or give the label its old name.`,
  }),
  none: (initial: string): Said => ({
    what: 'It is in no state yet.',
    fix: `Set \`${initial}\`, with which it begins.`,
  }),
  unknown: (labels: readonly string[], why: string | undefined): Said => ({
    what: `Whether ${quoted(labels, 'or')} is its state could not be read${why === undefined ? '' : ` (${why})`}.`,
    fix: 'Nothing to do: it is left as it is, and Reeve tries again by itself.',
  }),
  notKnown: (label: string, actor = 'somebody'): string =>
    `whether ${actor} may set ${label} could not be read`,
  notListed: ({ label }: Change, from: string, onward: readonly Onward[]): Said => ({
    what: `\`${label}\` does not follow on \`${from}\`.`,
    fix: onwardFrom(from, onward),
  }),
  notTheirs: ({ label }: Change, actor: string, who: string): Said => ({
    what: `\`${label}\` was set by ${actor}; that move is for ${who}.`,
    fix: `Ask ${who}.`,
  }),
  andOnward: (said: Said, from: string, onward: readonly Onward[]): Said => ({
    what: said.what,
    fix: `${said.fix} ${onwardFrom(from, onward)}`,
  }),
  tooEarly: ({ label }: Change, requires: string, mismatch: string): Said => ({
    what: `\`${label}\` was set too early: ${mismatch}.`,
    fix: `Set it again once it matches \`${requires}\`.`,
  }),
  needsReason: ({ label }: Change): Said => ({
    what: `\`${label}\` was set without a reason.`,
    fix: `Write a comment \`/reeve move ${label} because <why>\`.`,
  }),
  takenOff: ({ label }: Change, actor: string | undefined, onward: readonly Onward[]): Said => ({
    what: `\`${label}\` was taken off${actor === undefined ? '' : ` by ${actor}`}, and no other state was set.`,
    fix: `A state ends when the next one is set. ${onwardFrom(label, onward)}`,
  }),
  secondState: ({ label }: Change, kept: string): Said => ({
    what: `It was opened in two states, \`${kept}\` and \`${label}\`.`,
    fix: `The first, \`${kept}\`, counts.`,
  }),
  refused: (ruling: Said, state: string, putBack: boolean): Said => ({
    what: ruling.what,
    fix: `${putBack ? `It is in \`${state}\` again.` : 'Nothing was changed.'} ${ruling.fix}`,
  }),
  closedIn: (
    state: string,
    {
      closeFrom,
      onward,
      reopened,
    }: { closeFrom: readonly string[]; onward: readonly Onward[]; reopened: boolean },
  ): Said => ({
    what: `It was closed in \`${state}\`; it ends in ${quoted(closeFrom, 'or')}.`,
    fix: `${reopened ? 'It was opened again.' : 'Nothing was changed.'} ${onwardFrom(state, onward)}`,
  }),
  movedOn: (state: string, from: string | undefined): string =>
    from === undefined ? `It is in \`${state}\` now.` : `It went on from \`${from}\` to \`${state}\`.`,
  waits: (to: string, requires: string, mismatch: string): Said => ({
    what: `It does not go on to \`${to}\` yet: ${mismatch}.`,
    fix: `Reeve moves it once it matches \`${requires}\`.`,
  }),
  unknownState: (name: string, near: string | undefined, states: readonly string[]) => ({
    code: 'unknown-state',
    message: `\`${name}\` is not under \`states:\`.`,
    why: 'Moves lead from one state of the workflow to another.',
    fix: near === undefined ? `Add it there, or use ${quoted(states, 'or')}.` : `Did you mean \`${near}\`?`,
  }),
  unreachable: (state: string, initial: string) => ({
    code: 'unreachable-state',
    message: `Nothing leads to \`${state}\`.`,
    why: `From \`${initial}\`, where work begins, no moves end there.`,
    fix: 'Add a move to it, or take it out.',
  }),
  stuck: (state: string) => ({
    code: 'stuck-state',
    message: `Nothing leads on from \`${state}\`, and it may not be closed there.`,
    why: 'Work that comes into this state could never end.',
    fix: 'Add a move from it, or name it under `close-from:`.',
  }),
  notOnTheWay: (to: string, from: string, onward: readonly Onward[]): Said => ({
    what: `A rule would move it to \`${to}\`, which does not follow on \`${from}\`.`,
    fix: onwardFrom(from, onward),
  }),
}
