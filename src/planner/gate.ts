import type { Decision } from '../core/decision.ts'
import type { Change, Effect, LedgerLine } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import type { Login } from '../core/item.ts'
import type { Run } from '../core/run.ts'
import type { SubjectKey } from '../core/subject.ts'
import { type GateWords, renderApproved, renderHeld, renderRejected } from '../render/gate.ts'
import { say } from '../render/words.ts'
import { planPastGate } from './past-gate.ts'

const DAY = 24 * 60 * 60_000

/** GitHub gives up after thirty days; a day before, it is said why. */
const longestWait = 29 * DAY

/** Of the ten reports that GitHub takes of a deployment, two are kept for the end (D19). */
const mostReports = 8

export interface GateBasis extends Omit<GateWords, 'decisions' | 'environment' | 'sha'> {
  subject: SubjectKey
  run: Run
  decisions: readonly Decision[]
  ledger: readonly LedgerLine[]
  app: Login
  /** Earlier ids of rules. */
  was: ReadonlyMap<string, readonly string[]>
  now: Instant
  /** It went past its gate: what is said of that. */
  past?: { said: string } | undefined
  /** It may go as far as its conditions are concerned, and its turn is not settled yet. */
  queued: boolean
  /** What could not be read is tried again first, before anybody is told. */
  patient: boolean
}

export interface GatePlan {
  effects: readonly Effect[]
  /** What was settled by another effect, or is so already. */
  settled?: readonly Pick<LedgerLine, 'key' | 'change' | 'rules'>[]
  answered?: 'approved' | 'rejected'
}

/** When a deployment that still waits is given up. */
export function givenUpAt({ askedAt }: Run): Instant {
  return askedAt + longestWait
}

/** The answer to a gate, or the report that it waits; what nobody gates is recorded where it should have waited. */
export function planGate(basis: GateBasis): GatePlan {
  const counting = basis.decisions.filter(({ mode }) => mode === 'enforce')
  const wanting = counting.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
  if (basis.past) return planPastGate({ ...basis, past: basis.past }, wanting)
  if (wanting.length === 0) {
    if (basis.queued) return { effects: [] }
    return answer(basis, counting, { state: 'approved', comment: renderApproved(wordsOf(basis)) })
  }
  const failing = wanting.filter(({ verdict }) => verdict === 'fail')
  if (failing.length > 0)
    return answer(basis, failing, { state: 'rejected', comment: renderRejected(wordsOf(basis)) })
  if (basis.now >= givenUpAt(basis.run))
    return answer(basis, wanting, {
      state: 'rejected',
      comment: renderRejected(wordsOf(basis), say.heldTooLong),
    })
  return { effects: report(basis, wanting) }
}

function wordsOf({ run, ...basis }: GateBasis): GateWords {
  return { ...basis, environment: run.environment, sha: run.sha }
}

function answer(
  basis: GateBasis,
  rules: readonly Decision[],
  { comment, state }: { state: 'approved' | 'rejected'; comment: string },
): GatePlan {
  const { environment, number } = basis.run
  const change = { do: 'gate.answer', environment, run_id: number, comment, state } as const
  return { effects: [effectOf(basis, answerKey(basis.run), { change, rules })], answered: state }
}

export function answerKey({ ask }: Run): string {
  return `gate:${ask}:answer`
}

/** Said when what people should know has changed, and as often as GitHub takes it. */
function report(basis: GateBasis, wanting: readonly Decision[]): Effect[] {
  const isNews = ({ verdict }: Decision) => !basis.patient || verdict !== 'unknown'
  const news = wanting.filter(isNews)
  if (news.every(isPassing)) return []
  const { ask, environment, number } = basis.run
  const prefix = `gate:${ask}:report:`
  const before = basis.ledger.filter(({ key }) => key.startsWith(prefix))
  const comment = renderHeld({ ...wordsOf(basis), decisions: basis.decisions.filter(isNews) })
  const last = before.find(({ key }) => key === `${prefix}${before.length}`)?.change
  if (before.length >= mostReports || (last?.do === 'gate.report' && last.comment === comment)) return []
  const change = { do: 'gate.report', environment, run_id: number, comment } as const
  return [effectOf(basis, `${prefix}${before.length + 1}`, { change, rules: news })]
}

/** It is said to be so for a moment only; what has been so since before its rule was in force is told like all else. */
function isPassing({ old, quiet }: Decision): boolean {
  return quiet === true && !old
}

export function effectOf(
  { subject }: Pick<GateBasis, 'subject'>,
  key: string,
  { change, rules }: { change: Change; rules: readonly Decision[] },
): Effect {
  return { key, subject, rules: [...new Set(rules.map(({ rule }) => rule))], change, owned: false }
}
