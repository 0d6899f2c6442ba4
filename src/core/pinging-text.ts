import { blocksOf, type MarkdownNode } from './markdown.ts'

/** In the text of these GitHub looks for no mention; a quotation only repeats one. */
const silent = ['a', 'blockquote', 'code', 'pre', 'script', 'style']

const silentNodes = ['blockquote', 'code', 'definition', 'image', 'imageReference', 'inlineCode']
const links = ['link', 'linkReference']

/** A comment, or a tag with its name; behind an attribute that nobody closed the text goes on. */
const tagOrComment =
  /<!--[\s\S]*?(?:-->|$)|<(?<end>\/?)(?<name>[a-z][a-z\d-]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*>?/gi

/**
 * The texts of which a Markdown text is made when it is shown, each between two tags, as GitHub looks for mentions in them:
 * after Markdown and HTML were read. So `_@dan_` and `<p>@dan</p>` mention somebody, `<code>@dan</code>` does not.
 */
export function pingingTexts(markdown: string): string[] {
  const texts: string[] = []
  // HTML that begins in one part of the text may end in another.
  const open = new Map<string, number>()
  const add = (text: string) => {
    if (open.size === 0) texts.push(text)
  }
  const turn = (tag: string, by: number) => {
    if (!silent.includes(tag)) return
    const depth = Math.max(0, (open.get(tag) ?? 0) + by)
    if (depth === 0) open.delete(tag)
    else open.set(tag, depth)
  }
  const read = (html: string) => {
    let from = 0
    for (const { 0: tag, index, groups } of html.matchAll(tagOrComment)) {
      add(withAts(html.slice(from, index)))
      if (groups?.name !== undefined) turn(groups.name.toLowerCase(), groups.end === '' ? 1 : -1)
      from = index + tag.length
    }
    add(withAts(html.slice(from)))
  }
  const walk = ({ type, value, children = [] }: MarkdownNode) => {
    if (silentNodes.includes(type)) return
    if (type === 'html') return read(value ?? '')
    if (type === 'text') return add(value ?? '')
    if (links.includes(type)) turn('a', 1)
    for (const child of children) walk(child)
    if (links.includes(type)) turn('a', -1)
  }
  for (const block of blocksOf(markdown)) walk(block)
  return texts
}

/** In HTML the sign may be written as a number or a name; in Markdown the parser has read those. */
function withAts(html: string): string {
  return html.replaceAll(/&(?:#0*64|#x0*40|commat);?/gi, '@')
}
