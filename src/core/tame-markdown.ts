/**
 * How deep a text may go before the rest is not looked into. People go three or four deep; the parser's time and stack grow
 * with the square of it, and everybody may write to a public repository: 48 KB of `![` kept it busy for a minute and a half.
 */
const deepest = { containers: 20, brackets: 20, emphases: 100 }

const container = /[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y

/** What stands for a sign that is not to be read as one; Unicode leaves these to private use. */
const standIns = { '*': '\uE1A0', _: '\uE1A1', '[': '\uE1A2' } as const
const signs: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(standIns).map(([sign, standIn]) => [standIn, sign]),
)

/**
 * A Markdown text that takes no longer to read than any other of its length, with everything at the place where it was: what
 * is nested deeper than anybody reads is left blank, and signs beyond count are `untamed` back to themselves after the reading.
 */
export function tamed(markdown: string): string {
  const lines = markdown.split('\n')
  const counts = { brackets: 0, emphases: 0 }
  return lines.map((line) => tamedLine(line, counts)).join('\n')
}

export function untamed(text: string): string {
  return text.replaceAll(/[\uE1A0-\uE1A2]/g, (standIn) => signs[standIn] ?? standIn)
}

/** Nothing that is begun in one paragraph goes on behind an empty line. */
function tamedLine(line: string, counts: { brackets: number; emphases: number }): string {
  if (line.trim() === '') {
    counts.brackets = 0
    counts.emphases = 0
    return line
  }
  return shallow(line).replaceAll(/[[\]]|[*_]+/g, (sign) => {
    if (sign === ']') {
      counts.brackets = Math.max(0, counts.brackets - 1)
      return sign
    }
    if (sign !== '[') return ++counts.emphases > deepest.emphases ? standingIn(sign) : sign
    if (counts.brackets >= deepest.brackets) return standIns['[']
    counts.brackets++
    return sign
  })
}

function standingIn(run: string): string {
  return run.replaceAll('*', standIns['*']).replaceAll('_', standIns._)
}

/** A line without what is deeper in quotations and lists than is read. */
function shallow(line: string): string {
  container.lastIndex = 0
  for (let depth = 0; depth < deepest.containers; depth++) if (!container.test(line)) return line
  const end = container.lastIndex
  return line.slice(0, end) + ' '.repeat(line.length - end)
}
