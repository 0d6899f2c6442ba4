import { fromMarkdown } from 'mdast-util-from-markdown'

/** A sentence of a handbook, with the line it begins on, from 1. */
export interface Sentence {
  text: string
  line: number
}

interface MarkdownNode {
  type: string
  value?: string
  position?: { start: { line: number } } | undefined
  children?: readonly MarkdownNode[]
}

/** The sentences of a handbook in Markdown: each line of a list or paragraph, cut where sentences end. No headings, no code. */
export function handbookSentences(markdown: string): Sentence[] {
  const sentences: Sentence[] = []
  const look = (node: MarkdownNode): void => {
    if (node.type === 'heading' || node.type === 'code' || node.type === 'html') return
    if (node.type !== 'paragraph') {
      for (const child of node.children ?? []) look(child)
      return
    }
    const start = node.position?.start.line ?? 1
    for (const [index, line] of plainText(node).split('\n').entries()) {
      for (const text of line.split(/(?<=[.!?])\s+(?=\p{Lu})/u)) {
        if (asWords(text) !== '') sentences.push({ text: text.trim(), line: start + index })
      }
    }
  }
  look(fromMarkdown(markdown))
  return sentences
}

function plainText(node: MarkdownNode): string {
  if (node.type === 'break') return '\n'
  return node.value ?? (node.children ?? []).map(plainText).join('')
}

/** A sentence by its words alone: neither case, marks, quotes nor line ends tell two apart. */
export function asWords(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')
}

/** Whether a handbook says this, as a sentence or a part of one, also over several lines. */
export function isInHandbook(why: string, handbook: string): boolean {
  return ` ${asWords(handbook)} `.includes(` ${asWords(why)} `)
}

/** The sentences that nothing quotes, neither whole nor in part. */
export function uncoveredSentences(
  handbook: string,
  quotes: readonly string[],
): { uncovered: readonly Sentence[]; total: number } {
  const quoted = quotes.map((quote) => ` ${asWords(quote)} `)
  const sentences = handbookSentences(handbook)
  const uncovered = sentences.filter(({ text }) => {
    const words = ` ${asWords(text)} `
    return !quoted.some((quote) => quote.includes(words) || words.includes(quote))
  })
  return { uncovered, total: sentences.length }
}
