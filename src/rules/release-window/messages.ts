import { type Said, tryingAgain } from '../finding.ts'
import { because } from '../windows-named.ts'

export const say = {
  open: (closes: string | undefined): Said => ({
    what: closes === undefined ? 'The window is open.' : `The window is open until ${closes}.`,
    fix: '',
  }),
  closed: (opens: string | undefined, reasons: readonly string[]): Said => ({
    what:
      opens === undefined
        ? `The window is closed${because(reasons)} and does not open again.`
        : `The window is closed${because(reasons)}. It opens again at ${opens}.`,
    fix:
      opens === undefined
        ? 'Only another window or a hotfix lets it through.'
        : 'Nothing to do: it goes on by itself then.',
  }),
  hotfixWaits: (opens: string | undefined, reasons: readonly string[], who: string): Said => ({
    what: `The window is closed${because(reasons)}, and this hotfix is not approved yet.${
      opens === undefined ? '' : ` It opens again at ${opens}.`
    }`,
    fix: `Ask ${who} for an approving review, or for a comment \`/reeve approve\`.`,
  }),
  hotfix: (who: string): Said => ({ what: `It passes as a hotfix, approved by ${who}.`, fix: '' }),
  unknown: (): Said => ({
    what: 'The window is closed, and whether this is an approved hotfix could not be read.',
    fix: tryingAgain,
  }),
}
