/** Invisible, and enough to keep GitHub from reading a mention, a reference or a marker. */
const breaker = '\u200b'

/**
 * What users wrote, made safe to repeat (D21): it pings nobody, refers to no issue, closes nothing, and carries neither
 * one of our markers nor a command. Signs written as entities, `&#64;`, are shown as they were written.
 */
export function harmless(text: string): string {
  return text
    .replace(/&(?=#|[a-z][a-z\d]*;)/gi, `&${breaker}`)
    .replace(/@(?![\s\u200b])/g, `@${breaker}`)
    .replace(/#(?=\d)/g, `#${breaker}`)
    .replace(/\bGH-(?=\d)/gi, (found) => `${found}${breaker}`)
    .replace(/\/(issues|pull)\/(?=\d)/gi, (found) => `${found}${breaker}`)
    .replace(/<!--/g, `<${breaker}!--`)
    .replace(/(^|\n)([ \t>*-]*)\/(?=reeve\b)/gi, `$1$2/${breaker}`)
}
