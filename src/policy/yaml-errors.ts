import { type Document, isCollection, isScalar, parseDocument, visit, type YAMLError } from 'yaml'

/** What is wrong with a file, and where it begins. */
export interface Mistake {
  offset: number
  said: { code: string; message: string; why: string; fix: string }
}

/** What is wrong with a file that is no YAML, in words for its author. */
export function mistakeOf(error: YAMLError, document: Document, text: string): Mistake {
  const at = error.pos[0]
  if (error.code === 'DUPLICATE_KEY') return { offset: at, said: twice(wordAt(text, at)) }
  const { offset = at, message, fix } = wordsOf(error, document, text)
  return {
    offset,
    said: { code: 'bad-yaml', message, why: 'Until this is right nothing after it can be read.', fix },
  }
}

interface Words {
  offset?: number | undefined
  message: string
  fix: string
}

function wordsOf(error: YAMLError, document: Document, text: string): Words {
  const at = error.pos[0]
  const letter = text[at] ?? ''
  switch (error.code) {
    case 'BAD_SCALAR_START':
      return {
        message: `YAML keeps ${letter} for itself, so a text cannot begin with it.`,
        fix: `Put the text in quotes: "${restOf(text, at)}".`,
      }
    case 'TAB_AS_INDENT':
      return { message: 'This line is indented with a tab.', fix: 'Use spaces, two for each step.' }
    case 'BAD_INDENT':
      return openedBefore(document, text, at) ?? { offset: textOf(text, at), ...unlikeOthers }
    case 'MISSING_CHAR':
      return openedBefore(document, text, at) ?? noColon
    case 'MULTILINE_IMPLICIT_KEY':
      return noColon
    case 'MULTIPLE_DOCS':
      return {
        message: 'A second document begins here.',
        fix: 'A policy is one document: take out the --- between the two.',
      }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'A second colon stands in one line, or the line after it is indented too far.',
        fix: 'Text that holds a colon and a space needs quotes.',
      }
    case 'BAD_ALIAS':
      return {
        message: `${text[at - 1] ?? letter} needs a name behind it.`,
        fix: 'If the text itself is meant, put it in quotes: "*".',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        message: `${text.slice(at, at + 2)} means nothing in double quotes.`,
        fix: 'Write \\\\ for a backslash, or use single quotes.',
      }
    case 'RESOURCE_EXHAUSTION':
      return { message: 'This is nested too deeply.', fix: 'Write it flatter.' }
    case 'UNEXPECTED_TOKEN':
      return {
        message: `"${restOf(text, at) || letter.trim() || 'The end'}" cannot stand here.`,
        fix: 'Put the whole text before it in quotes, or look at the brackets and indentation.',
      }
    default:
      return {
        message: `${error.message.replace(/\.$/, '')}.`,
        fix: 'Look at the indentation, quotes and brackets here and on the line before.',
      }
  }
}

const unlikeOthers = {
  message: 'This line is indented unlike those beside it.',
  fix: 'Give all keys of one map the same number of spaces before them.',
}

const noColon = {
  message: 'Here a key is meant, and it has no colon and space behind it.',
  fix: 'Write key: value, with a space after the colon.',
}

function twice(key: string) {
  return {
    code: 'duplicate-key',
    message: `\`${key}\` stands here twice.`,
    why: 'Only one of the two could count.',
    fix: 'Keep one of them, or give the other another name.',
  }
}

/** The quote or bracket that goes on until `at` and is not closed; told where it was opened. */
function openedBefore(document: Document, text: string, at: number): Words | undefined {
  let opened: number | undefined
  visit(document, {
    Node(_, node) {
      const [from, to] = node.range ?? [0, 0]
      const canBeOpen =
        (isCollection(node) && node.flow) || (isScalar(node) && node.type?.startsWith('QUOTE'))
      const end = closing[text[from] ?? '']
      if (canBeOpen && from < at && to >= at && (text[to - 1] !== end || to - 1 === from)) opened = from
    },
  })
  const letter = opened === undefined ? '' : (text[opened] ?? '')
  const end = closing[letter]
  if (end === undefined) return undefined
  return { offset: opened, message: `This ${letter} is never closed.`, fix: `Add the closing ${end}.` }
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', "'": "'" }

/** The first letter of a line's text. */
function textOf(text: string, at: number): number {
  return at + (/^[ \r\n]*/.exec(text.slice(at))?.[0].length ?? 0)
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
