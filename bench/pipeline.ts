import { known } from '../src/core/truth.ts'
import { normalise } from '../src/github/normalise/index.ts'
import type { PolicyInForce, Ports } from '../src/pipeline/ports.ts'
import { createWorker } from '../src/pipeline/worker.ts'
import { loadPolicy } from '../src/policy/load-policy.ts'
import { ruleKinds } from '../src/rules/index.ts'
import { openDatabase } from '../src/store/database.ts'
import { createStore } from '../src/store/store.ts'

const policyText = `
version: 1
rules:
  one: { kind: label-group, when: is:issue is:open, of: [critical, major, minor], default: minor }
  late: { kind: sla, when: "is:issue is:open label:critical", within: 4h, on-breach: [{ label: overdue }] }
  story: { when: is:issue label:story, must: has:assignee }
`

/** Webhooks a second on one core, from the inbox to the receipts, with a GitHub that answers at once. Half of them lead to a write. */
export async function benchPipeline(where: { folder: string } | { url: string }, events: number) {
  const database = await openDatabase(where)
  const store = await createStore(database)
  const { policy } = loadPolicy({ text: policyText, file: 'bench.yml', ref: 'bench', kinds: ruleKinds })
  if (!policy) throw new Error('The policy of the benchmark cannot be read')
  const inForce: PolicyInForce = { policy, since: new Map(), problems: [] }
  const clock = { now: Date.now }
  const ports: Ports = {
    clock,
    app: 'reeve[bot]',
    store,
    facts: {
      load: async () => ({ ok: false, why: 'not part of this benchmark' }),
      refresh: async (row) => known(row.item),
      history: async () => known([]),
    },
    policyOf: async () => inForce,
    brokenBefore: async () => undefined,
    policyProblems: async () => undefined,
    retryAfter: () => undefined,
    normalise: (delivery) => normalise(delivery),
    sweep: async () => undefined,
    attend: async () => {},
  }
  const log = {
    info() {},
    warn() {},
    error: (fields: object, message: string) => console.error(message, fields),
  }
  const worker = createWorker({
    ports,
    list: store,
    applier: { apply: async () => ({ outcome: 'done' }) },
    log,
    atOnce: 16,
  })
  const items = events / 2
  for (let start = 0; start < events; start += 100) {
    await store.receive(
      Array.from({ length: 100 }, (_, offset) =>
        delivery(Math.floor((start + offset) / 2) % items, (start + offset) % 2),
      ),
    )
  }
  const cpu = process.cpuUsage()
  const began = performance.now()
  await worker.drain()
  const wall = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  await store.stop()
  await database.close()
  return { perSecond: events / wall, perCpuSecond: events / ((used.user + used.system) / 1e6), events }
}

function delivery(number: number, step: number) {
  const at = Date.UTC(2026, 0, 5, 9) + step * 60_000
  const labels = step === 0 ? [] : [{ name: 'major' }]
  return {
    app: 1,
    id: `${number}-${step}`,
    event: 'issues',
    at,
    subject: `acme/app#${number + 1}`,
    payload: {
      action: step === 0 ? 'opened' : 'labeled',
      issue: {
        number: number + 1,
        title: 'It does not start',
        body: '',
        user: { login: 'eve' },
        labels,
        state: 'open',
        created_at: '2026-01-05T09:00:00Z',
      },
      ...(step === 0 ? {} : { label: { name: 'major' } }),
      repository: { full_name: 'acme/app', name: 'app', owner: { login: 'acme' } },
      sender: { login: 'eve', type: 'User' },
    },
  }
}
