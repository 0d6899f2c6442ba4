import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Decision } from '../core/decision.ts'
import type { Effect, LedgerLine, Receipt } from '../core/effect.ts'
import { type Instant, parseInstant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import type { Lease, Outcome, SubjectRow } from '../pipeline/ports.ts'
import type { Database } from './database.ts'
import { createInbox } from './inbox.ts'
import type { Received } from './receive.ts'
import { createStore, type SqlStore } from './store.ts'
import { LeaseLost } from './work-list.ts'

export const monday = parseInstant('2026-01-05T09:00:00Z') ?? 0
const minute = 60_000
const hour = 60 * minute

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

const tables =
  'deliveries subjects wakings ledger memory decisions standing depends facts policies in_force budgets'

/** What the tests of every part of the store stand on: an empty store, and a clock that they set. */
export interface Bench {
  readonly store: SqlStore
  readonly database: Database
  readonly clock: { now(): Instant; set(at: Instant): void }
  /** Leases the one subject that is due. */
  take(): Promise<Lease>
  /** Looks at a subject at once, whatever it says. */
  look(subject: string, outcome?: Partial<Outcome>): Promise<void>
}

export function prepare(open: () => Promise<Database>): Bench {
  let now = monday
  let database: Database
  let store: SqlStore
  const clock = {
    now: () => now,
    set(at: Instant) {
      now = at
    },
  }
  beforeAll(async () => {
    database = await open()
    store = await createStore(database, { clock, byHand: true, tries: 3 })
  })
  beforeEach(async () => {
    now = monday
    await database.exec(
      `truncate ${tables.split(' ').map((name) => `reeve.${name}`)}; delete from reeve_jobs.job`,
    )
  })
  afterAll(async () => {
    await store?.stop()
    await database?.close()
  })
  const take = async () => {
    const [held, ...more] = await store.lease(now, 2, minute)
    if (held === undefined || more.length > 0)
      throw new Error(`One subject should be due, not ${more.length + (held ? 1 : 0)}.`)
    return held
  }
  return {
    get store() {
      return store
    },
    get database() {
      return database
    },
    clock,
    take,
    async look(subject, outcome) {
      await store.wake([subject])
      const held = (await store.lease(now, 100, minute)).find((one) => one.subject === subject)
      if (held === undefined) throw new Error(`${subject} is not due.`)
      await store.record(held, anOutcome({ row: aRow({ key: subject }), at: now, ...outcome }))
    },
  }
}

/** Everything the store promises, on whichever database is opened. */
export function storeSuite(open: () => Promise<Database>): void {
  const bench = prepare(open)
  describe('receiving', () => receiving(bench))
  describe('the list of work', () => workList(bench))
  describe('recording', () => recording(bench))
  describe('dependencies', () => dependencies(bench))
  describe('the outbox', () => outbox(bench))
  describe('policies, budgets, housekeeping', () => rest(bench))
}

function receiving(bench: Bench): void {
  it('keeps a delivery once, however often it comes', async () => {
    const { store } = bench
    expect(await store.receive([aDelivery('a'), aDelivery('b'), aDelivery('a')])).toEqual([
      'new',
      'new',
      'duplicate',
    ])
    expect(await store.receive([aDelivery('b'), aDelivery('c')])).toEqual(['duplicate', 'new'])
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
  it('keeps the deliveries of two apps apart', async () => {
    expect(await bench.store.receive([aDelivery('a'), aDelivery('a', { app: 2 })])).toEqual(['new', 'new'])
  })
  it('gives them back whole, in order of instant and then of id', async () => {
    const payload = { text: 'snowman ☃, NUL \u0000, half a pair \ud800', nested: [1, { two: null }] }
    await bench.store.receive([
      aDelivery('later', { at: monday + 1000 }),
      aDelivery('b', { payload, installation: 7 }),
      aDelivery('a'),
    ])
    const { deliveries } = await bench.store.past('acme/app#1')
    expect(deliveries.map((one) => one.id)).toEqual(['a', 'b', 'later'])
    expect(deliveries[1]).toEqual({
      app: 1,
      id: 'b',
      event: 'issues',
      at: monday,
      subject: 'acme/app#1',
      installation: 7,
      payload,
    })
  })
  it('makes the subject due once for many', async () => {
    await bench.store.receive([aDelivery('a'), aDelivery('b'), aDelivery('c', { subject: 'acme/app#2' })])
    const leases = await bench.store.lease(monday, 10, minute)
    expect(leases.map((one) => [one.subject, one.wake])).toEqual([
      ['acme/app#1', 2],
      ['acme/app#2', 1],
    ])
  })
  it('a duplicate makes nothing due', async () => {
    await bench.store.receive([aDelivery('a')])
    await bench.store.record(await bench.take(), anOutcome({ taken: ['a'] }))
    await bench.store.receive([aDelivery('a')])
    expect(await bench.store.lease(monday, 10, minute)).toEqual([])
  })
  it('an ignored one is kept and nobody looks', async () => {
    await bench.store.receive([aDelivery('a', { ignored: true })])
    expect(await bench.store.lease(monday, 10, minute)).toEqual([])
    expect(await bench.store.delivery(1, 'a')).toMatchObject({ id: 'a', payload: { action: 'opened' } })
  })
  it('refuses a subject that names nothing, and its neighbours in the inbox do not suffer', async () => {
    const inbox = createInbox(bench.store, { batch: 10 })
    const answers = await Promise.allSettled([
      inbox.accept(aDelivery('first')),
      inbox.accept(aDelivery('good')),
      inbox.accept(aDelivery('bad', { subject: 'no such thing' })),
      inbox.accept(aDelivery('good')),
    ])
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 'refused'))).toEqual([
      'new',
      'new',
      'refused',
      'duplicate',
    ])
  })
  it('the inbox says yes only once the row is there', async () => {
    const inbox = createInbox(bench.store, { batch: 7, lanes: 2 })
    const ids = Array.from({ length: 60 }, (_, index) => `d${index % 40}`)
    const answers = await Promise.all(
      ids.map(async (id) => {
        const answer = await inbox.accept(aDelivery(id))
        return (await bench.store.delivery(1, id)) === undefined ? 'lost' : answer
      }),
    )
    expect(answers.filter((one) => one === 'new')).toHaveLength(40)
    expect(answers.filter((one) => one === 'duplicate')).toHaveLength(20)
  })
  it('the inbox refuses when too many wait', async () => {
    const inbox = createInbox(bench.store, { batch: 1, waiting: 1 })
    const first = [inbox.accept(aDelivery('a')), inbox.accept(aDelivery('b'))]
    await expect(inbox.accept(aDelivery('c'))).rejects.toThrow('1 webhooks are waiting')
    expect(await Promise.all(first)).toEqual(['new', 'new'])
  })
}

