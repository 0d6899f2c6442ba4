import type { Decision, Memory } from '../core/decision.ts'
import type { FactRef } from '../core/fact.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { type Login, repoAsItem } from '../core/item.ts'
import type { Policy } from '../core/policy.ts'
import type { Release } from '../core/release.ts'
import type { RepoJudging } from '../core/rule-kind.ts'
import { decisionOf } from './decision-of.ts'
import { type Course, onlyNew } from './evaluate.ts'
import { createFactReader, type LoadedFacts, type NotingReader } from './fact-set.ts'
import { exemptAll } from './gate/exempt.ts'
import { createShipped, type Shipped } from './gate/shipped.ts'
import { createRepoJudging } from './judging.ts'

export interface EvaluateRepoInput {
  policy: Policy
  /** For each rule, since when its present mode holds in this repository (D6). */
  since: ReadonlyMap<string, { from: Instant }>
  repo: string
  facts: LoadedFacts
  memory: readonly Memory[]
  now: Instant
  app: Login
  /** The repository's first name, where it has had another: acts are keyed by that. */
  knownAs: string | undefined
  /** Facts that have changed since the last look, as far as webhooks told, and when the first of these came. */
  told: RepoJudging<unknown>['told']
  /** What was released there, the newest last. */
  releases: readonly Release[]
}

/** What the policy says about a repository as a whole at one instant. */
export interface RepoEvaluation {
  decisions: readonly Decision[]
  remember: readonly Memory[]
  /** Facts that were asked for and not loaded: load them and evaluate again. */
  missing: readonly FactRef[]
  /** Everything that the answers depend on (D14). */
  reads: readonly string[]
  /** When time alone may change an answer. */
  next?: Instant
}

/** Judges a repository by those rules that have something to say about it as a whole, in policy order. Pure. */
export function evaluateRepo(input: EvaluateRepoInput): RepoEvaluation {
  const { policy, memory } = input
  const reader = createFactReader(input.facts)
  const past = { item: repoAsItem(input.repo), history: [] }
  const course: Course = {
    ...input,
    past,
    reader,
    lawful: { ...past, states: [], unsure: [], commands: [], rulings: new Map(), remember: [] },
    findings: new Map(),
    remember: [],
    judging: [],
    memoryByRule: Map.groupBy(memory, ({ rule }) => rule),
    views: new WeakMap(),
  }
  const remember: Memory[] = []
  const decisions: Decision[] = []
  let next: Instant | undefined
  for (const rule of policy.rules) {
    if (rule.mode === 'off' || !rule.kind.evaluateRepo) continue
    const { repo, told, releases } = input
    const exempts = (tag: string, since: string | undefined) =>
      exemptAll({ shipped: shippedBy(input, reader, { tag, since }) }, rule)
    const finding = rule.kind.evaluateRepo(createRepoJudging(course, rule, { repo, told, releases, exempts }))
    if (!finding) continue
    const decision = decisionOf(course, rule, finding)
    decisions.push(decision)
    remember.push(...finding.remember)
    next = earliest(next, decision.next)
  }
  return {
    decisions,
    remember: onlyNew(remember, memory),
    missing: reader.missing(),
    reads: reader.reads(),
    ...(next === undefined ? {} : { next }),
  }
}

function shippedBy(
  input: EvaluateRepoInput,
  reader: NotingReader,
  { tag, since }: { tag: string; since: string | undefined },
): Shipped {
  const key = since === undefined ? `${input.repo}@${tag}` : `${input.repo}@${since}...${tag}`
  return createShipped(input, { now: input.now, reader, ships: () => reader.read('shipping', key) })
}

/** Whether a policy has anything to say about a repository as a whole. */
export function judgesRepos({ rules }: Policy): boolean {
  return rules.some(({ kind, mode }) => mode !== 'off' && kind.evaluateRepo !== undefined)
}
