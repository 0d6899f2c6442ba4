/** The known name that a mistyped one most likely means; undefined when none is near. */
export function nearestName(wrong: string, known: readonly string[]): string | undefined {
  const typed = wrong.toLowerCase()
  let nearest: string | undefined
  let fewest = Math.max(1, Math.floor(typed.length / 2.5)) + 1
  for (const name of known) {
    const changes = typed.length > 64 ? fewest : changesBetween(typed, name.toLowerCase())
    if (changes < fewest) {
      nearest = name
      fewest = changes
    }
  }
  return nearest
}

/** How many letters must be added, left out, replaced or swapped with their neighbour. */
function changesBetween(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let changes = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) changes = Math.min(changes, (before[column - 2] ?? 0) + 1)
      current.push(changes)
    }
    before = last
    last = current
  }
  return last[b.length] ?? 0
}
