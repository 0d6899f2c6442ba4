import type { Reason } from '../core/decision.ts'

/** What one rule has to say on a notice. */
export interface Section {
  rule: string
  reasons: readonly Reason[]
  message?: string
}

/** The notice: what is wrong, why in the team's own sentence, what to do. One comment, edited in place. */
export function renderNotice(sections: readonly Section[], slot: string): string {
  return [`<!-- reeve:${slot} -->`, ...sections.map(renderSection)].join('\n\n')
}

function renderSection({ rule, reasons, message }: Section): string {
  const parts = reasons.map((reason) => [reason.what, reason.fix].filter((part) => part !== '').join(' '))
  const why = reasons.find((reason) => reason.why !== '')?.why
  return [`**${rule}**`, ...(message ? [message] : []), ...parts, ...(why ? [quote(why)] : [])].join('\n\n')
}

/** A sentence of the handbook, as a quotation. */
export function quote(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
