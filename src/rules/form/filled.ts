import { sameName } from '../../core/item.ts'
import { type MarkdownNode, plainText, type Section } from '../../core/markdown.ts'

/** Stand for signs while placeholders are looked for; Unicode leaves these to private use. */
const standIns = { '[': '\uE1B0', ']': '\uE1B1', '<': '\uE1B2', '>': '\uE1B3', '\n': '\uE1B4' } as const
const apart = '\uE1B5'
const signs: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(standIns).map(([sign, standIn]) => [standIn, sign])),
  [apart]: '',
}

const placeholder = /\[[^\][\n\uE1B5]*\]|<(?!\s)[^<>\n\uE1B5]*(?<!\s)>/g

/**
 * What is no answer (policy.md, placeholders): nothing, `_No response_`, an HTML comment, `TBD`, `N/A`, text in `[ ]` that is
 * no link, text in `< >`. It may be emphasised, but holds no link, picture or code: those are answers. `<What happened?>` is no
 * tag, and `a < b` is no placeholder.
 */
export function answerIn(nodes: readonly MarkdownNode[]): string {
  let text = plainText(nodes.map(lookedThrough))
  for (let depth = 0; depth < deepest; depth++) text = text.replaceAll(placeholder, ' ')
  text = text.replaceAll(/[\uE1B0-\uE1B5]/g, (standIn) => signs[standIn] ?? standIn)
  return /^\s*No response\s*$/i.test(text)
    ? ''
    : text.replaceAll(/(?<![\p{L}\p{N}])(?:TBD|N\/A)(?![\p{L}\p{N}])/giu, ' ')
}

/** Brackets in brackets: nobody goes deeper. */
const deepest = 5

const answers = ['code', 'image', 'imageReference', 'inlineCode', 'link', 'linkReference']

/** A node as placeholders are looked for in it: within a paragraph, over its lines and emphasis, and not in what is an answer. */
function lookedThrough(node: MarkdownNode): MarkdownNode {
  if (node.type === 'text') return { ...node, value: (node.value ?? '').replaceAll('\n', standIns['\n']) }
  if (answers.includes(node.type)) {
    const text = plainText([node]).replaceAll(/[[\]<>]/g, (sign) => standIns[sign as keyof typeof standIns])
    return { type: node.type === 'code' ? 'code' : 'inlineCode', value: `${apart}${text}` }
  }
  return node.children ? { ...node, children: node.children.map(lookedThrough) } : node
}

/** Chinese, Japanese, Thai and others put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

export function wordsIn(text: string): number {
  const runs = text.match(/[\p{L}\p{M}\p{N}]+(?:[.'’_:/@-]+[\p{L}\p{M}\p{N}]+)*/gu) ?? []
  return runs.reduce((count, run) => count + (unspaced.test(run) ? segmentsIn(run) : 1), 0)
}

function segmentsIn(run: string): number {
  return [...segmenter.segment(run)].filter(({ isWordLike }) => isWordLike).length
}

/** Left empty: nothing at all, what an issue form writes for no answer, or only an HTML comment. */
export function isBlank({ source }: Section): boolean {
  return /^(?:_No response_)?$/.test(source.replaceAll(/<!--[\s\S]*?-->/g, '').trim())
}

/** Whether it reads as one of the repository's own templates has it. */
export function isUnchanged(section: Section, templates: readonly Section[]): boolean {
  const text = evened(section)
  return templates.some(
    (template) => sameHeading(template.heading, section.heading) && evened(template) === text,
  )
}

export function sameHeading(a: string, b: string): boolean {
  return sameName(a.trim(), b.trim())
}

function evened({ content }: Section): string {
  return plainText(content).replaceAll(/\s+/g, ' ')
}
