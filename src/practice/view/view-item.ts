import { latestRuns } from '../merge-rules.ts'
import type { PracticeGitHub } from '../practice-github.ts'
import type { CheckRun, Comment, Entry, Item, Repo, Review } from '../state.ts'
import { entryWords } from './entry-words.ts'
import { shortTime, wrap, wrapMarkdown } from './plain-text.ts'

export interface ViewOptions {
  /** Whose local time is shown: `Africa/Cairo`. */
  timezone: string
}

/** An issue or pull request for a terminal: how it stands, its checks, and what happened, oldest first. */
export function viewItem(
  github: PracticeGitHub,
  { repo: name, number }: { repo: string; number: number },
  { timezone }: ViewOptions,
): string {
  const repo = github.repo(name)
  const item = github.item({ repo: name, number })
  const labels = github.labels({ repo: name, number })
  return [
    ...wrap(item.title, '  ', `${name}#${number}  `),
    ...wrap(standing(item, labels), '', ''),
    ...(item.body ? ['', ...wrapMarkdown(item.body, '    ')] : []),
    '',
    ...past(item, timezone),
    ...checks(repo, item),
    '',
  ].join('\n')
}

function standing(item: Item, labels: readonly string[]): string {
  const kind = item.pull ? `pull request to ${item.pull.base}` : 'issue'
  const state = item.pull?.merged_at ? 'merged' : item.state
  const parts = [
    `${state} ${kind} by ${item.author}`,
    labels.length === 0 ? 'no labels' : `labels: ${labels.join(', ')}`,
    item.assignees.length === 0 ? '' : `assigned: ${item.assignees.join(', ')}`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function past(item: Item, timezone: string): string[] {
  const opened = `${shortTime(item.created_at, timezone)}  ${item.author} opened it`
  return [opened, ...item.timeline.flatMap((entry) => entryLines(item, entry, timezone))]
}

function entryLines(item: Item, entry: Entry, timezone: string): string[] {
  const time = `${shortTime(entry.created_at, timezone)}  `
  const head = time + entry.actor
  if (entry.event === 'commented') {
    const comment = item.comments.find(({ id }) => id === entry.comment)
    return comment ? commentLines(comment, head, timezone) : []
  }
  if (entry.event === 'reviewed') {
    const review = item.pull?.reviews.find(({ id }) => id === entry.review)
    return review ? reviewLines(review, head) : []
  }
  const words = entryWords(entry)
  return words === undefined ? [] : wrap(`${entry.actor} ${words}`, ' '.repeat(time.length), time)
}

function commentLines(comment: Comment, head: string, timezone: string): string[] {
  const edited =
    comment.updated_at > comment.created_at ? ` (as of ${shortTime(comment.updated_at, timezone)})` : ''
  return [`${head} wrote${edited}:`, ...wrapMarkdown(comment.body, '    | ')]
}

function reviewLines({ state, body }: Review, head: string): string[] {
  const words = {
    APPROVED: 'approved it',
    CHANGES_REQUESTED: 'asked for changes',
    COMMENTED: 'reviewed it',
    DISMISSED: 'reviewed it (dismissed)',
  }
  return [`${head} ${words[state]}`, ...(body === '' ? [] : wrapMarkdown(body, '    | '))]
}

function checks(repo: Repo, item: Item): string[] {
  if (!item.pull) return []
  return latestRuns(repo, item.pull.sha).flatMap((run) => ['', ...checkLines(run)])
}

function checkLines(run: CheckRun): string[] {
  const { title, summary } = run.output
  return [
    ...wrap(`Check ${run.name}: ${checkWord(run)} — ${title ?? 'no title'}`, '    ', ''),
    ...(summary === null ? [] : wrapMarkdown(summary, '    ')),
  ]
}

/** `success`, `action required`, `in progress`. */
export function checkWord({ status, conclusion }: CheckRun): string {
  return (conclusion ?? status).replaceAll('_', ' ')
}
