import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import { tamed, untamed } from './tame-markdown.ts'

/** One node of a Markdown text, with its place in it by UTF-16 unit. */
export interface MarkdownNode {
  type: string
  value?: string | undefined
  alt?: string | null | undefined
  depth?: number | undefined
  url?: string | undefined
  position?: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined
  children?: readonly MarkdownNode[]
}

/** A heading and what stands under it, up to the next heading of its level or above. */
export interface Section {
  heading: string
  content: readonly MarkdownNode[]
  /** The content as it is written. */
  source: string
}

/** The blocks of a Markdown text, tables as GitHub has them. */
export function blocksOf(markdown: string): readonly MarkdownNode[] {
  const text = tamed(markdown)
  const { children } = fromMarkdown(text, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  })
  return text === markdown ? children : children.map(untamedNode)
}

function untamedNode(node: MarkdownNode): MarkdownNode {
  return {
    ...node,
    ...(node.value === undefined ? {} : { value: untamed(node.value) }),
    ...(node.children ? { children: node.children.map(untamedNode) } : {}),
  }
}

/** The sections of a Markdown text, of any level, in order. Headings in quotations and lists are none. */
export function sectionsIn(markdown: string): Section[] {
  const blocks = blocksOf(markdown)
  return blocks.flatMap((block, index): Section[] => {
    if (block.type !== 'heading') return []
    const rest = blocks.slice(index + 1)
    const ends = rest.findIndex(
      (other) => other.type === 'heading' && (other.depth ?? 1) <= (block.depth ?? 1),
    )
    const content = ends < 0 ? rest : rest.slice(0, ends)
    const from = block.position?.end.offset ?? 0
    const to = ends < 0 ? markdown.length : (rest[ends]?.position?.start.offset ?? markdown.length)
    return [{ heading: plainText([block]), content, source: markdown.slice(from, to).trim() }]
  })
}

/** What is read by people: no tags and no HTML comments; a picture counts by its description, in Markdown or HTML. */
export function plainText(nodes: readonly MarkdownNode[], ofText: (text: string) => string = same): string {
  return nodes
    .map((node) => textOf(node, ofText))
    .join(separatorOf(nodes))
    .trim()
}

function same(text: string): string {
  return text
}

function textOf(node: MarkdownNode, ofText: (text: string) => string): string {
  switch (node.type) {
    case 'html':
      return ofText(htmlText(node.value ?? ''))
    case 'definition':
      return ''
    case 'text':
      return ofText(node.value ?? '')
    case 'break':
      return ' '
    case 'image':
    case 'imageReference':
      return node.alt || 'picture'
    default:
      return node.children ? plainText(node.children, ofText) : (node.value ?? '')
  }
}

/** GitHub writes a pasted screenshot as an `<img>`, and a log that is folded away as HTML around text. */
function htmlText(html: string): string {
  const text = html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<img\b[^>]*>/gi, (tag) => /\balt\s*=\s*(["'])([^"']+)\1/i.exec(tag)?.[2] ?? 'picture')
    .replaceAll(/<[^>]*(?:>|$)/g, ' ')
  return text.trim() === '' ? '' : text
}

/** Where the links and pictures of a text lead. */
export function addressesIn(nodes: readonly MarkdownNode[]): string[] {
  return nodes.flatMap(({ url, children }) => [
    ...(url === undefined ? [] : [url]),
    ...addressesIn(children ?? []),
  ])
}

const inline = [
  'text',
  'inlineCode',
  'emphasis',
  'strong',
  'delete',
  'link',
  'linkReference',
  'html',
  'break',
  'image',
]

/** Blocks, items and cells stand apart; parts of a sentence do not. */
function separatorOf(nodes: readonly MarkdownNode[]): string {
  return nodes.every(({ type }) => inline.includes(type)) ? '' : '\n'
}
