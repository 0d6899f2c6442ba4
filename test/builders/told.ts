import type { Told } from './replayed.ts'

/** Webhooks with no more in them than somebody would write by hand: what is not said is not there. */
export interface Shown {
  by?: string
  repo?: string
  author?: string
  labels?: readonly string[]
  [key: string]: unknown
}

const plain = ['by', 'repo', 'author', 'labels', 'sent']

function subject(number: number, { author = 'eve', labels, ...rest }: Shown): Record<string, unknown> {
  const more = Object.fromEntries(Object.entries(rest).filter(([key]) => !plain.includes(key)))
  return {
    number,
    user: { login: author },
    ...(labels ? { labels: labels.map((name) => ({ name })) } : {}),
    ...more,
  }
}

function common(action: string, { by = 'eve', repo = 'acme/app' }: Shown): Record<string, unknown> {
  return { action, repository: { full_name: repo }, sender: { login: by } }
}

/** `issues`: `issue('2026-01-05T09:00', 7).labeled('critical')`. */
export function issue(at: string, number = 7, shown: Shown = {}) {
  const told = (action: string, more: Record<string, unknown> = {}, also: Shown = {}): Told => ({
    at,
    event: 'issues',
    payload: { ...common(action, shown), issue: subject(number, { ...shown, ...also }), ...more },
  })
  return actions(told)
}

/** `pull_request`, of a branch `fix` at commit `abc1` into `main`. */
export function pull(at: string, number = 12, shown: Shown & { base?: string; sha?: string } = {}) {
  const { base = 'main', sha = 'abc1', ...rest } = shown
  const told = (action: string, more: Record<string, unknown> = {}, also: Shown = {}): Told => ({
    at,
    event: 'pull_request',
    payload: {
      ...common(action, shown),
      pull_request: {
        ...subject(number, { ...rest, ...also }),
        base: { ref: base },
        head: { ref: 'fix', sha: typeof more.after === 'string' ? more.after : sha },
      },
      ...more,
    },
  })
  return {
    ...actions(told),
    pushed: (after: string, before = sha) => told('synchronize', { after, before }),
    merged: () => told('closed', {}, { state: 'closed', merged: true }),
    reviewed: (state: string, by: string, review: Record<string, unknown> = {}): Told => ({
      at,
      event: 'pull_request_review',
      payload: {
        ...common(state === 'dismissed' ? 'dismissed' : 'submitted', { ...shown, by }),
        pull_request: { ...subject(number, rest), base: { ref: base }, head: { ref: 'fix', sha } },
        review: { user: { login: by }, state, commit_id: sha, ...review },
      },
    }),
  }
}

type Tell = (action: string, more?: Record<string, unknown>, also?: Shown) => Told

function actions(told: Tell) {
  return {
    opened: () => told('opened'),
    closed: (reason?: string) =>
      told('closed', {}, { state: 'closed', ...(reason ? { state_reason: reason } : {}) }),
    reopened: () => told('reopened'),
    labeled: (name: string) => told('labeled', { label: { name } }),
    unlabeled: (name: string) => told('unlabeled', { label: { name } }),
    assigned: (login: string) => told('assigned', { assignee: { login } }),
    unassigned: (login: string) => told('unassigned', { assignee: { login } }),
    milestoned: (title: string, due_on?: string) =>
      told('milestoned', { milestone: { title, ...(due_on ? { due_on } : {}) } }),
    edited: (changes: Record<string, unknown>, now: Shown) => told('edited', { changes }, now),
    did: told,
  }
}

/** `issue_comment` by somebody. */
export function comment(
  at: string,
  number: number,
  body: string,
  by = 'eve',
  more: Record<string, unknown> = {},
): Told {
  const { onPull, ...shown } = more
  return {
    at,
    event: 'issue_comment',
    payload: {
      ...common('created', { by }),
      issue: { number, user: { login: 'eve' }, ...(onPull ? { pull_request: {} } : {}) },
      comment: { user: { login: by }, body, ...shown },
    },
  }
}

export function membership(at: string, action: 'added' | 'removed', login: string, team = 'qa'): Told {
  return {
    at,
    event: 'membership',
    payload: {
      action,
      organization: { login: 'acme' },
      team: { slug: team },
      member: { login },
      sender: { login: 'dana' },
    },
  }
}

