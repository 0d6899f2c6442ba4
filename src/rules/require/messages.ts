import { type Said, sentence, tryingAgain } from '../finding.ts'

export const say = {
  kept: (): Said => ({ what: 'It is as the rule asks.', fix: '' }),
  broken: (must: string, mismatch: string): Said => ({
    what: `${sentence(mismatch)}.`,
    fix: `Bring it to match \`${must}\`.`,
  }),
  /** Who opened it is the one thing that nobody can change. */
  brokenByAuthor: (must: string, mismatch: string): Said => ({
    what: `${sentence(mismatch)}.`,
    fix: `Have somebody open it who matches \`${must}\`.`,
  }),
  unknown: (must: string): Said => ({
    what: `Whether it matches \`${must}\` could not be read.`,
    fix: tryingAgain,
  }),
}