function workList(bench: Bench): void {
  const leased = async (at = bench.clock.now(), limit = 10) =>
    (await bench.store.lease(at, limit, minute)).map((one) => one.subject)

  it('leases what is due and free, urgent ones first, then the longest waiting', async () => {
    const { store, clock } = bench
    await store.wakeAll({ repo: 'acme/app' })
    await store.wake(['acme/app#9'], 'sweep')
    clock.set(monday + 1)
    await store.wake(['acme/app#3'])
    clock.set(monday + 2)
    await store.wake(['acme/app#2', 'acme/app@abc'])
    expect(await leased()).toEqual(['acme/app@abc', 'acme/app#3', 'acme/app#2', 'acme/app#9'])
    expect(await leased()).toEqual([])
  })
  it('never leases more than asked for', async () => {
    await bench.store.wake(['acme/app#1', 'acme/app#2', 'acme/app@abc'])
    expect(await leased(monday, 2)).toEqual(['acme/app@abc', 'acme/app#1'])
    expect(await leased(monday, 2)).toEqual(['acme/app#2'])
  })
  it('two workers never have the same subject', async () => {
    const subjects = Array.from({ length: 40 }, (_, index) => `acme/app#${index + 1}`)
    await bench.store.wake(subjects)
    const taken = (await Promise.all([1, 2, 3, 4].map(() => leased(monday, 15)))).flat()
    taken.push(...(await leased(monday, 40)))
    expect(taken.toSorted()).toEqual(subjects.toSorted())
  })
  for (const { name, next, at, due } of [
    { name: 'is not due before its timer', next: monday + hour, at: monday + hour - 1, due: [] },
    { name: 'is due the moment its timer is', next: monday + hour, at: monday + hour, due: ['acme/app#1'] },
    { name: 'without a timer is never due', next: undefined, at: monday + 1000 * hour, due: [] },
  ]) {
    it(`a subject that was looked at ${name}`, async () => {
      await bench.look('acme/app#1', { next })
      expect(await bench.store.nextDue()).toBe(next)
      expect(await leased(at)).toEqual(due)
    })
  }
  it('stays due when it was woken during the look', async () => {
    const { store } = bench
    await store.receive([aDelivery('a')])
    const held = await bench.take()
    await store.receive([aDelivery('b')])
    expect(await leased()).toEqual([])
    await store.record(held, anOutcome({ taken: ['a'], next: monday + hour }))
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['b'])
    expect(await leased()).toEqual(['acme/app#1'])
  })
  for (const { name, after, again } of [
    { name: 'is kept a moment before its end', after: minute - 1, again: [] },
    { name: 'is free again at its end', after: minute, again: ['acme/app#1'] },
  ]) {
    it(`a lease ${name}`, async () => {
      await bench.store.wake(['acme/app#1'])
      await bench.take()
      expect(await leased(monday + after)).toEqual(again)
    })
  }
  it('a lease that is renewed lasts longer, and the old one is worth nothing', async () => {
    const { store, clock } = bench
    await store.wake(['acme/app#1'])
    const first = await bench.take()
    clock.set(monday + minute / 2)
    const second = await store.renew(first, minute)
    expect(await leased(monday + minute)).toEqual([])
    await expect(store.record(first, anOutcome())).rejects.toThrow(LeaseLost)
    if (second === undefined) throw new Error('The lease was not renewed.')
    await store.record(second, anOutcome())
    expect(await store.renew(second, minute)).toBeUndefined()
  })
  it('a subject given back is due at once, or when it was asked for', async () => {
    const { store } = bench
    await store.wake(['acme/app#1'])
    await store.release(await bench.take())
    await store.release(await bench.take(), monday + hour)
    expect(await leased()).toEqual([])
    expect(await store.nextDue()).toBe(monday + hour)
    expect(await leased(monday + hour)).toEqual(['acme/app#1'])
  })
  it('knows when there is something to do', async () => {
    const { store } = bench
    expect(await store.nextDue()).toBeUndefined()
    await bench.look('acme/app#1', { next: monday + 2 * hour })
    await bench.look('acme/app#2', { next: monday + hour })
    expect(await store.nextDue()).toBe(monday + hour)
    await store.wake(['acme/app#1'])
    expect(await store.nextDue()).toBe(monday)
    const held = await bench.take()
    expect(await store.nextDue()).toBe(held.until)
  })
  it('tells this process what there is to do', async () => {
    const heard: string[] = []
    const end = bench.store.onWork((work) => heard.push(work))
    await bench.store.receive([aDelivery('a')])
    await bench.store.record(await bench.take(), anOutcome({ effects: [anEffect('x')] }))
    end()
    await bench.store.receive([aDelivery('b')])
    expect(heard).toEqual(['due', 'effects'])
  })
}

