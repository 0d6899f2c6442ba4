import type { Decision } from '../core/decision.ts'
import { quote } from './notice.ts'
import { shortened } from './shortened.ts'

/** The marker that a comment is looked for by before it is made again (D7). */
export function marker(key: string): string {
  return `<!-- reeve:${key.replaceAll('--', '- -')} -->`
}

/** A comment that a policy asks for: its own text, as it is. */
export function renderComment({ key, text }: { key: string; text: string; decision: Decision }): string {
  return `${marker(key)}\n${shortened(text)}`
}

/** People told about one item, all in one comment: whom, what, and the team's own sentence. */
export function renderNotify({
  key,
  parts,
}: {
  key: string
  parts: readonly { mentions: readonly string[]; text: string; decision: Decision }[]
}): string {
  const said = parts.map(({ mentions, text, decision }) => {
    const what = text === '' ? decision.reason.what : text
    const line = `${mentions.join(' ')} — ${[what, decision.reason.fix].filter((part) => part !== '').join(' ')}`
    return decision.reason.why === '' ? line : `${line}\n\n${quote(decision.reason.why)}`
  })
  return `${marker(key)}\n${shortened([...new Set(said)].join('\n\n'))}`
}
