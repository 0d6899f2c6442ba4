import { listed, type Said, tryingAgain } from '../finding.ts'

export const say = {
  linked: (issues: readonly string[]): Said => ({ what: `It names ${listed(issues)}.`, fix: '' }),
  linkedByUrl: (url: string): Said => ({ what: `It names <${url}>.`, fix: '' }),
  none: (orUrl: readonly string[]): Said => ({
    what: 'It names no issue.',
    fix: `Write \`fixes #<number>\` in the description, or link the issue under Development${
      orUrl.length > 0
        ? `, or give the address of the story (${orUrl.map((url) => `\`${url}\``).join(', ')})`
        : ''
    }.`,
  }),
  noneMatches: (issues: readonly string[], matching: string): Said => ({
    what: `It names ${listed(issues)}, which ${issues.length === 1 ? 'does' : 'do'} not match \`${matching}\`.`,
    fix: `Name an issue that matches \`${matching}\`.`,
  }),
  unknown: (): Said => ({ what: 'Which issues it names could not be read.', fix: tryingAgain }),
  unknownMatch: (matching: string): Said => ({
    what: `Whether an issue it names matches \`${matching}\` could not be read.`,
    fix: tryingAgain,
  }),
}