function recording(bench: Bench): void {
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
    expect((await bench.store.subjectsOf('acme/app', { openOnly: true })).map((one) => one.key)).toEqual([
      'acme/app#12',
      'acme/app#3',
      'acme/app#5',
      'acme/app#6',
    ])
  })
}

function dependencies(bench: Bench): void {
  const due = async () =>
    (await bench.store.lease(bench.clock.now(), 5000, minute)).map((one) => one.subject).toSorted()

  it('a change wakes whoever read it, and nobody else (D14)', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa', 'issue:acme/app#7'] })
    await bench.look('acme/app#2', { depends: ['team:acme/qa'] })
    await bench.look('acme/app#3', { depends: ['team:acme/ops'] })
    await bench.look('acme/app#4', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toEqual(['acme/app#1', 'acme/app#2'])
  })
  it('what is no longer read no longer wakes', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa'] })
    await bench.look('acme/app#1', { depends: ['team:acme/ops'] })
    await bench.look('acme/app#4', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toEqual([])
  })
  it('wakes thousands, page by page', async () => {
    const { store, database } = bench
    const count = 2500
    await store.wake(Array.from({ length: count }, (_, index) => `acme/app#${index + 10}`))
    await database.exec(`insert into reeve.depends (fact, subject) select 'team:acme/qa', key from reeve.subjects;
      update reeve.subjects set look_at = null`)
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toHaveLength(count)
  })
  it('a change that came while the look was reading is not missed', async () => {
    const { store } = bench
    await store.wake(['acme/app#1'])
    const held = await bench.take()
    bench.clock.set(monday + 1000)
    await bench.look('acme/app#2', { changed: [{ key: 'team:acme/qa' }] })
    await store.record(held, anOutcome({ depends: ['team:acme/qa'], at: monday }))
    expect(await due()).toEqual(['acme/app#1'])
  })
  it('wakes named subjects, and makes those that are not there', async () => {
    await bench.look('acme/app#1', { wake: ['acme/app#1', 'acme/app#8', 'acme', 'acme/app!production/7'] })
    expect(await due()).toEqual(['acme', 'acme/app!production/7', 'acme/app#1', 'acme/app#8'])
  })
  it('a name that names nothing is refused with all the rest', async () => {
    await expect(bench.look('acme/app#1', { wake: ['no such thing'] })).rejects.toThrow(
      "'no such thing' names no subject.",
    )
    expect(await bench.store.row('acme/app#1')).toBeUndefined()
  })
  it('wakes all of a repository or an owner, or only what is open', async () => {
    await bench.look('acme/app#1')
    await bench.look('acme/app#2', {
      row: aRow({ key: 'acme/app#2', item: anItem({ number: 2, state: 'closed' }) }),
    })
    await bench.look('acme/web#1', { row: aRow({ key: 'acme/web#1', repo: 'acme/web' }) })
    await bench.store.wakeAll({ repo: 'acme/app' }, { openOnly: true })
    expect(await due()).toEqual(['acme/app#1'])
    await bench.store.wakeAll({ owner: 'acme' })
    bench.clock.set(monday + 2 * minute)
    expect(await due()).toEqual(['acme/app#1', 'acme/app#2', 'acme/web#1'])
  })
  it('a promise to wake outlives the process that made it', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa'] })
    await bench.database.exec(
      `insert into reeve.wakings (whom, target, priority) values ('dependants', 'team:acme/qa', 1)`,
    )
    expect(await due()).toEqual([])
    await bench.store.housekeep()
    expect(await due()).toEqual(['acme/app#1'])
  })
  it('keeps a fact until it changes', async () => {
    const { store } = bench
    expect(await store.cached('team:acme/qa')).toBeUndefined()
    await store.remember('team:acme/qa', ['ann'], monday)
    await store.remember('contents:acme/app@main:x', null, monday)
    expect(await store.cached('team:acme/qa')).toEqual({ value: ['ann'], at: monday })
    expect(await store.cached('contents:acme/app@main:x')).toEqual({ value: null, at: monday })
    bench.clock.set(monday + 1000)
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
    expect(await store.cached('team:acme/qa')).toBeUndefined()
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa', value: ['bea'] }] })
    expect(await store.cached('team:acme/qa')).toEqual({ value: ['bea'], at: monday + 1000 })
  })
  for (const { name, readAt, kept } of [
    { name: 'what was read before the change is not kept', readAt: monday + 999, kept: undefined },
    { name: 'what was read after it is', readAt: monday + 1000, kept: ['ann'] },
  ]) {
    it(name, async () => {
      bench.clock.set(monday + 1000)
      await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
      await bench.store.remember('team:acme/qa', ['ann'], readAt)
      expect((await bench.store.cached('team:acme/qa'))?.value).toEqual(kept)
    })
  }
}

