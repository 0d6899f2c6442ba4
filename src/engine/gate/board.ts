import type { Board, Card, Holder, PastGate, Running, Waiting } from '../../core/board.ts'
import { conditionKeys, type Environment } from '../../core/environment.ts'
import type { Deployment, FactRef } from '../../core/fact.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { includesName, sameName } from '../../core/item.ts'
import { newestLock } from '../../core/lock.ts'
import { type Run, underWayUntil } from '../../core/run.ts'
import { type Known, known } from '../../core/truth.ts'
import { hasSucceeded, newestOf } from '../deployed.ts'
import { createFactReader } from '../fact-set.ts'
import { createJudging } from '../judging.ts'
import { conditions } from './conditions.ts'
import { environmentIn, environmentsOf } from './environments.ts'
import { type Gate, type GateInput, openGate } from './gate.ts'

export interface BoardInput extends Omit<GateInput, 'run' | 'memory'> {
  /** Deployments that were asked for and have not ended. */
  runs: readonly Run[]
  pastGate: readonly PastGate[]
  /** Facts that have changed since they were read. */
  outdated: ReadonlySet<string>
}

/** What is where in a repository's environments, from what is known already. Pure. */
export function boardOf(input: BoardInput): { board: Board; missing: readonly FactRef[] } {
  const reader = createFactReader(input.facts)
  const cards = namesOf(input).map((environment) => {
    const run = { number: 0, environment, sha: '', gated: true, ask: '', askedAt: input.now, pulls: [] }
    return cardOf(input, openGate({ ...input, run, memory: [] }, reader))
  })
  return { board: { repo: input.repo, at: input.now, environments: cards }, missing: reader.missing() }
}

/** Those that the policy names, and others in which something was asked for. */
function namesOf({ pastGate, policy, runs }: BoardInput): string[] {
  const named = environmentsOf(policy).flatMap(({ name }) => (name === '*' ? [] : [name]))
  const others = [
    ...runs.map(({ environment }) => environment),
    ...pastGate.map(({ environment }) => environment),
  ]
  return [...named, ...others.toSorted()].filter(
    (name, index, all) => all.findIndex((other) => sameName(other, name)) === index,
  )
}

function cardOf(input: BoardInput, gate: Gate): Card {
  const { environment } = gate.run
  const entries = input.policy.files.flatMap((names) => environmentIn(names, environment) ?? [])
  const here = input.runs.filter((run) => sameName(run.environment, environment))
  const described = entries.find(({ description }) => description !== undefined)
  const holder = holderOf(gate, { here, entries })
  const window = windowOf(gate, { input, entries })
  const failed = failedIn(gate)
  return {
    environment,
    ...(described?.description === undefined ? {} : { description: described.description }),
    runs: runningIn(gate),
    ...(failed ? { failed } : {}),
    isOutdated: input.outdated.has(`env:${gate.repo}/${environment}`),
    ...(holder ? { holder } : {}),
    ...(window ? { window } : {}),
    waits: here.flatMap(waitingOf).toSorted((a, b) => a.run.askedAt - b.run.askedAt),
    pastGate: input.pastGate
      .filter((one) => sameName(one.environment, environment))
      .toSorted((a, b) => b.at - a.at),
  }
}

/** The newest that succeeded and is active. */
function runningIn(gate: Gate): Known<Running | undefined> {
  const there = gate.reader.read('env', `${gate.repo}/${gate.run.environment}`)
  if (!there.ok) return there
  const index = there.value.findIndex(({ state }) => state === 'success')
  const newest = there.value[index]
  if (!newest) return known(undefined)
  const { by, sha } = newest
  const before = there.value.slice(index + 1).find((each) => each.state !== 'failure' && hasSucceeded(each))
  const brought = broughtBy(gate, before === undefined ? sha : `${before.sha}...${sha}`)
  return known({ sha, since: succeededAt(newest), brought, ...(by === undefined ? {} : { by }) })
}

/** The newest that was begun, where it failed. */
function failedIn({ reader, repo, run }: Gate): Card['failed'] {
  const there = reader.read('env', `${repo}/${run.environment}`)
  const newest = there.ok ? newestOf(there.value) : undefined
  if (newest?.state !== 'failure') return undefined
  const { at, by, sha } = newest
  return { sha, at, ...(by === undefined ? {} : { by }) }
}

