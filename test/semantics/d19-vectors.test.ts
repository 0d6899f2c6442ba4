import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { load, places } from '../builders/policy.ts'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { comment, deploymentTold, gateAsked, issue, pull } from '../builders/told.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'))
const promotion = read('promotion')
const windows = read('release_windows')

const entry = ([name, after]: [string, string | undefined]) =>
  `  ${name}: { ${after === undefined ? '' : `after: ${after}`} }`
const chainOf = (chain: readonly string[]) =>
  `environments:\n${chain.map((name, index) => entry([name, chain[index - 1]])).join('\n')}`

describe('promotion: order', () => {
  interface Order {
    id: string
    note?: string
    chain: string[]
    target: string
    sha: string
    deployments?: { environment: string; sha: string; state: string; created_at: string }[]
    missing?: string[]
    allowed?: boolean
    error?: string
  }
  const orders: Order[] = promotion.order

  test.each(orders.filter(({ error }) => !error).map((each) => [each.id, each.note, each] as const))(
    '%s: %s',
    async (_, __, { chain, target, sha, deployments = [], missing, allowed }) => {
      const state = { ACTIVE: 'success', FAILURE: 'failure', PENDING: 'pending', INACTIVE: 'inactive' }
      const world = {
        deployments: deployments.map(({ created_at, ...each }) => ({
          ...each,
          repo: 'acme/app',
          at: created_at,
          state: state[each.state as keyof typeof state],
        })),
      }
      const told = [gateAsked('2026-01-10T10:00', sha, { environment: target })]
      const run = await replayed({ policy: chainOf(chain), world, told })
      expect(gates(run)).toEqual([`01-10T10:00 ${allowed ? 'approved' : 'report'}`])
      const said = /does not run in (.+)\. Deploy/.exec(lastSaidAtGate(run))?.[1] ?? ''
      expect([...said.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(missing)
    },
  )

  test('ord-09, ord-10: a step that stands twice, a step that is nowhere', () => {
    const twice = chainOf(orders.find(({ id }) => id === 'ord-09')?.chain ?? [])
    expect(places(load(twice).problems).some((place) => place.endsWith('!'))).toBe(true)
    const nowhere =
      'environments:\n  development: {}\n  staging: { after: development }\n  production: { after: stagin }'
    expect(places(load(nowhere).problems)).toEqual(['4:24 unknown-environment!'])
  })
})

describe('promotion: soak', () => {
  interface Soak {
    id: string
    now: string
    verified: boolean
    longest_completed_soak_s: number | null
    current_since: string | null
    required_s?: number
    satisfied?: boolean
  }
  test.each((promotion.soak as Soak[]).map((each) => [each.id, each] as const))('%s', async (_, soak) => {
    const seconds = soak.required_s ?? 3600
    const policy = `environments: { stage: {}, production: { after: stage, soak: ${seconds}s } }`
    const told: Told[] = [gateAsked(soak.now, 'c1')]
    if (soak.current_since)
      told.unshift(deploymentTold(soak.current_since, 'c1', 'success', { environment: 'stage', id: 1 }))
    const run = await replayed({ policy, world: { deployments: [] }, told })
    expect(gates(run)[0]?.endsWith('approved')).toBe(soak.satisfied ?? false)
  })
})

describe('promotion: availability', () => {
  interface Available {
    id: string
    strategy: 'All' | 'OneOf'
    upstream: Record<string, boolean>
    available: boolean
  }
  test.each((promotion.availability as Available[]).map((each) => [each.id, each] as const))(
    '%s',
    async (_, { strategy, upstream, available }) => {
      const names = Object.keys(upstream)
      const entries = names.map((name) => `  ${name}: {}`).join('\n')
      const after = `{ ${strategy === 'All' ? 'all' : 'any'}: [${names.join(', ')}] }`
      const policy = `environments:\n${entries}\n  production: { after: ${after} }`
      const deployments = names.flatMap((environment) =>
        upstream[environment]
          ? [{ repo: 'acme/app', environment, sha: 'c1', state: 'success', at: '2026-01-01T00:00:00Z' }]
          : [],
      )
      const run = await replayed({
        policy,
        world: { deployments },
        told: [gateAsked('2026-01-10T10:00', 'c1')],
      })
      expect(gates(run)[0]?.endsWith('approved')).toBe(available)
    },
  )
})

describe('promotion: locks', () => {
  interface Lock {
    id: string
    lock: { scope: string; holder: string }
    actor: string
    target: string
    allowed: boolean
  }
  test.each((promotion.locks as Lock[]).map((each) => [each.id, each] as const))(
    '%s',
    async (_, { lock, actor, target, allowed }) => {
      const policy =
        'people: { ops: ["@alice", "@bob"] }\nenvironments: { staging: { by: ops }, production: { by: ops } }'
      const scope = lock.scope === 'global' ? '*' : lock.scope
      const told = [
        issue('2026-01-10T08:00', 7).opened(),
        comment('2026-01-10T09:00', 7, `/reeve lock ${scope}`, lock.holder, { id: 1 }),
        gateAsked('2026-01-10T10:00', 'c1', { environment: target, by: actor }),
      ]
      const run = await replayed({ policy, world: { deployments: [] }, told })
      expect(gates(run)).toEqual([`01-10T10:00 ${allowed ? 'approved' : 'report'}`])
      if (!allowed) expect(lastSaidAtGate(run)).toContain(`${lock.holder} locked`)
    },
  )
})

// Each window is one rule; what may pass by hand there is an approved hotfix of that rule. The strictest wins.
describe('release windows: passing by hand', () => {
  interface Manual {
    id: string
    windows: ['allow' | 'deny', 'active' | 'inactive', boolean][]
    decision: 'allow' | 'deny'
  }
  test.each((windows.manual_override as Manual[]).map((each) => [each.id, each] as const))(
    '%s',
    async (_, { windows: given, decision }) => {
      const open = (kind: string, state: string) =>
        (kind === 'allow') === (state === 'active') ? '2026-01-01..2026-01-31' : '2026-03-01..2026-03-31'
      const lines = given.map(([kind, state], index) => `  w${index}: { open: ${open(kind, state)} }`)
      const rules = given.map(([, , manual], index) => {
        const hotfix = manual ? ', hotfix: { when: label:hotfix, approved-by: "@dana" }' : ''
        return `  r${index}: { kind: release-window, window: w${index}, deployments: production${hotfix} }`
      })
      const policy = `windows:\n${lines.join('\n')}\nrules:\n${rules.join('\n')}`
      const twelve = pull('2026-01-10T08:00', 12, { sha: 'c1', labels: ['hotfix'] })
      const told = [
        twelve.opened(),
        pull('2026-01-10T09:00', 12, { sha: 'c1' }).reviewed('approved', 'dana'),
        gateAsked('2026-01-10T10:00', 'c1'),
      ]
      const run = await replayed({ policy, world: { deployments: [] }, told })
      expect(gates(run)).toEqual([`01-10T10:00 ${decision === 'allow' ? 'approved' : 'report'}`])
    },
  )
})