function outbox(bench: Bench): void {
  const receipts = (given: Record<string, Receipt>) => new Map(Object.entries(given))
  const done: Receipt = { outcome: 'done' }
  const one = async () => {
    const [first, ...more] = await bench.store.outbox.take(10)
    if (first === undefined || more.length > 0) throw new Error('One subject should have something to send.')
    return first
  }
  const states = async (subject = 'acme/app#1') =>
    Object.fromEntries((await bench.store.past(subject)).ledger.map((line) => [line.key, line.state]))
  const retry = (after: Instant): Receipt => ({ outcome: 'retry', after, why: 'GitHub answered 502' })

  it('hands out a subject’s effects once, in the order in which they were planned', async () => {
    const effects = ['c', 'a', 'b'].map((key) => anEffect(key))
    await bench.look('acme/app#1', { effects })
    await bench.look('acme/app#1', { effects: [anEffect('0')] })
    const taken = await one()
    expect(taken.effects.map((effect) => effect.key)).toEqual(['c', 'a', 'b', '0'])
    expect(taken.effects[0]).toEqual({ ...effects[0], at: monday, state: 'planned' })
    expect(await bench.store.outbox.take(10)).toEqual([])
  })
  it('receipts become states', async () => {
    await bench.look('acme/app#1', { effects: ['a', 'b', 'c'].map((key) => anEffect(key)) })
    const { job } = await one()
    const settled = await bench.store.outbox.settle(
      job,
      receipts({
        a: done,
        b: { outcome: 'already-so' },
        c: { outcome: 'refused', why: 'there is no such label' },
      }),
    )
    expect(settled).toEqual({ sent: 2, refused: 1, left: 0, dead: false })
    expect(await states()).toEqual({ a: 'sent', b: 'sent', c: 'refused' })
    expect(await bench.store.outbox.take(10)).toEqual([])
  })
  it('what has no receipt is handed out again at once', async () => {
    await bench.look('acme/app#1', { effects: ['a', 'b'].map((key) => anEffect(key)) })
    const { job } = await one()
    expect(await bench.store.outbox.settle(job, receipts({ a: done }))).toMatchObject({ sent: 1, left: 1 })
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('what is planned while others are being sent goes out after them', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const { job } = await one()
    await bench.look('acme/app#1', { effects: [anEffect('b')] })
    expect(await bench.store.outbox.take(10)).toEqual([])
    await bench.store.outbox.settle(job, receipts({ a: done }))
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('what is planned anew while it is being sent is sent anew (D7)', async () => {
    const notice = (body: string) => anEffect('notice', { change: { do: 'notice.put', slot: 'reeve', body } })
    await bench.look('acme/app#1', { effects: [notice('first')] })
    const { job } = await one()
    await bench.look('acme/app#1', { effects: [notice('second')] })
    await bench.store.outbox.settle(job, receipts({ notice: done }))
    expect((await one()).effects[0]?.change).toMatchObject({ body: 'second' })
  })
  it('what was replaced before it was sent is never sent (D7)', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    await bench.look('acme/app#1', { forget: ['a'] })
    expect(await bench.store.outbox.take(10)).toEqual([])
    await bench.look('acme/app#1', { effects: [anEffect('b')] })
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('a webhook that comes before the receipt confirms all the same', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const { job, effects } = await one()
    await bench.look('acme/app#1', {
      ledger: effects.map((effect) => ({ ...effect, state: 'confirmed' as const })),
    })
    await bench.store.outbox.settle(job, receipts({ a: done }))
    expect(await states()).toEqual({ a: 'confirmed' })
  })
  it('is tried again when the receipt says, and everything behind it waits', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: ['a', 'b'].map((key) => anEffect(key)) })
    const { job } = await one()
    expect(await store.outbox.settle(job, receipts({ a: retry(monday + hour) }))).toMatchObject({
      left: 2,
      again: monday + hour,
    })
    await bench.look('acme/app#1', { effects: [anEffect('c')] })
    expect(await store.outbox.nextDue()).toBe(monday + hour)
    clock.set(monday + hour - 1000)
    expect(await store.outbox.take(10)).toEqual([])
    clock.set(monday + hour)
    const again = await one()
    expect(again.effects.map((effect) => effect.key)).toEqual(['a', 'b', 'c'])
    expect(again.job.tries).toBe(1)
  })
  it('one subject’s trouble does not hold up another', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    await bench.store.outbox.settle((await one()).job, receipts({ a: retry(monday + hour) }))
    await bench.look('acme/app#2', {
      row: aRow({ key: 'acme/app#2' }),
      effects: [anEffect('a', { subject: 'acme/app#2' })],
    })
    expect((await one()).subject).toBe('acme/app#2')
  })
  it('waiting for a budget is no try', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    for (let round = 1; round < 9; round++) {
      await store.outbox.later((await one()).job, monday + round * hour)
      expect(await store.outbox.take(10)).toEqual([])
      clock.set(monday + round * hour)
    }
    expect((await one()).job.tries).toBe(0)
  })
  it('becomes a dead letter after so many tries without progress, and can be redriven', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a'), anEffect('b')] })
    for (let tries = 0; tries < 3; tries++) {
      const settled = await store.outbox.settle((await one()).job, receipts({ a: retry(clock.now() + hour) }))
      expect(settled.dead).toBe(false)
      clock.set(clock.now() + hour)
    }
    expect(
      (await store.outbox.settle((await one()).job, receipts({ a: retry(clock.now() + hour) }))).dead,
    ).toBe(true)
    clock.set(clock.now() + 100 * hour)
    expect(await store.outbox.take(10)).toEqual([])
    expect(await store.outbox.dead()).toMatchObject([{ subject: 'acme/app#1', why: 'GitHub answered 502' }])
    expect(await states()).toEqual({ a: 'planned', b: 'planned' })
    expect(await store.outbox.redrive()).toBe(1)
    const { job } = await one()
    await store.outbox.settle(job, receipts({ a: done, b: done }))
    expect(await states()).toEqual({ a: 'sent', b: 'sent' })
    expect(await store.outbox.dead()).toEqual([])
  })
  it('what a worker that ended had taken comes back', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const lost = await one()
    clock.set(monday + 4 * minute)
    await store.outbox.reclaim()
    expect(await store.outbox.take(10)).toEqual([])
    clock.set(monday + 10 * minute)
    await store.outbox.reclaim()
    clock.set(monday + 20 * minute)
    const found = await one()
    expect(found.effects.map((effect) => effect.key)).toEqual(['a'])
    // The first worker was only slow: what it did is noted, and the second's turn is still its own.
    await store.outbox.settle(lost.job, receipts({ a: done }))
    expect(await store.outbox.take(10)).toEqual([])
    expect(await states()).toEqual({ a: 'sent' })
    await store.outbox.settle(found.job, receipts({ a: { outcome: 'already-so' } }))
    expect(await store.outbox.take(10)).toEqual([])
  })
  it('planned and settled at once, nothing is stranded and nothing is sent twice', async () => {
    const { store } = bench
    const sent: string[] = []
    const subjects = ['acme/app#1', 'acme/app#2', 'acme/app#3']
    const plan = async () => {
      for (let round = 0; round < 8; round++) {
        await store.wake(subjects)
        for (const held of await store.lease(monday, 10, minute)) {
          const effects = [anEffect(`${held.subject}-${round}`, { subject: held.subject })]
          await store.record(held, anOutcome({ row: aRow({ key: held.subject }), effects }))
        }
      }
    }
    const send = async (until: () => boolean) => {
      for (;;) {
        const last = until()
        const taken = await store.outbox.take(2)
        for (const { effects, job } of taken) {
          sent.push(...effects.map((effect) => effect.key))
          await store.outbox.settle(job, new Map(effects.map((effect) => [effect.key, done])))
        }
        if (last && taken.length === 0) return
      }
    }
    let planned = false
    await Promise.all([plan().then(() => (planned = true)), send(() => planned), send(() => planned)])
    expect(sent.toSorted()).toEqual(
      subjects.flatMap((subject) => Array.from({ length: 8 }, (_, round) => `${subject}-${round}`)),
    )
  })
}

