import type { YAMLError } from 'yaml'
import { parseDocument } from 'yaml'

/** What is wrong with a file that is no YAML, in words for its author. */
export function sayYamlError(
  error: YAMLError,
  text: string,
): { code: string; message: string; why: string; fix: string } {
  const letter = text[error.pos[0]] ?? ''
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return {
        code: 'duplicate-key',
        message: `\`${wordAt(text, error.pos[0])}\` stands here twice.`,
        why: 'Only one of the two could count.',
        fix: 'Keep one of them, or give the other another name.',
      }
    case 'BAD_SCALAR_START':
      return {
        code: 'bad-yaml',
        message: `A text cannot begin with ${letter} here.`,
        why: `YAML keeps ${letter} for itself.`,
        fix: `Put the text in quotes: "${restOf(text, error.pos[0])}".`,
      }
    case 'TAB_AS_INDENT':
      return {
        code: 'bad-yaml',
        message: 'This line is indented with a tab.',
        why: 'YAML is indented with spaces only.',
        fix: 'Use spaces, two for each step.',
      }
    case 'UNEXPECTED_TOKEN':
      return {
        code: 'bad-yaml',
        message: `"${restOf(text, error.pos[0]) || letter.trim() || 'The end'}" cannot stand here.`,
        why: 'Until this is right nothing after it can be read.',
        fix: 'Put the whole text before it in quotes, or look at the brackets and indentation.',
      }
    default:
      return {
        code: 'bad-yaml',
        message: `${error.message.replace(/\.$/, '')}.`,
        why: 'Until this is right nothing after it can be read.',
        fix: fixes[error.code] ?? 'Look at the indentation, quotes and brackets here and on the line before.',
      }
  }
}

const fixes: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'Text that holds a colon and a space needs quotes; or the line is indented wrongly.',
  MISSING_CHAR: 'Close the quote or bracket that was opened.',
  MULTIPLE_DOCS: 'A policy is one document: take out the --- between the two.',
  BAD_ALIAS: 'Put what begins with * in quotes.',
}

function wordAt(text: string, offset: number): string {
  const key = parseDocument(text.slice(offset).split(/:(?:\s|$)/, 1)[0] ?? '', {
    schema: 'failsafe',
  }).contents
  return String(key ?? '').trim()
}

function restOf(text: string, offset: number): string {
  return (/^[^\s,\]}#"]*/.exec(text.slice(offset))?.[0] ?? '').slice(0, 60)
}
