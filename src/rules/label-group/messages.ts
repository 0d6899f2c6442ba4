import { quoted, type Said, tryingAgain } from '../finding.ts'

export const say = {
  // The same whichever it has: what is said changes only when the answer does.
  kept: (of: readonly string[], pick: string): Said => ({
    what: `It has ${pick} of ${quoted(of, 'or')}.`,
    fix: '',
  }),
  missing: (of: readonly string[]): Said => ({
    what: `It has none of ${quoted(of, 'or')}.`,
    fix: `Set one of ${quoted(of, 'or')}.`,
  }),
  missingSoonSet: (of: readonly string[], label: string): Said => ({
    what: `It has none of ${quoted(of, 'or')}.`,
    fix: `Set the one that fits; otherwise it gets \`${label}\`.`,
  }),
  conflict: (there: readonly string[], kept: string): Said => ({
    what: `${quoted(there)} exclude each other.`,
    fix: `The newest, \`${kept}\`, stays. If another one fits better, set that one.`,
  }),
  conflictFirst: (there: readonly string[], kept: string): Said => ({
    what: `${quoted(there)} exclude each other.`,
    fix: `The first, \`${kept}\`, stays. To change it, take \`${kept}\` off first.`,
  }),
  ask: (there: readonly string[]): Said => ({
    what: `${quoted(there)} exclude each other.`,
    fix: 'Keep the one that fits and take the others off.',
  }),
  unknown: (labels: readonly string[]): Said => ({
    what: `Whether ${quoted(labels)} may stand is not known yet.`,
    fix: tryingAgain,
  }),
}
