import type { Decision, Verdict } from '../core/decision.ts'
import type { Annotation } from '../core/effect.ts'
import { quote } from './notice.ts'
import { cutAt, shortened } from './shortened.ts'
import { say } from './words.ts'

/** How one pull request stands, for the check of its head. */
export interface Standing {
  number: number
  decisions: readonly Decision[]
  /** What GitHub refused to let Reeve do here, a sentence each. */
  troubles: readonly string[]
}

export interface CheckText {
  conclusion?: 'success' | 'failure' | 'action_required'
  status?: 'in_progress'
  title: string
  summary: string
  annotations?: readonly Annotation[]
}

/** The head of a pull request, or of a merge group. */
type Where = 'pull' | 'group'

const worst: readonly Verdict[] = ['fail', 'wait', 'unknown', 'pass', 'not-applicable']

/**
 * The check of one commit (D13): the worst of all open pull requests with that head, or of a merge group's members.
 * In a merge group nothing can wait: a closed window fails it.
 */
export function renderCheck(standings: readonly Standing[], where: Where): CheckText {
  const shown = standings.map((standing) => ({ ...standing, decisions: standing.decisions.filter(isShown) }))
  const counting = shown.flatMap(({ decisions }) => decisions.filter(decides))
  const verdict =
    worst.find((candidate) => counting.some((decision) => decision.verdict === candidate)) ?? 'pass'
  const waits = verdict === 'wait' && where === 'group' ? 'fail' : verdict
  const annotations = shown.flatMap(({ decisions }) => decisions.flatMap((one) => one.annotations ?? []))
  return {
    ...conclusionOf(waits),
    title: titleOf(verdict, counting),
    summary: summaryOf(shown, where),
    ...(annotations.length > 0 ? { annotations } : {}),
  }
}

/** The check of a rule of its own. */
export function renderOwnCheck(decisions: readonly Decision[], where: Where): CheckText {
  const counting = decisions.map((decision) => ({ ...decision, gates: true }))
  return renderCheck([{ number: 0, decisions: counting, troubles: [] }], where)
}

function isShown({ mode }: Decision): boolean {
  return mode === 'enforce' || mode === 'warn'
}

function conclusionOf(verdict: Verdict): Pick<CheckText, 'conclusion' | 'status'> {
  if (verdict === 'fail') return { conclusion: 'failure' }
  if (verdict === 'wait') return { conclusion: 'action_required' }
  return verdict === 'unknown' ? { status: 'in_progress' } : { conclusion: 'success' }
}

function titleOf(verdict: Verdict, counting: readonly Decision[]): string {
  const about = counting.filter((decision) => decision.verdict === verdict)
  const first = about[0]
  if (!first || verdict === 'pass' || verdict === 'not-applicable') {
    return titleOfKept(counting.filter((decision) => decision.verdict === 'pass'))
  }
  if (about.length === 1) return cutAt(`${first.rule}: ${first.reason.what}`, 250)
  const verb = { fail: 'are broken', wait: 'wait', unknown: 'could not be judged yet' }[verdict]
  return `${about.length} rules ${verb}`
}

function titleOfKept(passing: readonly Decision[]): string {
  const through = passing.filter(({ letThrough }) => letThrough).length
  const kept = passing.length - through
  const lifted = through === 0 ? '' : `${through} let through`
  if (kept === 0) return lifted === '' ? 'No rule applies' : lifted
  const said = kept === 1 ? '1 rule is kept' : `${through === 0 ? 'All ' : ''}${kept} rules are kept`
  return lifted === '' ? said : `${said}, ${lifted}`
}

function summaryOf(standings: readonly Standing[], where: Where): string {
  const parts = standings.map(({ number, decisions, troubles }) => {
    const concerned = byVerdict(decisions).filter(({ verdict }) => verdict !== 'not-applicable')
    const others = decisions.filter(({ verdict }) => verdict === 'not-applicable').map(({ rule }) => rule)
    const lines = concerned.map((decision) => renderDecision(decision, where))
    lines.push(...troubles.map((trouble) => `🔧 ${trouble}`))
    if (others.length > 0) lines.push(say.notAbout(others))
    const body = lines.length === 0 ? say.noRule : lines.join('\n\n')
    return standings.length > 1 ? `### #${number}\n\n${body}` : body
  })
  return shortened(parts.length === 0 ? say.noRule : parts.join('\n\n'))
}

/** What decides first, the worst of it before the rest; then what is only listed. */
function byVerdict(decisions: readonly Decision[]): Decision[] {
  const sorted = worst.flatMap((verdict) => decisions.filter((decision) => decision.verdict === verdict))
  return [...sorted.filter(decides), ...sorted.filter((decision) => !decides(decision))]
}

function decides({ gates, mode }: Decision): boolean {
  return gates && mode === 'enforce'
}

export const standsAs: Record<Verdict, string> = {
  fail: '❌',
  wait: '⏳',
  unknown: '❔',
  pass: '✅',
  'not-applicable': '➖',
}

function renderDecision(decision: Decision, where: Where): string {
  const { rule, verdict, mode, reason, message } = decision
  if (verdict === 'pass') return `${decision.letThrough ? '🔓' : standsAs.pass} **${rule}** — ${reason.what}`
  const cannotWait = verdict === 'wait' && where === 'group'
  const fix = cannotWait ? say.queueCannotWait : reason.fix
  const icon = decides(decision) || verdict !== 'fail' ? standsAs[cannotWait ? 'fail' : verdict] : '⚠️'
  const aside = decides(decision)
    ? ''
    : mode === 'warn'
      ? ' (a warning, it blocks nothing)'
      : ' (it blocks nothing)'
  const said = [message ?? '', reason.what, fix].filter((part) => part !== '').join(' ')
  const line = `${icon} **${rule}**${aside} — ${said}`
  return reason.why === '' ? line : `${line}\n\n${quote(reason.why)}`
}
