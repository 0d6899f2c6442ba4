/** Whether a list has a line for something: its path, a date, and what to use instead. */
export function hasLine(list: string, path: string): boolean {
  return list.split('\n').some((line) => {
    const name = nameIn(line, path)
    if (!name) return false
    const dated = date.exec(line.replace(name, ' '))
    return dated !== null && /[\p{L}\p{N}]/u.test(line.replace(name, ' ').replace(dated[0], ' '))
  })
}

const date = /\b\d{4}-\d{2}-\d{2}\b/

/** The path as a word of its own: `Foo.a` is not in a line about `Foo.ab`, `Foo.a.b` or `My.Foo.a`. */
function nameIn(line: string, path: string): string | undefined {
  const escaped = path.replaceAll('.', '\\.')
  return new RegExp(`(?<![\\w.@])${escaped}(?!\\w|\\.\\w)`).exec(line)?.[0]
}

/** A line to add, in the form that the list has: a row of its table, else an item. */
export function lineFor(
  list: string,
  { path, on, replacement }: { path: string; on: string; replacement: string },
): string {
  const said = replacement === '' ? 'what to use instead' : replacement.replaceAll(/[`|]/g, '')
  return /^\s*\|.*\|\s*$/m.test(list)
    ? `| \`${path}\` | ${on} | ${said} |`
    : `- \`${path}\` — ${on} — ${said}`
}
