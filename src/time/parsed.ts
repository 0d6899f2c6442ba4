/** What came of reading something a person wrote: the value, or what is wrong with it and how to put it right. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; what: string; fix: string }

export function read<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function refused(what: string, fix: string): { ok: false; what: string; fix: string } {
  return { ok: false, what, fix }
}

/** Reads each of a list; the first that cannot be read is the answer. */
export function readEach<T>(texts: readonly string[], one: (text: string) => Parsed<T>): Parsed<T[]> {
  const values: T[] = []
  for (const text of texts) {
    const parsed = one(text)
    if (!parsed.ok) return parsed
    values.push(parsed.value)
  }
  return read(values)
}