function rest(bench: Bench): void {
  const version = {
    repo: 'acme/app',
    sha: 'a1',
    path: '.github/reeve.yml',
    text: 'rules: []',
    problems: [],
    tookEffect: true,
    at: monday,
  }

  it('keeps the last good policy beside a newer one with errors', async () => {
    const { store } = bench
    expect(await store.policyOf('acme/app')).toBeUndefined()
    await store.savePolicy(version)
    await store.savePolicy(version)
    const problem = {
      file: 'f',
      line: 1,
      column: 2,
      level: 'error',
      code: 'c',
      message: 'm',
      why: 'w',
      fix: 'f',
    } as const
    const bad = {
      ...version,
      sha: 'a2',
      text: 'rulez',
      problems: [problem],
      tookEffect: false,
      at: monday + hour,
    }
    await store.savePolicy(bad)
    expect(await store.policyOf('acme/app')).toEqual({ good: version, newest: bad, inForce: new Map() })
  })
  it('a first policy with errors leaves none in force', async () => {
    await bench.store.savePolicy({ ...version, tookEffect: false })
    expect((await bench.store.policyOf('acme/app'))?.good).toBeUndefined()
  })
  it('a rule keeps its start until its mode changes (D6)', async () => {
    const { store } = bench
    const rule = (id: string, mode: 'warn' | 'enforce' = 'enforce', was: string[] = []) => ({ id, mode, was })
    const steps = [
      { at: monday, rules: [rule('kept'), rule('old'), rule('changed', 'warn'), rule('gone')] },
      {
        at: monday + 1,
        rules: [rule('kept'), rule('new', 'enforce', ['older', 'old']), rule('changed'), rule('added')],
      },
      {
        at: monday + 2,
        rules: [rule('kept'), rule('new', 'enforce', ['older', 'old']), rule('changed'), rule('gone')],
      },
    ]
    for (const { rules, at } of steps) await store.takeEffect('acme/app', rules, at)
    await store.takeEffect('acme/other', [rule('kept')], monday + 9)
    expect(await store.inForce('acme/app')).toEqual(
      new Map([
        ['changed', { mode: 'enforce', from: monday + 1 }],
        ['gone', { mode: 'enforce', from: monday + 2 }],
        ['kept', { mode: 'enforce', from: monday }],
        ['new', { mode: 'enforce', from: monday }],
      ]),
    )
  })
  it('spends what there is, says when there is more, and keeps installations and limits apart', async () => {
    const { store } = bench
    const limit = { name: 'content', allowance: 60, perMs: minute }
    for (let spent = 0; spent < 60; spent++)
      expect(await store.spend(1, limit, 1, monday)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1, monday)).toEqual({ ok: false, until: monday + 1000 })
    expect(await store.spend(1, limit, 10, monday)).toEqual({ ok: false, until: monday + 10_000 })
    expect(await store.spend(2, limit, 60, monday)).toEqual({ ok: true })
    expect(await store.spend(1, { ...limit, name: 'requests' }, 1, monday)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1, monday + 999)).toMatchObject({ ok: false })
    expect(await store.spend(1, limit, 1, monday + 1000)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1000, monday + hour)).toEqual({ ok: true })
    await store.block(3, 'content', monday + hour)
    expect(await store.spend(3, limit, 1, monday)).toEqual({ ok: false, until: monday + hour })
    expect(await store.spend(3, limit, 1, monday + hour)).toEqual({ ok: true })
  })
  it('forgets old deliveries, but none that is still to be taken in', async () => {
    const { store, clock } = bench
    await store.receive([aDelivery('taken'), aDelivery('new'), aDelivery('ignored', { ignored: true })])
    await store.record(await bench.take(), anOutcome({ taken: ['taken'] }))
    clock.set(monday + 30 * 24 * hour)
    expect(await store.housekeep()).toMatchObject({ deliveries: 0 })
    clock.set(monday + 30 * 24 * hour + 1)
    expect(await store.housekeep()).toMatchObject({ deliveries: 2 })
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['new'])
  })
  it('puts a check again that has been in progress for a week (D17)', async () => {
    const { store, clock } = bench
    const check = (name: string, end: object) =>
      anEffect(name, { change: { do: 'check.put', name, sha: 'abc', title: '', summary: '', ...end } })
    await bench.look('acme/app#1', {
      effects: [check('open', { status: 'in_progress' }), check('done', { conclusion: 'success' })],
    })
    const [taken] = await store.outbox.take(1)
    if (taken === undefined) throw new Error('Nothing was taken.')
    await store.outbox.settle(
      taken.job,
      new Map([
        ['open', { outcome: 'done' }],
        ['done', { outcome: 'done' }],
      ]),
    )
    clock.set(monday + 7 * 24 * hour - 1)
    await store.housekeep()
    expect(await store.lease(clock.now(), 1, minute)).toEqual([])
    clock.set(monday + 7 * 24 * hour)
    await store.housekeep()
    expect((await bench.take()).subject).toBe('acme/app#1')
    expect((await store.past('acme/app#1')).ledger.map((line) => line.key)).toEqual(['done'])
  })
  it('is ready', async () => {
    expect(await bench.store.ready()).toEqual({ ok: true })
  })
}
