import type { Decision } from '../core/decision.ts'
import type { CheckPut, Effect, LedgerLine } from '../core/effect.ts'
import type { Problem } from '../core/policy.ts'
import { commitKey } from '../core/subject.ts'
import { type CheckText, renderCheck, renderOwnCheck, type Standing } from '../render/check.ts'
import { withProblems } from '../render/policy-problems.ts'
import { say } from '../render/words.ts'

export const checkName = 'Reeve'

/** What the check of one commit is made from. */
export interface CheckBasis {
  repo: string
  sha: string
  where: 'pull' | 'group'
  /** Undefined while it is not known which pull requests it is the head of. */
  standings: readonly Standing[] | undefined
  ledger: readonly LedgerLine[]
  /** The policy's rules, in its order. */
  rules: readonly string[]
  /** Somebody pressed the button: every check is put once more, as a new run. */
  asked?: boolean
  /** What is wrong with the policy at this very commit. */
  problems: readonly Problem[]
}

/** Puts a check whenever name, commit, conclusion, title or summary differ from the last one put (D10.11). */
export function planCheck(basis: CheckBasis): Effect[] {
  const { problems } = basis
  const standings = isRunning(basis) ? basis.standings?.map(withoutWaits) : basis.standings
  // A commit that is nobody's head has no check; a group that nothing is left of must not wait for one.
  if (standings?.length === 0 && basis.where === 'pull') return planBrokenPolicy(basis)
  const said = standings ? renderCheck(standings, basis.where) : notKnown
  const text = withProblems(said, problems)
  const puts = [{ name: checkName, text, rules: concerned(basis) }]
  for (const rule of ownChecks(standings ?? [])) {
    const decisions = (standings ?? []).flatMap((standing) =>
      standing.decisions.filter((one) => one.rule === rule),
    )
    puts.push({ name: `${checkName} / ${rule}`, text: renderOwnCheck(decisions, basis.where), rules: [rule] })
  }
  const planned = puts.flatMap(({ name, text: said, rules }) =>
    putUnlessSo(basis, { name, text: said, rules }),
  )
  return [...planned, ...withdrawn(basis, new Set(puts.map(({ name }) => name)))]
}

/** A merge group that has passed is on its way: what lets it finish holds it up no more. */
function isRunning({ where, ledger }: CheckBasis): boolean {
  const last = ledger.find(({ key }) => key === `check:${checkName}`)?.change
  return where === 'group' && last?.do === 'check.put' && last.conclusion === 'success'
}

function withoutWaits(standing: Standing): Standing {
  const decisions = standing.decisions.map((decision): Decision => {
    if (!decision.mayFinish || decision.verdict !== 'wait') return decision
    const what = `${decision.reason.what} ${say.mayFinish}`
    return { ...decision, verdict: 'pass', reason: { ...decision.reason, what } }
  })
  return { ...standing, decisions }
}

/** A commit that broke the policy says so, whether or not it belongs to a pull request. */
export function planBrokenPolicy(basis: Pick<CheckBasis, 'repo' | 'sha' | 'problems' | 'ledger'>): Effect[] {
  if (basis.problems.length === 0) return []
  const nothingElse: CheckText = { conclusion: 'success', title: '', summary: '' }
  return putUnlessSo(basis, { name: checkName, text: withProblems(nothingElse, basis.problems), rules: [] })
}

/** The policy has gone: every check that was put here ends as a success. */
export function planNoPolicy(basis: Pick<CheckBasis, 'repo' | 'sha' | 'ledger'>): Effect[] {
  return withdrawn(basis, new Set())
}

const notKnown: CheckText = {
  status: 'in_progress',
  title: 'Which pull requests this is about could not be read yet',
  summary: say.tryingAgain,
}

function ownChecks(standings: readonly Standing[]): string[] {
  const own = standings.flatMap(({ decisions }) => decisions.filter(({ ownCheck }) => ownCheck))
  return [...new Set(own.filter(({ mode }) => mode === 'enforce' || mode === 'warn').map(({ rule }) => rule))]
}

/** Rules that decide the check's answer, in policy order; all that count when everything is kept. */
function concerned(basis: CheckBasis): string[] {
  const counts = (decision: Decision) =>
    decision.gates && decision.mode === 'enforce' && decision.verdict !== 'not-applicable'
  const named = new Set(
    (basis.standings ?? []).flatMap(({ decisions }) => decisions.filter(counts).map(({ rule }) => rule)),
  )
  return basis.rules.filter((rule) => named.has(rule))
}

function putUnlessSo(
  basis: Pick<CheckBasis, 'repo' | 'sha' | 'ledger' | 'asked'>,
  { name, text, rules }: { name: string; text: CheckText; rules: readonly string[] },
): Effect[] {
  const said: { do: 'check.put' } & CheckPut = { do: 'check.put', name, sha: basis.sha, ...text }
  const change = basis.asked ? { ...said, again: true } : said
  const key = `check:${name}`
  const last = basis.ledger.find((line) => line.key === key)
  if (!basis.asked && last?.change.do === 'check.put' && isSameCheck(last.change, change)) return []
  return [{ key, subject: commitKey(basis.repo, basis.sha), rules, change, owned: true }]
}

function isSameCheck(a: CheckPut, b: CheckPut): boolean {
  return (
    a.name === b.name &&
    a.sha === b.sha &&
    a.conclusion === b.conclusion &&
    a.status === b.status &&
    a.title === b.title &&
    a.summary === b.summary
  )
}

/** A rule whose own check has gone leaves it as a success, once: a required check must never stay unreported (D17). */
function withdrawn(
  basis: Pick<CheckBasis, 'repo' | 'sha' | 'ledger' | 'asked'>,
  wanted: ReadonlySet<string>,
): Effect[] {
  return basis.ledger.flatMap(({ change }) => {
    if (change.do !== 'check.put' || wanted.has(change.name)) return []
    const text: CheckText = {
      conclusion: 'success',
      title: say.noLongerInPolicy,
      summary: say.noLongerInPolicy,
    }
    return putUnlessSo(basis, { name: change.name, text, rules: [] })
  })
}
