import { expect, it } from 'vitest'
import type { Effect } from '../../core/effect.ts'
import type { Bench } from './bench.ts'
import { aDecision, aDelivery, anEffect, anItem, anOutcome, aRow, hour, monday } from './builders.ts'

const name = { was: 'acme/old', now: 'acme/new', repoId: 5 }
const old = (number: number) => `acme/old#${number}`
const now = (number: number) => `acme/new#${number}`

function row(key: string, title = 'It does not start') {
  const [repo = '', number] = key.split('#')
  return aRow({ key, repo, item: anItem({ repo, number: Number(number), title }) })
}

function comment(key: string, subject: string): Effect {
  return anEffect(key, { subject, owned: false, change: { do: 'comment.add', key, body: 'Hello' } })
}

/** Everything that Reeve keeps, under the old name. */
async function keepAll({ store, look }: Bench): Promise<void> {
  await store.receive([aDelivery('late', { subject: old(2) }), aDelivery('dead', { subject: old(3) })])
  const [two, three] = await store.lease(monday, 9, hour)
  if (!two || !three) throw new Error('Two subjects should be due.')
  await store.release(two)
  await store.record(
    three,
    anOutcome({ row: row(old(3)), dead: [{ id: 'dead', why: 'is missing', field: 'issue.number' }] }),
  )
  await look(old(1), {
    row: row(old(1)),
    remember: [{ rule: 'fix', kind: 'ruling', key: 'labeled:verified', value: 'allowed', at: monday }],
    effects: [
      comment('fix/acme/old/1/late/0', old(1)),
      anEffect('assign', { subject: old(1), change: { do: 'assignee.add', login: 'ann' } }),
      anEffect('open', {
        subject: old(1),
        change: {
          do: 'issue.open',
          key: 'open',
          repo: 'acme/old',
          title: '',
          body: '',
          labels: [],
          assignees: [],
        },
      }),
    ],
    decisions: [aDecision()],
    depends: [`issue:${old(2)}`, 'team:acme/qa'],
    counts: { members: [{ of: 'acme/old/ship/is:open', truth: 'yes', since: monday }], first: [] },
    overrides: [
      {
        subject: old(1),
        cause: 'c',
        rule: 'fix',
        by: 'ann',
        because: 'b',
        from: monday,
        until: monday + hour,
        count: 1,
      },
    ],
    next: monday + hour,
  })
  await look('acme/other#1', { row: row('acme/other#1'), depends: [`issue:${old(1)}`] })
  await store.remember(`made:notice:${old(1)}:reeve`, '17', monday)
  await store.remember('made:issue:acme/old:open', '9', monday)
  await store.remember('sweep:acme/old', { since: 1, next: 2 }, monday)
  await store.remember('labels:acme/old', ['bug'], monday)
  await store.remember('closing:acme/other#1', [old(1)], monday)
  await store.remember('labels:acme/older', ['bug'], monday)
  await store.savePolicy({
    repo: 'acme/old',
    sha: 'a1',
    path: '.github/reeve.yml',
    text: 'rules: []',
    problems: [],
    tookEffect: true,
    at: monday,
  })
  await store.takeEffect('acme/old', [{ id: 'fix', mode: 'enforce', was: [] }], monday)
  await look('acme/older#1', { row: row('acme/older#1') })
}