function succeededAt({ at, states = [] }: Deployment): Instant {
  return states.findLast(({ state }) => state === 'success')?.at ?? at
}

function broughtBy({ reader, repo, shipped }: Gate, commits: string): Running['brought'] {
  const [base, sha] = commits.split('...')
  if (base === sha) return known({ pulls: [], issues: [], bare: [] })
  const shipping = reader.read('shipping', `${repo}@${commits}`)
  if (!shipping.ok) return shipping
  const { bare, pulls } = shipping.value
  const issues = pulls.flatMap((pull) => {
    const closes = shipped.closes(pull)
    return closes.ok ? closes.value : []
  })
  return known({ pulls, issues: [...new Set(issues)], bare })
}

function holderOf(
  { now, reader, repo, run }: Gate,
  { here, entries }: { here: readonly Run[]; entries: readonly Environment[] },
): Holder | undefined {
  const locks = reader.read('locks', repo)
  const words = locks.ok
    ? [run.environment, '*'].map((name) =>
        newestLock(locks.value.filter(({ environment }) => sameName(environment, name))),
      )
    : []
  const lock = words.find((word) => word?.locked)
  if (lock) {
    const { at: since, by, environment, why } = lock
    return { how: 'lock', by, since, environment, ...(why === undefined ? {} : { why }) }
  }
  if (!entries.some(({ oneAtATime }) => oneAtATime)) return undefined
  const [turn] = here.flatMap((other): Holder[] => {
    const until = underWayUntil(other)
    if (!other.answered || until === undefined || until <= now) return []
    const { creator: by, number, sha } = other
    const { at: since } = other.answered
    return [{ how: 'turn', run: number, sha, since, until, ...(by === undefined ? {} : { by }) }]
  })
  return turn
}

function waitingOf(run: Run): Waiting[] {
  if (!run.gated || run.answered) return []
  const { wanting = [] } = run
  // Whoever is under way may end at any time: when it ends at the latest tells nothing of when it does.
  const isForTurn = wanting.some(({ rule }) => rule.endsWith(`.${conditionKeys.oneAtATime}`))
  const ends = wanting.flatMap(({ next, verdict }) =>
    verdict === 'wait' && next !== undefined ? [next] : [],
  )
  const isByTime = !isForTurn && wanting.length > 0 && ends.length === wanting.length
  return [{ run, ...(isByTime ? { opens: Math.max(...ends) } : {}) }]
}

/** What windows, and rules about deployments there, say of anything that would go there now. */
function windowOf(
  gate: Gate,
  { input, entries }: { input: BoardInput; entries: readonly Environment[] },
): Card['window'] {
  const { judge } = conditions.find(({ name }) => name === 'window') ?? {}
  const ofEntries = entries.flatMap((entry) => {
    const stand = entry.mode === 'enforce' ? judge?.(gate, entry, () => false) : undefined
    return stand ? [{ verdict: stand.verdict, what: stand.said.what, next: stand.next }] : []
  })
  const ofRules = input.policy.rules.flatMap((rule) => {
    const { kind, mode, options } = rule
    const isMeant = includesName(kind.deploysTo?.(options) ?? [], gate.run.environment)
    if (mode !== 'enforce' || !isMeant || !kind.gate) return []
    const { next, reason, verdict } = kind.gate(
      createJudging(gate.course, rule),
      () => ({ truth: 'no', remember: [] }),
      () => gate.now,
    )
    return [{ verdict, what: reason.what, next }]
  })
  const all = [...ofEntries, ...ofRules]
  if (all.length === 0) return undefined
  const closed = all.filter(({ verdict }) => verdict !== 'pass')
  const ends = closed.flatMap(({ next }) => next ?? [])
  const opens = ends.length === closed.length ? Math.max(...ends) : undefined
  const changes = closed.length > 0 ? opens : earliest(...all.map(({ next }) => next))
  return {
    open: closed.length === 0,
    what: (closed.length > 0 ? closed : all).map(({ what }) => what).join(' '),
    ...(changes === undefined ? {} : { changes }),
  }
}
