import type { Absence } from '../core/absence.ts'
import type { Census, Membership } from '../core/counting.ts'
import type { Decision, Memory, Mode } from '../core/decision.ts'
import type { Effect, LedgerLine, Receipt } from '../core/effect.ts'
import type { Event, News } from '../core/event.ts'
import type { FactRef, FactTypes } from '../core/fact.ts'
import type { FormerName } from '../core/former-name.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import type { Item, Login } from '../core/item.ts'
import type { Lead } from '../core/lead.ts'
import type { EnvironmentLock } from '../core/lock.ts'
import type { Override } from '../core/override.ts'
import type { Past as ItemPast } from '../core/past.ts'
import type { Policy, Problem } from '../core/policy.ts'
import type { Release } from '../core/release.ts'
import type { Run } from '../core/run.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Known } from '../core/truth.ts'
import type { Urgency } from '../core/urgency.ts'

/** A webhook as it was received, kept for replay. */
export interface Delivery {
  /** The app's id, so that two apps on one store never mix. */
  app: number
  /** GitHub's X-GitHub-Delivery. */
  id: string
  /** X-GitHub-Event */
  event: string
  /** GitHub's instant of what happened where the payload has one, else when it was received. */
  at: Instant
  /** The subject whose turn it is when this is taken in. */
  subject: SubjectKey
  installation?: number
  payload: unknown
}

/** What is held about one subject: state and history, kept from events and repaired from GitHub. */
export interface SubjectRow {
  key: SubjectKey
  repo: string
  installation?: number
  /** Present once an issue or pull request has been seen. */
  item?: Item
  history: readonly Entry[]
  /** What webhooks told and changed nothing so far. */
  idle?: readonly Entry[]
  /** Whether the past before the first event was read. */
  complete: boolean
  /** GitHub's own instant up to which what happened has been told; what it changed later was missed. */
  heard?: Instant
  /** Something happened that nobody told: it is read afresh, with its whole past, before it is judged again. */
  missed?: boolean
  /** It was another repository's, and was transferred at that instant. */
  cameFrom?: { key: SubjectKey; at: Instant }
  /** A commit that is, or was, a merge group's head. */
  group?: { base: string; baseSha: string; ended: boolean }
  /** Whether each counting question of the policy counts it, as its newest look found. */
  counts?: readonly Membership[]
  /** Of a deployment: what was asked for, and how far that has come. */
  run?: Run
  /** Of a repository: what was released there, the newest last. */
  releases?: readonly Release[]
  /** How much harm it does that its check is wrong for a moment: who goes first at a window's edge (core/risk.ts). */
  risk?: number
  /** How often in a row the answer was unknown: spaces the next looks (D, Unknown). */
  unsure: number
}

/** All that a look at one subject starts from. */
export interface Past {
  row: SubjectRow | undefined
  memory: readonly Memory[]
  ledger: readonly LedgerLine[]
  /** Received for this subject and not yet taken in, in order of instant, then delivery id. */
  deliveries: readonly Delivery[]
  /** The newest decision of each rule. */
  decisions: readonly Decision[]
  /** Its repository, or owner, had this name before, and has another now. */
  formerly?: FormerName
  /** The name under which its repository was first known, where it was renamed since: acts are keyed by it. */
  knownAs?: string
  /** Nothing can be done in its repository: since when, and why. `name`: the repository's or its owner's. */
  absent?: { name: string; why: Absence; since: Instant }
}

/** A subject taken by one worker: nobody else looks at it until the lease ends. */
export interface Lease {
  subject: SubjectKey
  /** As it was when the lease began; a later wake keeps the subject due. */
  wake: number
  until: Instant
  /** Nothing happened to it: a sweep or a new policy had it looked at, and nobody waits for that. */
  isSwept?: boolean
}

