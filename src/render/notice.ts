import type { Reason } from '../core/decision.ts'
import { longestBody, shortened } from './shortened.ts'

/** What one rule has to say on a notice. */
export interface Section {
  rule: string
  reasons: readonly Reason[]
  message?: string
  /** As it stood before, where nothing new can be said. */
  text?: string
}

const footer =
  '<sub>Reeve keeps this comment up to date, and takes it away when nothing is left to say.</sub>'

/** The notice: what is wrong, why in the team's own sentence, what to do. One comment, edited in place. */
export function renderNotice(sections: readonly Section[], slot: string): string {
  const each = Math.floor(longestBody / Math.max(1, sections.length))
  const parts = sections.map((section) => shortened(renderSection(section), each))
  return withMarker([...parts, footer].join('\n\n'), slot)
}

/** A comment of a slot carries its marker first: by it the comment is found again. */
export function withMarker(body: string, slot: string): string {
  return `<!-- reeve:${slot} -->\n\n${body}`
}

/** What a notice says of one rule, as it stands there. */
export function sectionIn(body: string, rule: string, rules: readonly string[]): string | undefined {
  const found = body.indexOf(`\n\n${heading(rule)}\n\n`)
  if (found < 0) return undefined
  const start = found + 2
  const following = [...rules.map((other) => `${heading(other)}\n\n`), footer]
  const ends = following.map((next) => body.indexOf(`\n\n${next}`, start)).filter((at) => at >= 0)
  return body.slice(start, ends.length > 0 ? Math.min(...ends) : undefined)
}

function heading(rule: string): string {
  return `**${rule}**`
}

function renderSection({ rule, reasons, message, text }: Section): string {
  if (text !== undefined) return text
  const parts = reasons.map((reason) => [reason.what, reason.fix].filter((part) => part !== '').join(' '))
  const why = reasons.find((reason) => reason.why !== '')?.why
  return [heading(rule), ...(message ? [message] : []), ...parts, ...(why ? [quote(why)] : [])].join('\n\n')
}

/** A sentence of the handbook, as a quotation. */
export function quote(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
