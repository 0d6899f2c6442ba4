import type { Said } from '../finding.ts'

export const say = {
  kept: (): Said => ({ what: 'This is as the rule asks.', fix: '' }),
  broken: (must: string, mismatch: string): Said => ({
    what: `This does not match \`${must}\`: ${mismatch}.`,
    fix: `Bring it to match \`${must}\`.`,
  }),
  unknown: (must: string): Said => ({
    what: `Whether this matches \`${must}\` could not be read.`,
    fix: 'Nothing to do: Reeve tries again by itself.',
  }),
}
