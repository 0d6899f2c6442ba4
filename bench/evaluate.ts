import type { Memory } from '../src/core/decision.ts'
import type { Item } from '../src/core/item.ts'
import { addEntry } from '../src/core/past.ts'
import { evaluate } from '../src/engine/evaluate.ts'
import { loadPolicy } from '../src/policy/load-policy.ts'
import { ruleKinds } from '../src/rules/index.ts'

/** A policy of a hundred rules, of the kinds and in the mix that a process document leads to. */
export function policyOf100Rules(): string {
  const lines = [
    'version: 1',
    'calendars: { ops: { hours: Sun-Thu 09:00-17:00 } }',
    'people: { qa: "@acme/qa" }',
    'windows: { release: { open: Sun-Wed 00:00-24:00 } }',
    'rules:',
  ]
  for (let index = 0; index < 20; index++) {
    lines.push(
      `  group-${index}: { kind: label-group, when: "is:issue is:open label:area-${index}", of: [a-${index}, b-${index}, c-${index}] }`,
      `  guard-${index}: { kind: label-guard, when: is:issue, labels: done-${index}, by: qa, why: QA says when it is done }`,
      `  clock-${index}: { kind: sla, when: "is:issue label:prio-${index}", within: 2d, calendar: ops, on-breach: [{ label: overdue }], why: What is urgent is fixed in time }`,
      `  require-${index}: { when: "is:issue label:story-${index}", must: "has:assignee", why: Every story has somebody }`,
      `  window-${index}: { kind: release-window, when: "is:pr base:production-${index}", window: release }`,
    )
  }
  return lines.join('\n')
}

export function anIssueWithAPast(): { item: Item; history: ReturnType<typeof addEntry>['history'] } {
  const createdAt = Date.UTC(2026, 0, 5, 9)
  const item: Item = {
    repo: 'acme/app',
    number: 7,
    title: 'It does not start',
    body: 'Nothing happens.',
    author: 'eve',
    createdAt,
    state: 'open',
    labels: [],
    assignees: [],
    locked: false,
    url: 'https://github.com/acme/app/issues/7',
  }
  let past: ReturnType<typeof addEntry> = { item, history: [] }
  for (let index = 0; index < 20; index++) {
    past = addEntry(past, {
      what: 'labeled',
      target: index % 4 === 0 ? `prio-${index % 3}` : `tag-${index}`,
      actor: 'eve',
      at: createdAt + index * 3_600_000,
      source: 'webhook',
    })
  }
  return past
}

export interface EvaluateFigure {
  rules: number
  /** Microseconds: the quickest of all looks, and the one in the middle. What else the machine does only ever adds. */
  best: number
  median: number
}

export function benchEvaluate(looks: number): EvaluateFigure {
  const { policy, problems } = loadPolicy({
    text: policyOf100Rules(),
    file: 'bench.yml',
    ref: 'bench',
    kinds: ruleKinds,
  })
  if (!policy) throw new Error(JSON.stringify(problems))
  const past = anIssueWithAPast()
  const look = (memory: readonly Memory[]) => ({
    policy,
    since: new Map(),
    // Read from the store for each look, so nothing of it was ever asked about before.
    past: structuredClone(past),
    facts: new Map(),
    memory,
    now: Date.UTC(2026, 0, 8, 9),
    app: 'reeve[bot]',
  })
  const { remember } = evaluate(look([]))
  const times: number[] = []
  for (let round = 0; round < looks; round++) {
    const input = look(remember)
    const began = performance.now()
    evaluate(input)
    times.push((performance.now() - began) * 1000)
  }
  const warm = times.slice(times.length / 3).sort((a, b) => a - b)
  return { rules: policy.rules.length, best: warm[0] ?? 0, median: warm[Math.floor(warm.length / 2)] ?? 0 }
}
