import type { Mode, Verdict } from './decision.ts'
import type { Instant } from './instant.ts'
import type { Login } from './item.ts'
import type { Wanting } from './run.ts'

/** What the writer of a command is answered: a reaction where that is enough, and where it is not, words (D16). */
export interface Answer {
  /** Names the occurrence; said once for it. */
  cause: string
  name: string
  /** What was written, made harmless and short: `override logged`. */
  written: string
  by: Login
  at: Instant
  /** The same for people, in the policy's zone. */
  when: string
  /** GitHub's number of the comment. */
  comment?: number
  /** Done, refused, or not understood. */
  reaction: '+1' | '-1' | 'confused'
  reply?: Reply
}

export type Reply =
  | { reply: 'said'; what: string; fix: string }
  | { reply: 'explanation'; rules: readonly Explained[]; deployments: readonly WaitingDeployment[] }
  | { reply: 'help'; lines: readonly HelpLine[] }

/** How one rule stands, from its decision. */
export interface Explained {
  rule: string
  mode: Mode
  verdict: Verdict
  /** It is let through: shown as such, not as kept. */
  letThrough: boolean
  what: string
  why: string
  fix: string
  /** Who overrides it, where that is not needed as it stands. */
  overridden?: string
  /** When it changes by itself, for people. */
  changes?: string
}

/** A deployment that would bring this, and waits at its gate. */
export interface WaitingDeployment {
  environment: string
  sha: string
  run: number
  /** Since when, for people. */
  since: string
  wanting: readonly Pick<Wanting, 'rule' | 'verdict' | 'what' | 'fix'>[]
}

/** One command in `/reeve help`: what it is, who may, an example. */
export interface HelpLine {
  write: string
  what: string
  who: string
  example: string
}
