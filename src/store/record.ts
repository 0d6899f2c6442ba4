import { urgencyOf } from '../core/urgency.ts'
import type { Lease, Outcome, SubjectRow } from '../pipeline/ports.ts'
import { claimTurn } from './claim.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { changeFacts, concerned, dependOn } from './facts.ts'
import { recordLocks } from './locks.ts'
import { recordCounts, tellWhole } from './members.ts'
import { recordOverrides } from './overrides.ts'
import { recordDecisions } from './record-decisions.ts'
import { recordLedger } from './record-ledger.ts'
import { priorityOf, stateOf } from './subject-row.ts'
import { carryOut, dropIdle, promiseWakings, type Waking } from './wakings.ts'
import { LeaseLost } from './work-list.ts'

/**
 * Records how a look ended, all of it or nothing. Throws `LeaseLost` where the lease has run out, or is somebody else's, and
 * `TurnTaken` where the turn that it claims is somebody else's.
 * Whom it wakes is promised in the same commit and done right after it.
 */
export async function record(context: Context, lease: Lease, outcome: Outcome): Promise<void> {
  await context.jobs.keepTime()
  const now = context.clock.now()
  const { due, planned, promised } = await context.database.transaction(async (tx) => {
    const changed = await concerned(tx, outcome.changed)
    const wakings = wakingsOf(lease, changed, outcome.wake)
    const due = await giveBack(tx, lease, outcome, now)
    await claimTurn(tx, lease.subject, outcome)
    await recordMemory(tx, lease, outcome)
    await recordDecisions(tx, lease.subject, outcome.decisions)
    await recordOverrides(tx, outcome.overrides)
    await recordLocks(tx, outcome.locks)
    await recordCounts(tx, lease, outcome)
    const planned = await recordLedger(tx, lease.subject, outcome)
    await takeIn(tx, lease, outcome)
    await changeFacts(tx, changed, now)
    const added = await dependOn(tx, lease.subject, outcome.depends)
    if (outcome.row === undefined) await forgetAll(tx, lease)
    // A change made while this look was reading did not know yet whom to wake: after the commit one of the two sees the other.
    else if (added) wakings.push({ whom: 'overtaken', target: lease.subject, since: outcome.at })
    const promised = await promiseWakings(tx, wakings)
    if (planned) await context.jobs.sendOutbox(tx, lease.subject, howUrgent(lease, outcome))
    return { due, planned, promised }
  })
  if (planned) context.announce('effects')
  if (due) context.announce('due')
  await keepPromises(context, outcome, promised)
}

/** What a look that nobody waits for leads to can wait as well. */
function wakingsOf({ isSwept }: Lease, changed: Outcome['changed'], wake: Outcome['wake']): Waking[] {
  const priority = isSwept ? 'sweep' : 'event'
  return [
    ...changed.map(({ key }) => ({ whom: 'dependants', target: key, priority }) as const),
    ...wake.map((target) => ({ whom: 'subject', target, priority }) as const),
  ]
}

function howUrgent({ isSwept = false }: Lease, { effects, row }: Outcome) {
  const changes = effects.map(({ change }) => change)
  return { urgency: urgencyOf(changes, isSwept), isSwept, risk: row?.risk ?? 0 }
}

// What is committed stays so whatever happens now; a promise left undone is kept by whoever asks for work next.
async function keepPromises(context: Context, outcome: Outcome, promises: readonly number[]): Promise<void> {
  try {
    const promised = [...promises, ...(await tellWhole(context, outcome))]
    if (await dropIdle(context, promised)) await carryOut(context)
  } catch (error) {
    context.log.warn({ err: error }, 'Waking was put off')
  }
}

// Locks the subject's row first: its looks, and its outbox, come one after the other.
const giveBackSql = `
  update reeve.subjects set
    state = $4, history = $5, open = $6, head = $7, risk = $14, installation = coalesce($8, installation), heard = $12, missed = $13,
    leased = false,
    look_at = case when wake = $3 then $9::bigint else least(coalesce(look_at, $10::bigint), $10::bigint) end,
    priority = case when wake = $3 then $11 else priority end
  where key = $1 and leased and leased_until = $2 and leased_until > $10::bigint
  returning wake`

/** What has come to its end is looked at no more when a policy changes: a closed item, a group or a deployment that is over. */
function isOpen(row: SubjectRow | undefined): boolean {
  if (row?.item) return row.item.state === 'open'
  return row?.group?.ended !== true && row?.run?.ended !== true
}

/** Whether the subject was woken during the look and so is still due. */
async function giveBack(tx: Queries, lease: Lease, outcome: Outcome, now: number): Promise<boolean> {
  const { row, next } = outcome
  const pull = row?.item?.pull
  const [given] = await tx.query<{ wake: number }>(giveBackSql, [
    lease.subject,
    lease.until,
    lease.wake,
    row === undefined ? null : stateOf(row),
    row === undefined ? null : JSON.stringify(row.history),
    isOpen(row),
    pull?.sha ?? null,
    row?.installation ?? null,
    next ?? null,
    now,
    priorityOf(lease.subject, 'timer'),
    row?.heard ?? null,
    row?.missed === true,
    row?.risk ?? 0,
  ])
  if (given === undefined) throw new LeaseLost(lease)
  return given.wake !== lease.wake || (next !== undefined && next <= now)
}

// D3: a ruling and a breach are made once and kept; what was seen, and whose turn it was, is kept as it was last told.
async function recordMemory(tx: Queries, { subject }: Lease, { remember }: Outcome): Promise<void> {
  if (remember.length === 0) return
  const newest = [
    ...new Map(remember.map((one) => [JSON.stringify([one.rule, one.kind, one.key]), one])).values(),
  ]
  await tx.query(
    `insert into reeve.memory as m (subject, rule, kind, key, value, at)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     on conflict (subject, rule, kind, key) do update set value = excluded.value, at = excluded.at
     where m.kind not in ('ruling', 'breach')`,
    [
      subject,
      newest.map((one) => one.rule),
      newest.map((one) => one.kind),
      newest.map((one) => one.key),
      newest.map((one) => one.value),
      newest.map((one) => one.at),
    ],
  )
}

async function takeIn(tx: Queries, { subject }: Lease, { taken, dead }: Outcome): Promise<void> {
  if (taken.length > 0) {
    await tx.query(
      `update reeve.deliveries set state = 'taken' where subject = $1 and state = 'new' and id = any($2::text[])`,
      [subject, taken],
    )
  }
  if (dead.length === 0) return
  await tx.query(
    `update reeve.deliveries d set state = 'dead', why = x.why, field = x.field
     from unnest($2::text[], $3::text[], $4::text[]) as x(id, why, field)
     where d.subject = $1 and d.state = 'new' and d.id = x.id`,
    [subject, dead.map((one) => one.id), dead.map((one) => one.why), dead.map((one) => one.field)],
  )
}

// The audit and the deliveries stay. A row that was woken meanwhile stays too: something came for it.
async function forgetAll(tx: Queries, lease: Lease): Promise<void> {
  for (const table of ['memory', 'ledger', 'standing', 'depends', 'members']) {
    await tx.query(`delete from reeve.${table} where subject = $1`, [lease.subject])
  }
  await tx.query('delete from reeve.subjects where key = $1 and wake = $2', [lease.subject, lease.wake])
}