export function testRenaming(bench: Bench): void {
  it('carries everything over, and nothing of a repository whose name begins alike', async () => {
    const { store } = bench
    await keepAll(bench)
    await store.rename(name)
    const past = await store.past(now(1))
    expect(past.row).toMatchObject({ key: now(1), repo: 'acme/new', item: { repo: 'acme/new', number: 1 } })
    expect(past.row?.missed).toBeUndefined()
    expect(past.memory).toHaveLength(1)
    expect(past.decisions).toHaveLength(1)
    expect(
      past.ledger.map(({ key, change }) => [key, change.do === 'issue.open' ? change.repo : '']),
    ).toEqual([
      ['fix/acme/old/1/late/0', ''],
      ['assign', ''],
      ['open', 'acme/new'],
    ])
    expect(await store.audit(now(1))).toHaveLength(1)
    expect((await store.past(now(2))).deliveries.map(({ id }) => id)).toEqual(['late'])
    expect((await store.deadLetters()).map(({ subject }) => subject)).toEqual([now(3)])
    expect(await store.overrides('acme/new', monday)).toHaveLength(1)
    expect(await store.turns('acme/new', 'triage')).toEqual({ ann: monday })
    expect(await store.inForce('acme/new')).toEqual(new Map([['fix', { mode: 'enforce', from: monday }]]))
    expect((await store.policyOf('acme/new'))?.good?.sha).toBe('a1')
    expect(await store.policyOf('acme/old')).toBeUndefined()
    expect((await store.cached(`made:notice:${now(1)}:reeve`))?.value).toBe('17')
    expect((await store.cached('made:issue:acme/new:open'))?.value).toBe('9')
    expect((await store.cached('sweep:acme/new'))?.value).toEqual({ since: 1, next: 2 })
    const census = await store.census({ repo: 'acme/new', of: 'acme/new/ship/is:open' }, now(9))
    expect(census.members.map(({ key }) => key)).toEqual([now(1)])
    const counted = await bench.database.query('select key, counted from reeve.subjects where key = $1', [
      now(1),
    ])
    expect(counted).toEqual([{ key: now(1), counted: ['acme/new/ship/is:open'] }])
    expect(await store.cached('labels:acme/new')).toBeUndefined()
    expect(await store.cached('closing:acme/other#1')).toBeUndefined()
    expect((await store.cached('labels:acme/older'))?.value).toEqual(['bug'])
    expect(await store.row('acme/older#1')).toBeDefined()
    expect(await store.subjectsOf('acme/old')).toEqual([])
  })
  it('every table that keeps something by a repository or a subject is carried over', async () => {
    const columns = await bench.database.query<{ place: string }>(
      `select table_name || '.' || column_name as place from information_schema.columns where table_schema = 'reeve'
         and column_name in ('subject', 'subjects', 'repo', 'repos', 'owner', 'target', 'question', 'fact') order by 1`,
    )
    // A new one goes into rename.ts, and then here.
    expect(columns.map(({ place }) => place)).toEqual([
      'decisions.subject',
      'deliveries.subject',
      'depends.fact',
      'depends.subject',
      'first_names.repo',
      'in_force.repo',
      'ledger.subject',
      'locks.repo',
      'locks.subject',
      'members.question',
      'members.subject',
      'memory.subject',
      'overrides.repo',
      'overrides.subject',
      'policies.repo',
      'standing.subject',
      'subjects.owner',
      'subjects.repo',
      'turns.repo',
      'wakings.target',
    ])
  })
  it('acts are keyed by the first name, however often it is renamed, and by its own when it has it again', async () => {
    const { store, look } = bench
    await look(old(1), { row: row(old(1)) })
    expect((await store.past(old(1))).knownAs).toBeUndefined()
    await store.rename(name)
    await store.rename({ was: 'acme/new', now: 'acme/newest' })
    expect((await store.past('acme/newest#1')).knownAs).toBe('acme/old')
    expect((await store.past('acme/newest#77')).knownAs).toBe('acme/old')
    expect(await store.nameNow('acme/old')).toBe('acme/newest')
    expect((await store.past(old(1))).formerly).toMatchObject({
      was: 'acme/old',
      now: 'acme/newest',
      repoId: 5,
    })
    await store.rename({ was: 'acme/newest', now: 'acme/old' })
    expect(await store.past(old(1))).toMatchObject({ knownAs: 'acme/old', row: { key: old(1) } })
    expect((await store.past(old(1))).formerly).toBeUndefined()
    expect(await store.nameNow('acme/newest')).toBe('acme/old')
  })
  it('what is held under both names is one, and is read afresh', async () => {
    const { store, look } = bench
    const ruling = (value: string) => ({ rule: 'fix', kind: 'ruling' as const, key: 'k', value, at: monday })
    await look(old(1), {
      row: row(old(1), 'older'),
      remember: [ruling('allowed')],
      effects: [comment('k', old(1))],
    })
    await look(now(1), {
      row: row(now(1), 'newer'),
      remember: [ruling('refused')],
      effects: [comment('k', now(1))],
    })
    await look(now(2), { row: row(now(2)), next: monday + hour })
    await store.receive([aDelivery('a', { subject: old(1) }), aDelivery('b', { subject: now(1) })])
    await store.rename(name)
    const past = await store.past(now(1))
    expect(past.row).toMatchObject({ missed: true, item: { title: 'older', repo: 'acme/new' } })
    expect(past.memory.map(({ value }) => value)).toEqual(['allowed'])
    expect(past.ledger).toHaveLength(1)
    expect(past.deliveries.map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await store.row(now(2)))?.missed).toBeUndefined()
    expect((await store.lease(monday, 9, hour)).map(({ subject }) => subject)).toEqual([now(1)])
  })
  it('the look in which the new name is heard goes on; all others look again', async () => {
    const { store } = bench
    await store.wake([old(1), 'acme/old', 'acme/new'])
    const leases = await store.lease(monday, 9, hour)
    const of = (subject: string) => leases.find((lease) => lease.subject === subject) ?? leases[0]
    const [hearing, other] = [of('acme/new'), of(old(1))]
    if (!hearing || !other) throw new Error('They should be due.')
    await store.rename(name)
    await expect(store.record(other, anOutcome({ row: row(old(1)) }))).rejects.toThrow(/lease/)
    await store.record(hearing, anOutcome({ row: aRow({ key: 'acme/new', repo: 'acme/new' }) }))
    const due = await store.lease(monday, 9, hour)
    expect(due.map(({ subject }) => subject).sort()).toEqual(['acme/new', now(1)])
  })
  it('what is unsent is sent under the new name, once', async () => {
    const { store } = bench
    await bench.look(old(1), { row: row(old(1)), effects: [comment('k', old(1))] })
    await store.rename(name)
    const taken = await store.outbox.take(9)
    expect(taken.map(({ subject, effects }) => [subject, effects.length])).toEqual([[now(1), 1]])
    const [job] = taken
    if (job) await store.outbox.settle(job.job, new Map([['k', { outcome: 'done' }]]))
    expect(await store.outbox.take(9)).toEqual([])
    expect((await store.past(now(1))).ledger.map(({ state }) => state)).toEqual(['sent'])
  })
  it('waits while something is being sent under the old name', async () => {
    const { store } = bench
    await bench.look(old(1), { row: row(old(1)), effects: [comment('k', old(1))] })
    const [taken] = await store.outbox.take(9)
    await expect(store.rename(name)).rejects.toThrow(/being sent/)
    expect(await store.row(now(1))).toBeUndefined()
    if (taken) await store.outbox.settle(taken.job, new Map([['k', { outcome: 'done' }]]))
    await store.rename(name)
    expect((await store.past(now(1))).ledger.map(({ state }) => state)).toEqual(['sent'])
  })
  it('an owner takes all its repositories along', async () => {
    const { store, look } = bench
    await look('acme/app#1')
    await look('acmes/app#1', { row: row('acmes/app#1') })
    await store.remember('team:acme/qa', ['ann'], monday)
    await store.rename({ was: 'acme', now: 'apex', ownerId: 3 })
    expect((await store.past('apex/app#1')).row?.item?.repo).toBe('apex/app')
    expect((await store.past('apex/app#1')).knownAs).toBe('acme/app')
    expect(await store.row('acmes/app#1')).toBeDefined()
    expect(await store.nameNow('acme/site')).toBe('apex/site')
    expect((await store.past('acme/site#1')).formerly).toEqual({
      was: 'acme',
      now: 'apex',
      ownerId: 3,
      taken: false,
    })
    await store.wakeAll({ owner: 'apex' })
    expect((await store.lease(monday, 9, hour)).map(({ subject }) => subject)).toEqual(['apex/app#1'])
  })
  it('webhooks that come late are handed on, also where another repository has the name by now', async () => {
    const { store } = bench
    await store.rename(name)
    await store.takeName('acme/old')
    expect(await store.nameNow('acme/old')).toBe('acme/old')
    await store.receive([aDelivery('late', { subject: old(4) }), aDelivery('other', { subject: old(4) })])
    const { deliveries, formerly } = await store.past(old(4))
    expect(formerly).toMatchObject({ taken: true })
    await store.passOn(
      deliveries.filter(({ id }) => id === 'late'),
      name,
    )
    expect((await store.past(now(4))).deliveries.map(({ id }) => id)).toEqual(['late'])
    expect((await store.past(old(4))).deliveries.map(({ id }) => id)).toEqual(['other'])
  })
}