/** How one look ended, recorded in one transaction. */
export interface Outcome {
  /** undefined: the subject is gone and what was held of it goes too. */
  row: SubjectRow | undefined
  remember: readonly Memory[]
  decisions: readonly Decision[]
  /** New effects, in order; each is entered in the ledger as `planned` and goes to the outbox. */
  effects: readonly Effect[]
  /** Ledger lines that changed otherwise: confirmed by a webhook, replaced before they were sent. */
  ledger: readonly LedgerLine[]
  /** Ledger keys that no longer count: tidied labels, notices that went. */
  forget: readonly string[]
  /** What the answers depend on beyond the subject; replaces the rows held so far (D14). */
  depends: readonly string[]
  /** Facts that changed: cached values are dropped (or replaced when a value is given), dependants are woken. */
  changed: readonly { key: string; value?: unknown }[]
  /**
   * What counts the subject now, where that has changed: `acme/app/ship/is:open label:P0`. `first`: what it was not asked
   * before, so that somebody may have waited for it.
   */
  counts?: { members: readonly Membership[]; first: readonly string[] }
  /** Subjects to look at now. */
  wake: readonly SubjectKey[]
  /** Overrides that were made or ended. */
  overrides: readonly Override[]
  /** Environments that were locked or unlocked by a command. */
  locks: readonly EnvironmentLock[]
  /**
   * It takes the turn of an environment where one deployment may be under way at a time. Where another has taken it since,
   * nothing is recorded, and it is looked at anew.
   */
  claim?: { repo: string; environment: string }
  /** When to look again by time alone. */
  next: Instant | undefined
  /** Deliveries taken in. */
  taken: readonly string[]
  /** Deliveries that could not be understood: dead letters, visible and re-runnable. */
  dead: readonly { id: string; why: string; field: string }[]
  at: Instant
}

/** The policy of a repository as it took effect there. */
export interface PolicyInForce {
  policy: Policy
  /** For each rule, since when its present mode holds here (D6). */
  since: ReadonlyMap<string, { mode: Mode; from: Instant }>
  /** Problems of a newer version that did not take effect. */
  problems: readonly Problem[]
  /** A newer version could not be read, and is tried again then. */
  again?: Instant
}

/** Where the pipeline keeps what it knows. The server's is SQL, replay's is memory. */
export interface Store {
  past(subject: SubjectKey): Promise<Past>
  record(lease: Lease, outcome: Outcome): Promise<void>
  /** What is held of another subject: facts about related items are answered from here first. */
  row(subject: SubjectKey): Promise<SubjectRow | undefined>
  decisionsOf(subject: SubjectKey): Promise<readonly Decision[]>
  /** Open pull requests of a repository with this head. */
  pullsWithHead(repo: string, sha: string): Promise<readonly number[]>
  /** What was said in this repository about keeping environments locked. */
  locks(repo: string): Promise<readonly EnvironmentLock[]>
  /** Deployments to an environment that were asked for and have not ended. */
  runsAt(repo: string, environment: string): Promise<readonly Run[]>
  /** The same in all environments of a repository. */
  runsIn(repo: string): Promise<readonly Run[]>
  /** Whether a gate was asked about this deployment there, be it over or not. */
  wasAsked(repo: string, environment: string, ask: string): Promise<boolean>
  /** A fact read before and not changed since. */
  cached(key: string): Promise<{ value: unknown; at: Instant } | undefined>
  remember(key: string, value: unknown, at: Instant): Promise<void>
  /** Whom this rule gave work in this repository, and when last. */
  turns(repo: string, rule: string): Promise<Readonly<Record<Login, Instant>>>
  /** How many of this repository's open issues each person is assigned to, by what is held of them. */
  loads(repo: string): Promise<Readonly<Record<Login, number>>>
  /** Who is counted by a question, `acme/app/ship/is:open label:P0`, but for the one who asks (D14). */
  census(question: { repo: string; of: string }, asking: SubjectKey): Promise<Census>
  /** Overrides of this repository that last at an instant. */
  overrides(repo: string, at: Instant): Promise<readonly Override[]>
  /** Nothing is looked at in these repositories, or owners' repositories, until they are back. */
  setAbsent(names: readonly string[], away: { why: Absence; at: Instant }): Promise<void>
  /** They are back, and are read afresh. Gives the repositories of which something is held. */
  setPresent(names: readonly string[], lifted: readonly Absence[]): Promise<readonly string[]>
  /** Carries all that is held of a repository, or of all of an owner's, over to its new name. */
  rename(name: FormerName): Promise<void>
  /** Hands webhooks that came under a former name over to the present one. */
  passOn(deliveries: readonly Delivery[], name: FormerName): Promise<void>
  /** Another repository or owner has this former name now. */
  takeName(was: string): Promise<void>
  /** What a repository is called now that was called so. */
  nameNow(repo: string): Promise<string>
}

