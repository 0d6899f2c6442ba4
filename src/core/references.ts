import { fromMarkdown } from 'mdast-util-from-markdown'
import { sameName } from './item.ts'
import { itemKey, type SubjectKey } from './subject.ts'
import { tamed, untamed } from './tame-markdown.ts'

/** GitHub's nine closing keywords (docs.github.com, "Linking a pull request to an issue using a keyword"). */
export const closingKeywords = [
  'close',
  'closes',
  'closed',
  'fix',
  'fixes',
  'fixed',
  'resolve',
  'resolves',
  'resolved',
] as const

/** Markdown without what is code or an HTML comment, and on demand without quotations: there nobody names, mentions or commands anything. */
export function spokenText(markdown: string, { quotes = true } = {}): string {
  if (!/[`~<>]|^( {4}|\t)/m.test(markdown)) return markdown
  const silent = ['code', 'inlineCode', 'html', ...(quotes ? [] : ['blockquote'])]
  const text = tamed(markdown)
  // By UTF-16 unit, as the parser counts.
  const parts = text.split('')
  const blank = (start: number | undefined, end: number | undefined) => {
    for (let at = start ?? 0; at < (end ?? 0); at++) if (parts[at] !== '\n') parts[at] = ' '
  }
  const walk = (node: MarkdownNode) => {
    if (silent.includes(node.type)) {
      blank(node.position?.start.offset, node.position?.end.offset)
    }
    for (const child of node.children ?? []) walk(child)
  }
  walk(fromMarkdown(text))
  return untamed(parts.join(''))
}

interface MarkdownNode {
  type: string
  position?: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined
  children?: readonly MarkdownNode[]
}

/**
 * Issues that a text names after one of the keywords: `fixes #7`, `fixes GH-7`, `closes acme/app#7`, `resolves https://…/issues/7`.
 * Keys such as `acme/app#7`, in the order they stand, without doubles.
 */
export function referencesIn(
  text: string,
  repo: string,
  keywords: readonly string[] = closingKeywords,
): SubjectKey[] {
  const words = keywords.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  if (words === '') return []
  const pattern = new RegExp(
    `(?<![\\w-])(?:${words}):?\\s+(?:(?:GH-|(?<repo>[\\w.-]+/[\\w.-]+)?#)(?<number>\\d+)|https?://[^\\s/]+/(?<urlRepo>[\\w.-]+/[\\w.-]+)/issues/(?<urlNumber>\\d+))(?!\\w)`,
    'gi',
  )
  const found = new Set<SubjectKey>()
  for (const { groups } of spokenText(text).matchAll(pattern)) {
    const number = groups?.number ?? groups?.urlNumber
    const named = groups?.repo ?? groups?.urlRepo ?? repo
    if (number !== undefined) found.add(itemKey(sameName(named, repo) ? repo : named, Number(number)))
  }
  return [...found]
}

/** Issues that the task lists of a text name, ticked or not: `- [ ] #7`, `- [x] acme/ops#3`, `- [ ] https://…/issues/7`. */
export function tasksIn(text: string, repo: string): SubjectKey[] {
  const pattern =
    /^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\][ \t]+(?:(?<repo>[\w.-]+\/[\w.-]+)?#(?<number>\d+)|https?:\/\/[^\s/]+\/(?<urlRepo>[\w.-]+\/[\w.-]+)\/issues\/(?<urlNumber>\d+))(?!\w)/gm
  const found = new Set<SubjectKey>()
  for (const { groups } of spokenText(text).matchAll(pattern)) {
    const number = groups?.number ?? groups?.urlNumber
    if (number !== undefined) found.add(itemKey(groups?.repo ?? groups?.urlRepo ?? repo, Number(number)))
  }
  return [...found]
}
