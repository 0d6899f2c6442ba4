/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** Names as they are shown inside a sentence. */
export function quoted(words: readonly string[], last = 'and'): string {
  return listed(words.map(inCode), last)
}

/** A name in code, which nothing in it can end: whoever names a file or a label writes into what Reeve says (D21). */
export function inCode(name: string): string {
  return `\`${name.replaceAll('`', '').replace(/\s+/g, ' ') || ' '}\``
}

/** As the beginning of a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
