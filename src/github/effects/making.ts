import type { Change } from '../../core/effect.ts'
import type { Instant } from '../../core/instant.ts'
import type { Login } from '../../core/item.ts'
import type { LabelDefinition } from '../../core/policy.ts'
import type { Known } from '../../core/truth.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { GitHub } from '../client.ts'
import type { WebhookTarget } from './webhook.ts'

/** What GitHub calls things, kept by our own names for them. */
export interface Kept {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string | undefined): Promise<void>
}

/**
 * What GitHub called the things that Reeve made, kept so that they are found again without a search. `trying` stands
 * while a creation is under way: after a crash or a lost answer what was made is looked for before it is made again.
 */
export interface Made extends Kept {
  /** Begins to make it, so that nobody else does: `trying` from now on. False: somebody is making it, or has made it. */
  claim(key: string): Promise<boolean>
}

export interface ApplierOptions {
  /** undefined: Reeve is not installed there. */
  octokitFor(repo: string): Promise<GitHub | undefined>
  /** Reeve's own login, `reeve[bot]`: a marker counts only in what it wrote. */
  app: Login
  clock: { now(): Instant }
  /** Where it is left out, everything is looked for before it is made. */
  made?: Made
  /** The labels of a repository where they are known without a call. */
  labels?(repo: string): Promise<Known<readonly string[]> | undefined>
  /** Where `webhook: <name>` goes, by the login of its owner. */
  webhooks?: Readonly<Record<string, Readonly<Record<string, WebhookTarget>>>>
  /** The labels that the policy of a repository defines. */
  defined?(repo: string): Promise<readonly LabelDefinition[]>
}

/** All that one effect is made with. */
export interface Making<C extends Change = Change> {
  github: GitHub
  options: ApplierOptions
  change: C
  /** The effect's key: the same for the same act. */
  key: string
  row: SubjectRow
  owner: string
  repo: string
  /** Of the issue or pull request; 0 for other subjects. */
  number: number
}

export type Do = Change['do']
/** The change of one name, also where several names share a shape. */
export type ChangeOf<D extends Do> = Change extends infer C
  ? C extends Change
    ? D extends C['do']
      ? C & { do: D }
      : never
    : never
  : never

/** How it ended, where GitHub did not refuse. A refusal is thrown by Octokit and read in one place. */
export type Ended =
  | { outcome: 'done' }
  | { outcome: 'already-so' }
  | { outcome: 'refused'; why: string }
  | { outcome: 'retry'; after: Instant; why: string }

export const done: Ended = { outcome: 'done' }
export const alreadySo: Ended = { outcome: 'already-so' }

export function refused(why: string): Ended {
  return { outcome: 'refused', why }
}

/** Makes one kind of change so. */
export interface MakeEffect<D extends Do> {
  /** The permission it needs, as GitHub names it: `issues=write`. */
  needs(making: Making<ChangeOf<D>>): string
  make(making: Making<ChangeOf<D>>): Promise<Ended>
}

/** For what is done to an issue or a pull request alike. */
export function itemPermission({ row }: Pick<Making, 'row'>): string {
  return row.item?.pull ? 'pull_requests=write' : 'issues=write'
}
