import type { Decision } from '../../core/decision.ts'
import type { Effect } from '../../core/effect.ts'
import { parseInstant } from '../../core/instant.ts'
import type { Item } from '../../core/item.ts'
import type { Outcome, SubjectRow } from '../../pipeline/ports.ts'
import type { Received } from '../receive.ts'

// A boring valid thing each; a test states only what differs.

export const monday = parseInstant('2026-01-05T09:00:00Z') ?? 0
export const minute = 60_000
export const hour = 60 * minute

export function aDelivery(id: string, over: Partial<Received> = {}): Received {
  return {
    app: 1,
    id,
    event: 'issues',
    at: monday,
    subject: 'acme/app#1',
    payload: { action: 'opened' },
    ...over,
  }
}

export function anItem(over: Partial<Item> = {}): Item {
  return {
    repo: 'acme/app',
    number: 1,
    title: 'It does not start',
    body: '',
    createdAt: monday,
    state: 'open',
    labels: [],
    assignees: [],
    locked: false,
    url: 'https://github.com/acme/app/issues/1',
    ...over,
  }
}

export function aRow(over: Partial<SubjectRow> = {}): SubjectRow {
  return {
    key: 'acme/app#1',
    repo: 'acme/app',
    item: anItem(),
    history: [],
    complete: true,
    unsure: 0,
    ...over,
  }
}

export function anOutcome(over: Partial<Outcome> = {}): Outcome {
  const nothing = {
    remember: [],
    decisions: [],
    effects: [],
    ledger: [],
    forget: [],
    overrides: [],
    locks: [],
    depends: [],
    changed: [],
    wake: [],
  }
  return { row: aRow(), ...nothing, next: undefined, taken: [], dead: [], at: monday, ...over }
}

export function anEffect(key: string, over: Partial<Effect> = {}): Effect {
  return {
    key,
    subject: 'acme/app#1',
    rules: ['triage'],
    change: { do: 'label.add', label: key },
    owned: true,
    ...over,
  }
}

export function aDecision(over: Partial<Decision> = {}): Decision {
  return {
    rule: 'triage',
    kind: 'require',
    policy: 'acme/app@abc:.github/reeve.yml',
    mode: 'enforce',
    verdict: 'wait',
    reason: { what: 'No label yet.', why: 'Every issue has one.', fix: 'Add one.', seen: {} },
    wants: [],
    at: monday,
    gates: false,
    ownCheck: false,
    ...over,
  }
}