/** On whose behalf a fact is read. */
export interface Near {
  repo: string
  past?: ItemPast
  /** The branch that a merge group is to be merged into, as its webhook told: whose queue its members stand in. */
  base?: string
  /** That branch's tip, or the group before this one, which the group was made on. */
  baseSha?: string
}

/** Reads from GitHub (or, in replay, from the world file) what no event has told. */
export interface FactSource {
  /** `near`: for which repository, and the item as it is judged, which may be newer than what is stored of it. */
  load<N extends keyof FactTypes>(ref: FactRef<N>, near: Near): Promise<Known<FactTypes[N]>>
  /** The item as it is right now, before anything is written; undefined where it is gone. */
  refresh(row: SubjectRow): Promise<Known<Item | undefined>>
  /** The whole past of an item. */
  history(row: SubjectRow): Promise<Known<readonly Entry[]>>
}

/** Makes effects so. Doing one twice is the same as doing it once. */
export interface Applier {
  apply(effect: Effect, row: SubjectRow, urgency?: Urgency): Promise<Receipt>
  /**
   * Puts the checks of several commits of one owner's repositories, with as few requests as may be; a receipt for each, in
   * order. Where it is left out each is put by itself.
   */
  putChecks?(
    puts: readonly { effect: Effect; row: SubjectRow }[],
    urgency?: Urgency,
  ): Promise<readonly Receipt[]>
}

export interface Ports {
  /** One reading of the clock per look. */
  clock: { now(): Instant }
  /** Reeve's own login, `reeve[bot]`. */
  app: Login
  store: Store
  facts: FactSource
  policyOf(repo: string): Promise<PolicyInForce | undefined>
  /** Whose policy comes before this repository's and has never taken effect, for it has mistakes. */
  brokenBefore(repo: string): Promise<string | undefined>
  /**
   * Problems of the policy at a commit, `acme/app@<sha>`; `unchanged` where it has none, or the default branch's own;
   * undefined where it cannot be read.
   */
  policyProblems(repo: string, commit: string): Promise<readonly Problem[] | 'unchanged' | undefined>
  /** How long to wait before an unknown is tried again, in milliseconds; undefined where it never is (replay). */
  retryAfter(times: number): number | undefined
  /** How long before a window closes the checks of a repository begin to turn; left out, and 0, where nothing takes time (replay). */
  lead?(row: Pick<SubjectRow, 'repo' | 'installation'>): Promise<Lead>
  /** Reads a webhook in our words. */
  normalise(delivery: Delivery): Normalised
  /** Has what changed in a repository without a webhook read anew, when it is time; when to come again. */
  sweep(repo: string): Promise<Instant | undefined>
  /** What is not about one item: a policy to read again, labels to keep in step, an installation. */
  attend(
    news: { policies: readonly { repo: string; commit?: string }[]; others: readonly News[] },
    at: Instant,
  ): Promise<void>
}

export type Normalised =
  | { ok: true; event: Event }
  | { ok: true; ignored: string }
  | { ok: false; field: string; why: string }
