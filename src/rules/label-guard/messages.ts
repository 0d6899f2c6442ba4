import { quoted, type Said } from '../finding.ts'

type Change = { label: string; added: boolean }

const did = ({ label, added }: Change) => (added ? `\`${label}\` was set` : `\`${label}\` was taken off`)
const undone = ({ added }: Change) => (added ? 'It was taken off again' : 'It was put back')

export const say = {
  kept: (labels: readonly string[]): Said => ({ what: `${quoted(labels)} stand as they may.`, fix: '' }),
  notTheirs: (change: Change, actor: string, who: string): Said => ({
    what: `${did(change)} by ${actor}; that is for ${who}. ${undone(change)}.`,
    fix: `Ask ${who}.`,
  }),
  isAuthor: (change: Change, who: string): Said => ({
    what: `${did(change)} by the author; that is for somebody else. ${undone(change)}.`,
    fix: `Ask ${who}.`,
  }),
  notReady: (change: Change, requires: string, mismatch: string): Said => ({
    what: `${did(change)} before it matched \`${requires}\`: ${mismatch}. ${undone(change)}.`,
    fix: `Set it again once it matches \`${requires}\`.`,
  }),
  closed: (change: Change, opens: string | undefined): Said => ({
    what: `${did(change)} outside its window. ${undone(change)}.`,
    fix: opens === undefined ? 'The window does not open again.' : `The window opens ${opens}.`,
  }),
  needsReason: (change: Change): Said => ({
    what: `${did(change)} without a reason. ${undone(change)}.`,
    fix: `Write a comment \`/reeve move ${change.label} because <why>\`.`,
  }),
  unknown: (labels: readonly string[]): Said => ({
    what: `Whether ${quoted(labels)} may stand could not be read.`,
    fix: 'Nothing to do: it is left as it is, and Reeve tries again by itself.',
  }),
}
