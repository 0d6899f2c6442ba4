import type { Memory } from '../../core/decision.ts'
import type { FactReader, FactTypes } from '../../core/fact.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import { oncePer } from '../../core/once-per.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { type Known, known } from '../../core/truth.ts'
import { type Deprecated, deprecatedIn } from './deprecated.ts'
import { definitionsIn } from './read-schema.ts'

/** Since when something has carried the directive on the default branch, without a break. */
export interface Since {
  at: Instant
  /** It did already when it was first looked at, and nobody can tell for how long. */
  found: boolean
}

/** What is remembered of a repository's deprecations, by path (D3): each that began and has not ended. */
export function remembered(memory: readonly Memory[]): ReadonlyMap<string, Since> {
  const found = new Map<string, Since>()
  for (const { kind, key, value, at } of [...memory].sort((a, b) => a.at - b.at)) {
    if (kind !== 'seen' || value === 'looked') continue
    const path = key.slice(0, key.lastIndexOf('@'))
    if (value === 'no') found.delete(path)
    else found.set(path, { at, found: value === 'yes found' })
  }
  return found
}

/** The same as an item's rule sees it, under all the names that the rule has had; undefined where it was not read. */
export function rememberedHere({
  facts,
  item,
  rule,
}: Pick<Judging<unknown>, 'facts' | 'item' | 'rule'>): ReadonlyMap<string, Since> | undefined {
  const kept = facts.read('remembered', item.repo)
  const names = [rule.id, ...rule.was]
  return kept.ok ? remembered(kept.value.filter((memory) => names.includes(memory.rule))) : undefined
}

export function beganAt(rule: string, path: string, { at, found }: Since): Memory {
  return { rule, kind: 'seen', key: keyOf(path, at), value: found ? 'yes found' : 'yes', at }
}

export function endedAt(rule: string, path: string, at: Instant): Memory {
  return { rule, kind: 'seen', key: keyOf(path, at), value: 'no', at }
}

/** The schema was looked at, and all dates were found: whatever is deprecated later is new. */
export function lookedAt(rule: string, at: Instant): Memory {
  return { rule, kind: 'seen', key: keyOf('schema', at), value: 'looked', at }
}

export function wasLookedAt(memory: readonly Memory[]): boolean {
  return memory.some(({ kind, value }) => kind === 'seen' && value === 'looked')
}

function keyOf(path: string, at: Instant): string {
  return `${path}@${formatInstant(at)}`
}

/** `before`: longer than anybody can tell. Undefined: nobody can tell anything. */
export type Beginning = Instant | 'before' | undefined

/**
 * When things came to be deprecated, from the past versions of their file on the default branch: the first of those that
 * carry the directive without a break until now.
 */
export function beginnings(
  facts: FactReader,
  { repo, file, paths }: { repo: string; file: string; paths: readonly string[] },
): ReadonlyMap<string, Known<Beginning>> {
  const found = new Map<string, Known<Beginning>>()
  const versions = facts.read('versions', `${repo}@HEAD:${file}`)
  if (!versions.ok) return new Map(paths.map((path) => [path, versions]))
  const shas = versions.value.map(({ sha }) => sha)
  let open: readonly string[] = paths
  let since: Version | undefined
  for (const [index, version] of versions.value.entries()) {
    const text = readVersion(facts, { repo, file, shas, index })
    if (!text.ok) return withAll(found, open, text)
    const there = deprecatedThere(text)
    // It tells nothing and ends nothing.
    if (there === 'no GraphQL') continue
    for (const path of open) if (!there.has(path)) found.set(path, landed(facts, repo, since))
    open = open.filter((path) => there.has(path))
    if (open.length === 0) return found
    since = version
  }
  return withAll(found, open, landed(facts, repo, since))
}

type Version = FactTypes['versions'][number]

function withAll(
  found: Map<string, Known<Beginning>>,
  paths: readonly string[],
  answer: Known<Beginning>,
): Map<string, Known<Beginning>> {
  for (const path of paths) if (!found.has(path)) found.set(path, answer)
  return found
}

/** How many versions are read at first; twice as many each time after. */
const firstRead = 4

/** One version's text. Those that may be needed next are asked for with it, more each time: few rounds, and few texts too many. */
function readVersion(
  facts: FactReader,
  { repo, file, shas, index }: { repo: string; file: string; shas: readonly string[]; index: number },
): Known<string | null> {
  const read = (sha: string) => facts.read('contents', `${repo}@${sha}:${file}`)
  const text = read(shas[index] ?? '')
  if (!text.ok) for (const sha of shas.slice(index, index + Math.max(firstRead, index))) read(sha)
  return text
}

/** What a version marks. Read once for all rounds of a look: there may be many, and big ones. */
const deprecatedThere = oncePer(
  ({ value: text }: { value: string | null }): ReadonlyMap<string, Deprecated> | 'no GraphQL' => {
    const definitions = definitionsIn({ path: '', text: text ?? '' })
    return definitions ? deprecatedIn(definitions) : 'no GraphQL'
  },
)

/** When a version came to the default branch. */
function landed(facts: FactReader, repo: string, version: Version | undefined): Known<Beginning> {
  if (!version) return known(undefined)
  const merged = facts.read('merged-at', `${repo}@${version.sha}`)
  return merged.ok ? known(merged.value ?? version.at ?? 'before') : merged
}
