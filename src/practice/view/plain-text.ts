/** Lines of plain text as a terminal shows them. */
const width = 80

/** `Thu 10 Dec 12:05`, in a zone. */
export function shortTime(instant: number | string, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('weekday')} ${part('day').padStart(2)} ${part('month').slice(0, 3)} ${part('hour')}:${part('minute')}`
}

/** Breaks a text at spaces, behind `first` on its first line and `indent` on the others; a long word stands on its own. */
export function wrap(text: string, indent: string, first = indent): string[] {
  const lines: string[] = []
  let line = first
  let empty = true
  for (const word of text.split(/ +/).filter((each) => each !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return empty ? lines : [...lines, line]
}

/** What somebody wrote, without hidden comments, bold marks and what folds, each line wrapped; quotations keep their mark. */
export function wrapMarkdown(text: string, indent: string): string[] {
  const shown = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\/?(?:details|summary|sub)>/g, '')
    .replaceAll('**', '')
    .trim()
  const lines = shown.split('\n').flatMap((line) => {
    const quoted = /^>\s?/.exec(line)?.[0] ?? ''
    return quoted === '' ? wrap(line, indent) : wrap(line.slice(quoted.length), `${indent}> `)
  })
  return lines.length === 0 ? [`${indent}(nothing)`] : lines
}
