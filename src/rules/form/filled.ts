import { sameName } from '../../core/item.ts'
import { type MarkdownNode, plainText, type Section } from '../../core/markdown.ts'

const placeholder = /\[[^\][]*\]|<(?!\s)[^<>]*(?<!\s)>/g

/**
 * What is no answer (policy.md, placeholders): nothing, `_No response_`, an HTML comment, `TBD`, `N/A`, text in `[ ]` that is
 * no link, text in `< >`. Links and tags are nodes of their own, so only plain text is looked through: `<What happened?>` is no
 * tag, and `a < b` is no placeholder.
 */
export function answerIn(nodes: readonly MarkdownNode[]): string {
  const text = plainText(nodes, (written) => written.replaceAll(placeholder, ' '))
  return /^\s*No response\s*$/i.test(text)
    ? ''
    : text.replaceAll(/(?<![\p{L}\p{N}])(?:TBD|N\/A)(?![\p{L}\p{N}])/giu, ' ')
}

export function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:[.'’_:/@-]+[\p{L}\p{N}]+)*/gu)?.length ?? 0
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
