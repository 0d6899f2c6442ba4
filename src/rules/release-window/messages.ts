import { harmless } from '../../core/harmless.ts'
import { quoted } from '../../core/words.ts'
import { type Said, tryingAgain } from '../finding.ts'
import { because } from '../windows-named.ts'

interface Closed {
  from: string | undefined
  opens: string | undefined
  reasons: readonly string[]
}

function isClosed(from: string | undefined): string {
  return from === undefined ? 'The window is closed' : `The window is closed from ${from} on`
}

export const say = {
  open: (closes: string | undefined): Said => ({
    what: closes === undefined ? 'The window is open.' : `The window is open until ${closes}.`,
    fix: '',
  }),
  /** `from`: where it is told ahead, when it really closes. The same before and after, so that nothing is told twice. */
  closed: ({ from, opens, reasons }: Closed): Said => ({
    what:
      opens === undefined
        ? `${isClosed(from)}${because(reasons)} and does not open again.`
        : `${isClosed(from)}${because(reasons)}. It opens again at ${opens}.`,
    fix:
      opens === undefined
        ? 'Only another window or a hotfix lets it through.'
        : 'Nothing to do: it goes on by itself then.',
  }),
  hotfixWaits: ({ from, opens, reasons }: Closed, who: string): Said => ({
    what: `${isClosed(from)}${because(reasons)}, and this hotfix is not approved yet.${
      opens === undefined ? '' : ` It opens again at ${opens}.`
    }`,
    fix: `Ask ${who} for an approving review, or for a comment \`/reeve approve\`.`,
  }),
  mayFinish: (began: string): Said => ({
    what: `The window is closed; its run began at ${began}, while it was open, and may finish.`,
    fix: '',
  }),
  hotfix: (who: string): Said => ({ what: `It passes as a hotfix, approved by ${who}.`, fix: '' }),
  /** Of a pull request that was merged all the same: by an administrator, or before its check had changed. */
  mergedLate: (at: string, reasons: readonly string[]): Said => ({
    what: `It was merged on ${at}, while the window was closed${because(reasons)}.`,
    fix: 'It is recorded, so that the team can talk about it: leave it, or revert it.',
  }),
  mergedInTime: (): Said => ({ what: 'It was merged while the window was open.', fix: '' }),
  mergedLawfully: (at: string): Said => ({
    what: `It was merged on ${at}, while the window was closed, and was let through.`,
    fix: '',
  }),
  mergedBefore: (): Said => ({ what: 'It was merged before this rule was in force.', fix: '' }),
  mergedUnknown: (): Said => ({
    what: 'It was merged while the window was closed, and whether as an approved hotfix could not be read.',
    fix: tryingAgain,
  }),
  /** Of something that GitHub lets nobody stop. */
  released: (
    tag: string,
    at: string,
    { opens, reasons }: { opens: string | undefined; reasons: readonly string[] },
  ): string =>
    `\`${harmless(tag)}\` was released on ${at}, while the window was closed${because(reasons)}.${
      opens === undefined ? '' : ` It opens again at ${opens}.`
    }`,
  releasedLate: (tags: readonly string[]): Said => ({
    what: `${quoted(tags.map(harmless))} came out while the window was closed.`,
    fix: 'GitHub lets nobody stop a release: it is recorded, so that the team can talk about it.',
  }),
  releasedInTime: (): Said => ({ what: 'What was released came out while the window was open.', fix: '' }),
  releaseUnknown: (tags: readonly string[]): Said => ({
    what: `Whether ${quoted(tags.map(harmless))} was an approved hotfix could not be read.`,
    fix: tryingAgain,
  }),
  unknown: (): Said => ({
    what: 'The window is closed, and whether this is an approved hotfix could not be read.',
    fix: tryingAgain,
  }),
}
