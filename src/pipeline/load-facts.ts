import { withTold } from '../core/boards.ts'
import type { Memory } from '../core/decision.ts'
import { type FactName, type FactRef, type FactTypes, factKey } from '../core/fact.ts'
import type { Entry } from '../core/history.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { itemKey, parseSubject } from '../core/subject.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { type EvaluateInput, type Evaluation, evaluate, lawfulOf } from '../engine/evaluate.ts'
import { type EvaluateRepoInput, evaluateRepo, type RepoEvaluation } from '../engine/evaluate-repo.ts'
import { acceptsFollowing } from './accepted.ts'
import { whereNow } from './gone.ts'
import { isBeforeRenaming } from './logins-seen.ts'
import type { Near, Ports } from './ports.ts'
import { takeIn } from './take-in.ts'
import { PolicyUnreadable } from './unread-policies.ts'

/** Facts lead to facts (a linked issue to its team); nothing leads further than this. */
const mostRounds = 10

/** A fact that was read and not changed since is believed for so long, in case a webhook was lost. */
const believedMilliseconds = 6 * 60 * 60 * 1000

export type JudgeInput = Omit<EvaluateInput, 'facts'>

/** `turn`: something could not be asked for now, for what GitHub allows is used up; then there is room for it. */
type Then<T> = T & { turn?: Instant | undefined }
export type EvaluationThen = Then<Evaluation>

/** Evaluates on what is held, loads what was asked for and not held, and evaluates again, until nothing is missing. */
export function judge(ports: Ports, input: JudgeInput): Promise<EvaluationThen> {
  const near = { repo: input.past.item.repo, past: input.past, now: input.now }
  return untilKnown(ports, near, (facts) => evaluate({ ...input, facts }))
}

/** The same for a repository as a whole. */
export function judgeRepo(ports: Ports, input: Omit<EvaluateRepoInput, 'facts'>): Promise<RepoEvaluation> {
  const near = { repo: input.repo, now: input.now }
  return untilKnown(ports, near, (facts) => evaluateRepo({ ...input, facts }))
}

/** For whom facts are read. `fresh`: as they are at GitHub now, whatever is held of them. */
interface Asking extends Near {
  now: Instant
  fresh?: boolean
  /** What is asked for another item's sake: items that this one leans on are seen as they are. */
  isBeyond?: boolean
  /** What was read for another item's sake is leaned on as well (D14). */
  beyond: Set<string>
}

/** Asks again with what was missing, until nothing is. */
export async function untilKnown<T extends { missing: readonly FactRef[]; reads: readonly string[] }>(
  ports: Ports,
  asking: Omit<Asking, 'beyond'>,
  ask: (facts: ReadonlyMap<string, Known<unknown>>) => T,
): Promise<Then<T>> {
  const near: Asking = { ...asking, beyond: new Set() }
  const facts = new Map<string, Known<unknown>>()
  const renamed = new Map<string, string>()
  let answer = ask(facts)
  for (let round = 0; answer.missing.length > 0 && round < mostRounds; round++) {
    const loaded = await Promise.all(
      answer.missing.map(async (asked) => {
        const ref = await underNameNow(ports, asked, near.repo)
        if (ref !== asked) renamed.set(factKey(asked), factKey(ref))
        return [factKey(asked), await loadFact(ports, ref, near)] as const
      }),
    )
    for (const [key, value] of loaded) facts.set(key, value)
    answer = ask(facts)
  }
  const turn = earliest(...[...facts.values()].map((fact) => (fact.ok ? undefined : fact.until)))
  if (renamed.size === 0 && near.beyond.size === 0) return { ...answer, turn }
  const reads = new Set([...answer.reads.map((fact) => renamed.get(fact) ?? fact), ...near.beyond])
  return { ...answer, turn, reads: [...reads] }
}

/** Texts go on naming an issue as it was called before its repository was renamed. */
async function underNameNow(ports: Ports, ref: FactRef, repo: string): Promise<FactRef> {
  const subject = ref.name === 'issue' ? parseSubject(ref.key) : undefined
  if (subject?.kind !== 'item' || subject.repo === repo) return ref
  const now = await ports.store.nameNow(subject.repo)
  return now === subject.repo ? ref : { ...ref, key: itemKey(now, subject.number) }
}

/** From what is held where it is held, else from GitHub. What cannot be read is unknown, with the reason. */
async function loadFact(ports: Ports, ref: FactRef, near: Asking): Promise<Known<unknown>> {
  if (ref.name === 'turns') return known(await turnsOf(ports, ref.key))
  if (ref.name === 'loads') return known(await ports.store.loads(ref.key))
  if (ref.name === 'overrides') return known(await ports.store.overrides(ref.key, near.now))
  if (ref.name === 'count') return known(await censusOf(ports, ref.key, near))
  if (ref.name === 'count-unread') return known(true)
  if (ref.name === 'opened') return openedFor(ports, ref.key)
  if (ref.name === 'locks') return known(await ports.store.locks(ref.key))
  if (ref.name === 'queue') return known(await queueAt(ports, ref.key))
  if (ref.name === 'asked') return known(await wasAsked(ports, ref.key))
  if (ref.name === 'runs') return known(await ports.store.runsIn(ref.key))
  if (ref.name === 'remembered') return known((await ports.store.past(ref.key)).memory)
  if (ref.name === 'issue') {
    const held = await heldItem(ports, ref.key)
    if (held) return known(near.isBeyond ? held : await lawfully(ports, held, near))
  }
  const read = await readOrCached(ports, ref, near)
  return ref.name === 'fields' ? withNewest(ports, ref.key, { read, near }) : read
}

