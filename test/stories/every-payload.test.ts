import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { known } from '../../src/core/truth.ts'
import { instantOf, listensTo, normalise, subjectOf } from '../../src/github/normalise/index.ts'
import type { PolicyInForce, Ports } from '../../src/pipeline/ports.ts'
import { createWorker } from '../../src/pipeline/worker.ts'
import { loadPolicy } from '../../src/policy/load-policy.ts'
import { ruleKinds } from '../../src/rules/index.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { createStore, type SqlStore } from '../../src/store/store.ts'

const examples: { name: string; examples: Record<string, unknown>[] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
)

const policy = `
version: 1
people: { qa: "@octocoders/qa" }
windows: { release: { open: Mon-Wed 00:00-24:00 } }
rules:
  one: { kind: label-group, of: [bug, feature, question], default: question }
  guard: { kind: label-guard, labels: [bug, wontfix], by: qa, requires: has:assignee }
  late: { kind: sla, when: is:issue, within: 4h, warn: 50%, on-breach: [{ label: overdue }, { notify: assignees }] }
  answered: { kind: sla, when: is:issue, clock: respond, within: 2d }
  held: { kind: release-window, when: is:pr, window: release, hotfix: { when: "label:hotfix", approved-by: qa } }
  logged: { kind: linked-issue, when: is:pr, matching: is:open }
  story: { when: "is:issue comments:>1", must: has:milestone, on-fail: [{ comment: "{{ author }}: {{ title }}" }] }
`

describe("GitHub's own examples", () => {
  let database: Database
  let store: SqlStore
  const troubles: string[] = []
  const told = (fields: object, message: string) => {
    const failure = 'err' in fields && fields.err instanceof Error ? fields.err.stack : JSON.stringify(fields)
    troubles.push(`${message}: ${failure}`)
  }
  beforeAll(async () => {
    database = await openDatabase({ folder: ':memory:' })
    store = await createStore(database, { clock: { now: () => Date.UTC(2026, 0, 8) } })
  })
  afterAll(async () => {
    await store?.stop()
    await database?.close()
  })

  it('go all the way, from the inbox to the outbox, without a throw', async () => {
    const received = examples.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload, index) => ({
        app: 1,
        id: `${name}-${index}`,
        event: name,
        at: instantOf(name, payload) ?? 0,
        subject: subjectOf(name, payload) ?? 'nobody',
        payload,
        ...(listensTo(name) && subjectOf(name, payload) !== undefined ? {} : { ignored: true }),
      })),
    )
    expect(received.length).toBeGreaterThan(300)
    await store.receive(received)
    await createWorker({
      ports: portsOn(store),
      list: store,
      applier: { apply: async () => ({ outcome: 'done' }) },
      log: { info() {}, warn: told, error: told },
    }).drain()
    expect(troubles.filter((trouble) => !trouble.includes('dead letter'))).toEqual([])
    // Old examples lack what GitHub sends today; none of those that rules need is among them.
    const dead = (await store.deadLetters()).map(({ event }) => event)
    expect(
      dead.filter((event) => ['issues', 'pull_request', 'issue_comment', 'push', 'label'].includes(event)),
    ).toEqual([])
    const judged = await store.decisionsOf('Codertocat/Hello-World#2')
    expect(judged.map(({ rule }) => rule).sort()).toEqual([
      'answered',
      'guard',
      'held',
      'late',
      'logged',
      'one',
      'story',
    ])
  })
})

function portsOn(store: SqlStore): Ports {
  const read = loadPolicy({ text: policy, file: 'policy.yml', ref: 'policy', kinds: ruleKinds })
  if (!read.policy) throw new Error(JSON.stringify(read.problems))
  const inForce: PolicyInForce = { policy: read.policy, since: new Map(), problems: [] }
  return {
    clock: { now: () => Date.UTC(2026, 0, 8) },
    app: 'reeve[bot]',
    store,
    facts: {
      load: async () => ({ ok: false, why: 'nothing can be read in this test' }),
      refresh: async (row) => known(row.item),
      history: async () => known([]),
    },
    policyOf: async () => inForce,
    brokenBefore: async () => undefined,
    policyProblems: async () => undefined,
    sweep: async () => undefined,
    retryAfter: () => undefined,
    normalise: (delivery) => normalise(delivery),
    attend: async () => {},
  }
}