export function mergeGroup(at: string, sha: string, base = 'main', action = 'checks_requested'): Told {
  return {
    at,
    event: 'merge_group',
    payload: {
      action,
      repository: { full_name: 'acme/app' },
      merge_group: { head_sha: sha, base_ref: `refs/heads/${base}` },
    },
  }
}

export function checkRun(at: string, sha: string, name: string, conclusion: string): Told {
  return {
    at,
    event: 'check_run',
    payload: {
      action: 'completed',
      repository: { full_name: 'acme/app' },
      check_run: { name, head_sha: sha, status: 'completed', conclusion },
    },
  }
}

export function policyLine(at: string, text: string): Told {
  return {
    at,
    event: 'reeve.policy',
    payload: { text: /^version:/m.test(text) ? text : `version: 1\n${text}` },
  }
}

export function repoLabel(at: string, action: 'created' | 'deleted', name: string): Told {
  return {
    at,
    event: 'label',
    payload: { action, label: { name }, repository: { full_name: 'acme/app' }, sender: { login: 'dana' } },
  }
}

export function labelRenamed(at: string, from: string, name: string): Told {
  return {
    at,
    event: 'label',
    payload: {
      action: 'edited',
      label: { name },
      changes: { name: { from } },
      repository: { full_name: 'acme/app' },
      sender: { login: 'dana' },
    },
  }
}

/** `projects_v2_item` about the item whose node id is `I_<number>`: its field came to say this, or it was put there or taken off. */
export function card(
  at: string,
  number: number,
  { by = 'ann', action, field, from = null, to, board = 205 }: CardShown,
): Told {
  const option = (name: string | null | undefined) => (name == null ? null : { id: name, name })
  return {
    at,
    event: 'projects_v2_item',
    payload: {
      action: action ?? 'edited',
      projects_v2_item: {
        node_id: `PVTI_${number}`,
        project_node_id: `PVT_${board}`,
        content_node_id: `I_${number}`,
        content_type: 'Issue',
      },
      ...(field === undefined
        ? {}
        : {
            changes: {
              field_value: {
                field_node_id: `F_${field}`,
                field_type: 'single_select',
                field_name: field,
                project_number: board,
                from: option(from),
                to: option(to),
              },
            },
          }),
      organization: { login: 'acme' },
      sender: { login: by },
    },
  }
}

interface CardShown {
  by?: string
  action?: string
  field?: string
  from?: string | null
  to?: string | null
  board?: number
}

/** A run that waits before it deploys: `deployment_protection_rule`. */
export function gateAsked(
  at: string,
  sha: string,
  {
    environment = 'production',
    run = 42,
    by = 'ann',
    id = run * 10,
    ...more
  }: Record<string, unknown> & {
    environment?: string
    run?: number
    by?: string
    id?: number
  } = {},
): Told {
  return {
    at,
    event: 'deployment_protection_rule',
    payload: {
      action: 'requested',
      environment,
      event: 'push',
      deployment_callback_url: `https://api.github.com/repos/acme/app/actions/runs/${run}/deployment_protection_rule`,
      deployment: { id, sha, ref: 'main', environment, creator: { login: by } },
      pull_requests: [],
      repository: { full_name: 'acme/app' },
      sender: { login: by },
      ...more,
    },
  }
}

/** How a deployment went: `deployment_status`, of a workflow's unless `workflow_run` says otherwise. */
export function deploymentTold(
  at: string,
  sha: string,
  state: string,
  {
    environment = 'production',
    id,
    by,
    ...more
  }: Record<string, unknown> & {
    environment?: string
    id?: number
    by?: string
  } = {},
): Told {
  return {
    at,
    event: 'deployment_status',
    payload: {
      action: 'created',
      repository: { full_name: 'acme/app' },
      deployment_status: { state },
      deployment: {
        sha,
        environment,
        ...(id === undefined ? {} : { id }),
        ...(by === undefined ? {} : { creator: { login: by } }),
      },
      workflow_run: { id: 1 },
      ...more,
    },
  }
}
