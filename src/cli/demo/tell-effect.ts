import type { Change, Effect, Receipt } from '../../core/effect.ts'
import type { Policy } from '../../core/policy.ts'
import { parseSubject } from '../../core/subject.ts'
import type { PracticeGitHub } from '../../practice/index.ts'
import { shortTime } from '../../practice/view/plain-text.ts'

/** One effect as a line of the terminal: when, on what, what was done, and the handbook's sentence behind it. */
export function tellEffect(
  { subject, change, rules }: Effect,
  receipt: Receipt,
  where: { at: number; policy: Policy; github: PracticeGitHub },
): string | undefined {
  if (receipt.outcome === 'already-so' || receipt.outcome === 'rehearsed') return undefined
  const head = `${shortTime(where.at, where.policy.names.timezone)}  ${nameOf(subject, where.github)}`
  if (receipt.outcome !== 'done') return `${head}  ${change.do}: ${receipt.outcome}, ${receipt.why}`
  const said = wordsOf(change)
  if (said === undefined) return undefined
  const why = says(change) ? undefined : where.policy.rules.find(({ id }) => rules.includes(id))?.why
  return why === undefined
    ? `${head}  ${said}`
    : `${head}  ${said} — ${why.trim().replace(/\s*\n\s*/g, '. ')}`
}

/** A commit is told by the pull requests it is the head of, a run by its repository. */
function nameOf(key: string, github: PracticeGitHub): string {
  const subject = parseSubject(key)
  if (subject?.kind === 'run') return subject.repo
  if (subject?.kind !== 'commit') return key
  const pulls = Object.values(github.repo(subject.repo).items).filter(({ pull }) => pull?.sha === subject.sha)
  return pulls.length === 0
    ? key.slice(0, -33)
    : pulls.map(({ number }) => `${subject.repo}#${number}`).join(', ')
}

/** What already says why, or needs no reason. */
function says({ do: what }: Change): boolean {
  return ['notice.put', 'notice.remove', 'comment.add', 'check.put', 'gate.report', 'gate.answer'].includes(
    what,
  )
}

function wordsOf(change: Change): string | undefined {
  switch (change.do) {
    case 'label.add':
      return `${change.label} set`
    case 'label.remove':
      return `${change.label} taken off`
    case 'assignee.add':
      return `${change.login} assigned`
    case 'assignee.remove':
      return `${change.login} unassigned`
    case 'reviewer.request':
      return `${change.login ?? change.team ?? ''} asked for a review`
    case 'notice.put':
    case 'comment.add':
      return `says: ${plain(change.body)}`
    case 'notice.remove':
      return 'takes its note back: all is well'
    case 'check.put':
      return `check ${(change.conclusion ?? change.status ?? '').replaceAll('_', ' ')}: ${change.title}`
    case 'issue.open':
      return `opened in ${change.repo}: ${change.title}`
    case 'issue.close':
      return 'closed'
    case 'issue.reopen':
      return 'reopened'
    case 'gate.report':
      return `says before ${change.environment}: ${plain(change.comment)}`
    case 'gate.answer':
      return `${change.state} for ${change.environment}: ${plain(change.comment)}`
    case 'milestone.set':
      return `put into ${change.milestone}`
    default:
      return change.do
  }
}

/** The words of a comment: without hidden marks, rule names, quotations and line ends. */
function plain(body: string): string {
  return body
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n')
    .filter((line) => !/^\s*(>|\*\*[^*]+\*\*\s*$)/.test(line))
    .join(' ')
    .replaceAll('**', '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** At most so long, cut at the end. */
export function shortened(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(columns - 1, 1)).trimEnd()}…`
}
