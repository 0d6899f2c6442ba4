/**
 * Where the `column`-th character of a scalar's value stands in the source it was written as. Quotes, indentation and
 * line ends of the source are passed over; where an escape hides the place it is the beginning.
 */
export function offsetInScalar(source: string, value: string, column: number): number {
  let inSource = 0
  for (let inValue = 0; inValue < value.length && inSource < source.length; inValue += 1) {
    while (inSource < source.length && !stands(source, inSource, value[inValue])) inSource += 1
    if (inValue === column) return inSource < source.length ? inSource : 0
    inSource += 1
  }
  return column === 0 ? 0 : Math.min(inSource, source.length)
}

/** A folded line end of the source is a space of the value. */
function stands(source: string, at: number, letter: string | undefined): boolean {
  return source[at] === letter || (letter === ' ' && source[at] === '\n')
}
