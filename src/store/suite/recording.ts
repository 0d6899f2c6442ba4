import { expect, it } from 'vitest'
import type { LedgerLine } from '../../core/effect.ts'
import type { Item } from '../../core/item.ts'
import { LeaseLost } from '../work-list.ts'
import type { Bench } from './bench.ts'
import { aDecision, aDelivery, anEffect, anItem, anOutcome, aRow, hour, minute, monday } from './builders.ts'

export function testRecording(bench: Bench): void {
  it('remembers up to when it was told what happened, and that something was missed', async () => {
    const { store } = bench
    await bench.look('acme/app#1', { row: aRow({ heard: monday + hour, missed: true }) })
    await bench.look('acme/app#2', { row: aRow({ key: 'acme/app#2' }) })
    await store.wake(['acme/app#3'])
    expect(await store.row('acme/app#1')).toMatchObject({ heard: monday + hour, missed: true })
    expect(await store.row('acme/app#2')).not.toHaveProperty('heard')
    const heard = await store.heardOf(['acme/app#1', 'acme/app#2', 'acme/app#3', 'acme/app#4'])
    expect(heard).toEqual(
      new Map([
        ['acme/app#1', monday + hour],
        ['acme/app#2', undefined],
      ]),
    )
  })
  it('gives back all that was recorded', async () => {
    const { store } = bench
    const row = aRow({
      installation: 5,
      item: anItem({ title: 'NUL \u0000 and half a pair \ud800', labels: ['bug'] }),
      history: [
        {
          id: `labeled:bug@2026-01-05T09:00:00Z`,
          what: 'labeled',
          target: 'bug',
          at: monday,
          source: 'webhook',
        },
      ],
      idle: [
        {
          id: `labeled:bug@2026-01-05T10:00:00Z`,
          what: 'labeled',
          target: 'bug',
          at: monday + hour,
          source: 'webhook',
        },
      ],
      group: { base: 'main', baseSha: 'abc', ended: false },
      unsure: 2,
    })
    const memory = { rule: 'qa', kind: 'ruling', key: 'k', value: 'allowed', at: monday } as const
    const decision = aDecision({ next: monday + hour })
    const line: LedgerLine = {
      key: 'old',
      change: { do: 'issue.pin' },
      rules: ['triage'],
      owned: false,
      at: monday,
      state: 'confirmed',
    }
    await bench.look('acme/app#1', {
      row,
      remember: [memory],
      decisions: [decision],
      ledger: [line],
      effects: [anEffect('bug')],
    })
    const past = await store.past('acme/app#1')
    expect(past.row).toEqual(row)
    expect(await store.row('acme/app#1')).toEqual(row)
    expect(past.memory).toEqual([memory])
    expect(past.decisions).toEqual([decision])
    expect(past.ledger).toEqual([
      line,
      {
        key: 'bug',
        change: { do: 'label.add', label: 'bug' },
        rules: ['triage'],
        owned: true,
        at: monday,
        state: 'planned',
      },
    ])
    expect(past.deliveries).toEqual([])
  })
  it('knows nothing of what it never saw', async () => {
    await bench.store.receive([aDelivery('a')])
    expect((await bench.store.past('acme/app#1')).row).toBeUndefined()
    expect(await bench.store.row('acme/app#2')).toBeUndefined()
  })
  for (const { name, after } of [
    { name: 'that ran out', after: minute },
    { name: 'that somebody else has by now', after: minute + 1 },
  ]) {
    it(`refuses a lease ${name}, and writes nothing`, async () => {
      const { store, clock } = bench
      await store.receive([aDelivery('a')])
      const held = await bench.take()
      clock.set(monday + after)
      if (after > minute) await bench.take()
      const outcome = anOutcome({
        taken: ['a'],
        decisions: [aDecision()],
        effects: [anEffect('x')],
        wake: ['acme/app#7'],
      })
      await expect(store.record(held, outcome)).rejects.toThrow(LeaseLost)
      const past = await store.past('acme/app#1')
      expect(past).toMatchObject({ row: undefined, decisions: [], ledger: [], memory: [] })
      expect(past.deliveries).toHaveLength(1)
      expect(await store.row('acme/app#7')).toBeUndefined()
      expect(await store.outbox.take(10)).toEqual([])
    })
  }
  it('a lease counts once, also where the clock stands still', async () => {
    await bench.store.wake(['acme/app#1'])
    const first = await bench.take()
    await bench.store.record(first, anOutcome())
    await bench.store.wake(['acme/app#1'])
    const second = await bench.take()
    expect(second.until).not.toBe(first.until)
    await expect(bench.store.record(first, anOutcome())).rejects.toThrow(LeaseLost)
  })
  it('a ruling and a breach stay as they were made; what was seen is as it was last told (D3)', async () => {
    const told = (value: string) =>
      (['ruling', 'breach', 'seen', 'assigned'] as const).map((kind) => ({
        rule: 'r',
        kind,
        key: 'k',
        value,
        at: monday,
      }))
    await bench.look('acme/app#1', { remember: told('first') })
    await bench.look('acme/app#1', { remember: told('second') })
    const { memory } = await bench.store.past('acme/app#1')
    expect(Object.fromEntries(memory.map((one) => [one.kind, one.value]))).toEqual({
      ruling: 'first',
      breach: 'first',
      seen: 'second',
      assigned: 'second',
    })
  })
  it('the audit has a line for every decision that differs, and none for one that only moved on', async () => {
    const at = monday + hour
    await bench.look('acme/app#1', { decisions: [aDecision(), aDecision({ rule: 'other' })] })
    await bench.look('acme/app#1', {
      decisions: [aDecision({ at, next: at }), aDecision({ rule: 'other', at })],
    })
    await bench.look('acme/app#1', { decisions: [aDecision({ verdict: 'pass', at: at + 1 })] })
    await bench.look('acme/app#1', { decisions: [] })
    const audit = await bench.store.audit('acme/app#1')
    expect(audit.map((one) => [one.rule, one.verdict, one.at])).toEqual([
      ['triage', 'pass', at + 1],
      ['other', 'wait', monday],
      ['triage', 'wait', monday],
    ])
    expect((await bench.store.decisionsOf('acme/app#1')).map((one) => [one.rule, one.verdict])).toEqual([
      ['other', 'wait'],
      ['triage', 'pass'],
    ])
  })
  it('a decision that says the same keeps the instant since when it does', async () => {
    await bench.look('acme/app#1', { decisions: [aDecision()] })
    await bench.look('acme/app#1', { decisions: [aDecision({ at: monday + hour })] })
    expect((await bench.store.decisionsOf('acme/app#1'))[0]?.at).toBe(monday)
    await bench.look('acme/app#1', { decisions: [aDecision({ at: monday + hour, next: monday + 2 * hour })] })
    expect((await bench.store.decisionsOf('acme/app#1'))[0]).toMatchObject({
      at: monday + hour,
      next: monday + 2 * hour,
    })
  })
  it('knows whose turn it was, by rule and repository', async () => {
    const assign = (subject: string, login: string, rules: string[]) => ({
      row: aRow({ key: subject }),
      effects: [anEffect(`assign ${login}`, { subject, rules, change: { do: 'assignee.add', login } })],
    })
    await bench.look('acme/app#1', { ...assign('acme/app#1', 'ann', ['qa', 'triage']) })
    await bench.look('acme/app#2', { ...assign('acme/app#2', 'bea', ['qa']), at: monday + 1 })
    await bench.look('acme/app#3', { ...assign('acme/app#3', 'ann', ['qa']), at: monday + 2 })
    await bench.look('acme/web#1', { ...assign('acme/web#1', 'cem', ['qa']) })
    await bench.look('acme/app#1', { forget: ['assign ann'] })
    expect(await bench.store.turns('acme/app', 'qa')).toEqual({ ann: monday + 2, bea: monday + 1 })
    expect(await bench.store.turns('acme/app', 'triage')).toEqual({ ann: monday })
  })
  it('knows how many open issues each has in a repository: no pull requests, no closed ones, nobody elsewhere', async () => {
    const hold = (key: string, more: Partial<Item>) => {
      const [repo = '', number = ''] = key.split('#')
      return bench.look(key, { row: aRow({ key, item: anItem({ repo, number: Number(number), ...more }) }) })
    }
    const pull = { base: 'main', head: 'fix', sha: 'a'.repeat(40), draft: false, merged: false }
    await hold('acme/app#1', { assignees: ['ann', 'bo'], body: 'not "assignees":[] but \u0000' })
    await hold('acme/app#2', { assignees: ['ann'] })
    await hold('acme/app#3', { assignees: ['bo'], state: 'closed' })
    await hold('acme/app#4', { assignees: ['bo'], pull })
    await hold('acme/app#5', { assignees: [] })
    await hold('acme/web#1', { assignees: ['bo'] })
    expect(await bench.store.loads('acme/app')).toEqual({ ann: 2, bo: 1 })
  })
  it('a delivery that could not be understood is a dead letter, and can be taken in again', async () => {
    const { store } = bench
    await store.receive([aDelivery('a'), aDelivery('b')])
    await store.record(
      await bench.take(),
      anOutcome({ dead: [{ id: 'a', why: 'has no number', field: 'issue.number' }], taken: ['b'] }),
    )
    expect(await store.deadLetters()).toEqual([
      {
        app: 1,
        id: 'a',
        event: 'issues',
        subject: 'acme/app#1',
        why: 'has no number',
        field: 'issue.number',
        receivedAt: monday,
      },
    ])
    expect(await store.lease(monday, 10, minute)).toEqual([])
    expect(await store.rerun(['a', 'b'])).toBe(1)
    expect(await store.deadLetters()).toEqual([])
    await bench.take()
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['a'])
  })
  it('what is gone takes everything with it but the audit', async () => {
    const { store } = bench
    await bench.look('acme/app#1', {
      decisions: [aDecision()],
      effects: [anEffect('x')],
      remember: [{ rule: 'r', kind: 'seen', key: 'k', value: 'v', at: monday }],
      depends: ['team:acme/qa'],
    })
    await bench.look('acme/app#1', { row: undefined })
    expect(await store.past('acme/app#1')).toEqual({
      row: undefined,
      memory: [],
      ledger: [],
      deliveries: [],
      decisions: [],
    })
    expect(await store.audit('acme/app#1')).toHaveLength(1)
    await bench.look('acme/app#2', { changed: [{ key: 'team:acme/qa' }] })
    expect(await store.nextDue()).toBeUndefined()
    expect(await store.outbox.take(10)).toEqual([])
  })
  it('what is gone and was woken meanwhile is looked at again', async () => {
    const { store } = bench
    await store.receive([aDelivery('a')])
    const held = await bench.take()
    await store.receive([aDelivery('b')])
    await store.record(held, anOutcome({ row: undefined, taken: ['a'] }))
    expect((await bench.take()).subject).toBe('acme/app#1')
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['b'])
  })
  it('finds the open pull requests of a head', async () => {
    const pull = (number: number, sha: string, state: 'open' | 'closed' = 'open') => {
      const item = anItem({
        number,
        state,
        pull: { base: 'main', head: 'x', sha, draft: false, merged: false },
      })
      return bench.look(`acme/app#${number}`, { row: aRow({ key: `acme/app#${number}`, item }) })
    }
    await pull(12, 'abc')
    await pull(3, 'abc')
    await pull(4, 'abc', 'closed')
    await pull(5, 'def')
    await bench.look('acme/app#6')
    expect(await bench.store.pullsWithHead('acme/app', 'abc')).toEqual([3, 12])
    expect(await bench.store.pullsWithHead('acme/other', 'abc')).toEqual([])
    // A window's edge is about all of an owner's that are open; #6 is an issue.
    expect(await bench.store.openHeads('acme')).toBe(3)
    expect(await bench.store.openHeads('other')).toBe(0)
    expect((await bench.store.subjectsOf('acme/app', { openOnly: true })).map((one) => one.key)).toEqual([
      'acme/app#12',
      'acme/app#3',
      'acme/app#5',
      'acme/app#6',
    ])
  })
}
