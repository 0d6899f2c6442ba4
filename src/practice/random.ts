/** A small seeded generator (mulberry32), so that bad weather is the same in every run. It starts anew when its seed changes. */
export function makeRandom(seedNow: () => number): () => number {
  let seed: number | undefined
  let state = 0
  return () => {
    if (seed !== seedNow()) {
      seed = seedNow()
      state = seed
    }
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((each) => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each)
}

/** Version 4 GUIDs that are the same in every run. */
export function makeGuids(seed: number): () => string {
  const random = makeRandom(() => seed)
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
  return () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
}
