/**
 * The first loop that can be reached from `start` by following `next`, as the names along it, the first repeated at the
 * end; undefined where there is none. Each name is followed once, so long chains cost no more than their length.
 */
function findLoop(start: string, next: (name: string) => readonly string[]): string[] | undefined {
  const done = new Set<string>()
  const trail: { name: string; left: string[] }[] = [{ name: start, left: [...next(start)] }]
  for (let last = trail.at(-1); last !== undefined; last = trail.at(-1)) {
    const name = last.left.shift()
    if (name === undefined) {
      done.add(last.name)
      trail.pop()
      continue
    }
    const begin = trail.findIndex((step) => step.name === name)
    if (begin >= 0) return [...trail.slice(begin).map((step) => step.name), name]
    if (!done.has(name)) trail.push({ name, left: [...next(name)] })
  }
  return undefined
}

/** Every loop once, told at the name of it that comes first in `names`. */
export function findLoops(names: readonly string[], next: (name: string) => readonly string[]): string[][] {
  const loops: string[][] = []
  const told = new Set<string>()
  for (const name of names) {
    if (told.has(name)) continue
    const loop = findLoop(name, next)
    if (loop === undefined || loop.some((step) => told.has(step))) continue
    for (const step of loop) told.add(step)
    loops.push(loop)
  }
  return loops
}
