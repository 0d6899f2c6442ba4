import type { Item, ItemRef, Repo } from '../state.ts'
import { type Actor, findRef, fullName, record, same, type World } from '../world.ts'

const reference = /(?:^|[\s(,;:])((?:[\w.-]+\/[\w.-]+)?)#(\d+)\b/g
const closing = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+((?:[\w.-]+\/[\w.-]+)?)#(\d+)\b/gi

/** Items that a text mentions. */
function mentioned(repo: Repo, text: string): ItemRef[] {
  return refs(repo, text, reference)
}

/** Items that a text says to close: `fixes #7`, `closes acme/other#3`. */
export function closedBy(repo: Repo, text: string): ItemRef[] {
  return refs(repo, text, closing)
}

function refs(repo: Repo, text: string, pattern: RegExp): ItemRef[] {
  return [...text.matchAll(pattern)].map(([, name, number]) => ({
    repo: name || fullName(repo),
    number: Number(number),
  }))
}

/** Writes `cross-referenced` into the timelines of what a text mentions, once for each pair. */
export function crossReference(world: World, at: { repo: Repo; item: Item; by: Actor }, text: string): void {
  const source = { repo: fullName(at.repo), number: at.item.number }
  for (const ref of mentioned(at.repo, text)) {
    const found = findRef(world, ref)
    if (!found || found.item === at.item) continue
    const there = found.item.timeline.some(
      (each) => each.event === 'cross-referenced' && sameRef(each.source, source),
    )
    if (!there) record(world, found.item, at.by, { event: 'cross-referenced', source })
  }
}

export function sameRef(a: ItemRef, b: ItemRef): boolean {
  return same(a.repo, b.repo) && a.number === b.number
}

/**
 * Issues that a pull request closes. Keywords count only where it goes to the default branch; what was linked by
 * hand counts anywhere.
 */
export function closingRefs(world: World, repo: Repo, item: Item): ItemRef[] {
  const pull = item.pull
  if (!pull) return []
  const words = same(pull.base, repo.default_branch) ? closedBy(repo, item.body ?? '') : []
  const all = [...words, ...pull.linked].filter((each) => {
    const found = findRef(world, each)
    return found !== undefined && found.item.pull === null
  })
  return all.filter((each, index) => all.findIndex((other) => sameRef(each, other)) === index)
}

/** Pull requests that close an issue. */
export function closersOf(world: World, repo: Repo, item: Item): { repo: Repo; item: Item }[] {
  const target = { repo: fullName(repo), number: item.number }
  const all = Object.values(world.state.repos).flatMap((each) =>
    Object.values(each.items).map((other) => ({ repo: each, item: other })),
  )
  return all.filter((each) => closingRefs(world, each.repo, each.item).some((ref) => sameRef(ref, target)))
}