/** What boards say, with what has happened since they were read: Reeve's own changes count from when they are planned. */
async function withNewest(
  ports: Ports,
  key: string,
  { read, near: { past } }: { read: Known<unknown>; near: Near },
): Promise<Known<unknown>> {
  if (!read.ok) return read
  const isJudged = past && itemKey(past.item.repo, past.item.number) === key
  const history = isJudged ? past.history : ((await heldItem(ports, key))?.history ?? [])
  // What was read under a name was read by that name.
  return known(withTold(read.value as FactTypes['fields'], history))
}

async function readOrCached(ports: Ports, ref: FactRef, near: Asking): Promise<Known<unknown>> {
  const key = factKey(ref)
  const cached = await ports.store.cached(key)
  if (cached && !near.fresh && (await isBelieved(ports, ref, { at: cached.at, now: near.now })))
    return known(cached.value)
  const read = await readFact(ports, ref, near)
  if (read.ok) await ports.store.remember(key, read.value, near.now)
  return read
}

/** Facts about people by their logins; whose they are stands first in their keys. */
const aboutPeople: readonly FactName[] = ['team', 'member', 'permission', 'assignable']

/** What was read of people before somebody took another login would refuse them, or let in whoever took the old one. */
async function isBelieved(
  { store }: Ports,
  { name, key }: FactRef,
  { at, now }: { at: Instant; now: Instant },
): Promise<boolean> {
  if (now - at >= believedMilliseconds) return false
  if (!aboutPeople.includes(name)) return true
  return !(await isBeforeRenaming(store, { owner: key.split('/')[0] ?? '', at }))
}

/**
 * Another item as it is held, with what has arrived for it and was not taken in yet: a merge and the closing that it
 * causes come together, and either may be looked at first.
 */
async function heldItem(ports: Ports, key: string): Promise<Held | undefined> {
  const past = await ports.store.past(key)
  if (!past.row?.item) return undefined
  const events = past.deliveries.flatMap((delivery) => {
    const read = ports.normalise(delivery)
    return read.ok && 'event' in read ? [read.event] : []
  })
  const { gone, row } = takeIn({ row: past.row, events, ledger: past.ledger, app: ports.app })
  return gone || !row.item ? undefined : { item: row.item, history: row.history, memory: past.memory }
}

interface Held {
  item: Item
  history: readonly Entry[]
  memory: readonly Memory[]
}

/** Another item with what is lawful of it (D4): what was not allowed there opens nothing here, however early this is looked at. */
async function lawfully(ports: Ports, held: Held, near: Asking): Promise<FactTypes['issue']> {
  const { memory, ...past } = held
  const inForce = await ports.policyOf(past.item.repo)
  const guards = inForce?.policy.rules.filter(
    ({ kind, mode }) => kind.phase === 'guard' && mode === 'enforce',
  )
  const isLabelled = past.history.some(({ what }) => what === 'labeled' || what === 'unlabeled')
  if (!inForce || !guards?.length || !isLabelled) return past
  const { policy, since } = inForce
  const asking = { repo: past.item.repo, past, now: near.now, isBeyond: true }
  const { lawful, reads } = await untilKnown(ports, asking, (facts) =>
    lawfulOf({ policy, since, past, memory, facts, now: near.now, app: ports.app }),
  )
  for (const read of reads) near.beyond.add(read)
  const { item, history, unsure } = lawful
  return { ...past, lawful: { item, history, unsure } }
}

async function readFact(ports: Ports, ref: FactRef<FactName>, { repo, past }: Near): Promise<Known<unknown>> {
  const subject = parseSubject(ref.key)
  try {
    return await ports.facts.load(ref, {
      repo: subject && 'repo' in subject ? subject.repo : repo,
      ...(past === undefined ? {} : { past }),
    })
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error))
  }
}

/** Issues that were opened for an item: what the ledger says was sent, with the number GitHub gave it. */
async function openedFor(ports: Ports, key: string): Promise<Known<FactTypes['opened']>> {
  const subject = parseSubject(key)
  if (subject?.kind !== 'item') return known([])
  const { ledger } = await ports.store.past(key)
  try {
    const found = await Promise.all(
      ledger.map(async ({ change, state }): Promise<FactTypes['opened']> => {
        if (change.do !== 'issue.open' || (state !== 'sent' && state !== 'confirmed')) return []
        const made = await ports.store.cached(`made:issue:${change.repo}:${change.key}`)
        if (typeof made?.value !== 'string' || !/^\d+$/.test(made.value)) return []
        const child = await whereNow(ports, itemKey(change.repo, Number(made.value)))
        const there = parseSubject(child)
        const follows =
          there?.kind === 'item' && (await acceptsFollowing(ports, { from: subject.repo, there: there.repo }))
        return [{ key: change.key, child, follows }]
      }),
    )
    return known(found.flat())
  } catch (error) {
    if (error instanceof PolicyUnreadable) return unknown(error.message)
    throw error
  }
}

function censusOf({ store }: Ports, of: string, { past, repo }: Near): Promise<FactTypes['count']> {
  const asking = past ? itemKey(past.item.repo, past.item.number) : repo
  return store.census({ repo: of.split('/', 2).join('/'), of }, asking)
}

async function turnsOf(ports: Ports, key: string): Promise<Readonly<Record<string, number>>> {
  const [owner, name, ...rule] = key.split('/')
  return ports.store.turns(`${owner}/${name}`, rule.join('/'))
}

function wasAsked({ store }: Ports, key: string): Promise<boolean> {
  const [owner, name, ...rest] = key.split('/')
  return store.wasAsked(`${owner}/${name}`, rest.slice(0, -1).join('/'), rest.at(-1) ?? '')
}

function queueAt(ports: Ports, key: string): Promise<FactTypes['queue']> {
  const [owner, name, ...environment] = key.split('/')
  return ports.store.runsAt(`${owner}/${name}`, environment.join('/'))
}
