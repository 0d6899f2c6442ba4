import { formatInstant } from '../../core/instant.ts'
import type { Scenario, ScenarioEvent } from './scenario.ts'

/** An item of a scenario as GitHub would show it. */
export interface Shown {
  number: number
  pull: boolean
  created: string
  author: string
  title: string
  body: string
  labels: readonly string[]
  assignees: readonly string[]
  state: 'open' | 'closed'
  merged: boolean
  draft: boolean
  base: string
  head: string
  sha: string
  /** The commit that its merge made. */
  mergeSha?: string
  reason?: string
  milestone?: { title: string; due_on?: string }
}

/** An item as it is opened; one with a base or a commit is a pull request. */
export function anItem(number: number, event: ScenarioEvent): Shown {
  return {
    number,
    pull: event.base !== undefined || event.sha !== undefined,
    created: formatInstant(event.at),
    author: event.by ?? 'somebody',
    title: event.title ?? `Number ${number}`,
    body: event.body ?? '',
    labels: event.labels ?? [],
    assignees: event.assignee === undefined ? [] : [event.assignee],
    state: 'open',
    merged: false,
    draft: false,
    base: event.base ?? 'main',
    head: event.head ?? `branch-${number}`,
    sha: event.sha ?? `c${number}`,
    ...(event.milestone === undefined ? {} : { milestone: milestoneOf(event) }),
  }
}

/** What the world file says of an item that a line is about. */
export function inWorld(
  { world }: Scenario,
  { repo, number }: { repo: string; number: number },
): Shown | undefined {
  const issues: readonly unknown[] = Array.isArray(world.issues) ? world.issues : []
  for (const issue of issues) {
    if (!isRecord(issue) || issue.repo !== repo || issue.number !== number) continue
    const pull = isRecord(issue.pull) ? issue.pull : {}
    const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
    const word = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)
    return {
      number,
      pull: issue.pull !== undefined,
      created: word(issue.created_at, '2026-01-01T00:00:00Z'),
      author: word(issue.author, 'somebody'),
      title: word(issue.title, `Number ${number}`),
      body: word(issue.body, ''),
      labels: list(issue.labels),
      assignees: list(issue.assignees),
      state: issue.state === 'closed' ? 'closed' : 'open',
      merged: pull.merged === true,
      draft: pull.draft === true,
      base: word(pull.base, 'main'),
      head: word(pull.head, `branch-${number}`),
      sha: word(pull.sha, `c${number}`),
    }
  }
  return undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function milestoneOf({ milestone = '', due }: ScenarioEvent): { title: string; due_on?: string } {
  return { title: milestone, ...(due === undefined ? {} : { due_on: `${due}T08:00:00Z` }) }
}

/** How an item is shown after an event. */
export function after(item: Shown, event: ScenarioEvent): Shown {
  const without = (list: readonly string[], name = '') => list.filter((other) => other !== name)
  switch (event.do) {
    case 'edited':
      return {
        ...item,
        title: event.title ?? item.title,
        body: event.body ?? item.body,
        base: event.base ?? item.base,
      }
    case 'closed':
    case 'merged': {
      const reason = event.reason === 'not planned' ? 'not_planned' : 'completed'
      const merged = item.pull && event.do === 'merged'
      const mergeSha = event.sha ?? `m${item.number}`
      return { ...item, state: 'closed', merged, reason, ...(merged ? { mergeSha } : {}) }
    }
    case 'reopened':
      return { ...item, state: 'open' }
    case 'labeled':
      return { ...item, labels: [...without(item.labels, event.label), event.label ?? ''] }
    case 'unlabeled':
      return { ...item, labels: without(item.labels, event.label) }
    case 'assigned':
      return { ...item, assignees: [...without(item.assignees, event.assignee), event.assignee ?? ''] }
    case 'unassigned':
      return { ...item, assignees: without(item.assignees, event.assignee) }
    case 'milestoned':
      return { ...item, milestone: milestoneOf(event) }
    case 'pushed':
      return { ...item, sha: event.sha ?? item.sha }
    case 'drafted':
    case 'readied':
      return { ...item, draft: event.do === 'drafted' }
    default:
      return item
  }
}
