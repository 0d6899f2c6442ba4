import { quoted, type Said } from '../finding.ts'
import { because } from '../windows-named.ts'

type Change = { label: string; added: boolean; command?: object }

const did = ({ label, added, command }: Change) =>
  command ? `\`${label}\` was asked for` : added ? `\`${label}\` was set` : `\`${label}\` was taken off`

export const say = {
  kept: (labels: readonly string[]): Said => ({
    what: `${quoted(labels)} ${labels.length === 1 ? 'stands as it may' : 'stand as they may'}.`,
    fix: '',
  }),
  notTheirs: (change: Change, actor: string, who: string): Said => ({
    what: `${did(change)} by ${actor}; that is for ${who}.`,
    fix: `Ask ${who}.`,
  }),
  isAuthor: (change: Change, who: string | undefined): Said => ({
    what: `${did(change)} by the author; that is for somebody else.`,
    fix: who === undefined ? 'Ask somebody else to do it.' : `Ask ${who}.`,
  }),
  notReady: (change: Change, requires: string, mismatch: string): Said => ({
    what: `${did(change)} too early: ${mismatch}.`,
    fix: `Set it again once it matches \`${requires}\`.`,
  }),
  closed: (change: Change, opens: string | undefined, reasons: readonly string[]): Said => ({
    what: `${did(change)} outside its window${because(reasons)}.`,
    fix: opens === undefined ? 'The window does not open again.' : `The window opens at ${opens}.`,
  }),
  needsReason: (change: Change): Said => ({
    what: `${did(change)} without a reason.`,
    fix: `Write a comment \`/reeve move ${change.label} because <why>\`.`,
  }),
  refused: (ruling: Said, { added, putBack }: Change & { putBack: boolean }): Said => {
    if (putBack)
      return {
        what: ruling.what,
        fix: `${added ? 'It was taken off again' : 'It was put back'}. ${ruling.fix}`,
      }
    return { what: ruling.what, fix: `Nothing was changed. ${ruling.fix}` }
  },
  cardRefused: (ruling: Said, board: string): Said => ({
    what: ruling.what,
    fix: `On the board ${board} its card was put back. ${ruling.fix}`,
  }),
  unknown: (labels: readonly string[], why: string | undefined): Said => ({
    what: `Whether ${quoted(labels)} may stand could not be read${why === undefined ? '' : ` (${why})`}.`,
    fix: 'Nothing to do: it is left as it is, and Reeve tries again by itself.',
  }),
}
