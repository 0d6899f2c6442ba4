import type { Event } from '../core/event.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { parseSubject, type SubjectKey } from '../core/subject.ts'
import { withoutLostReturn } from './absences.ts'
import { changedCounts } from './count-members.ts'
import { withoutPassedOn } from './former-names.ts'
import { isLate, noteGone } from './gone.ts'
import { noteLogins } from './logins-seen.ts'
import { lookAtCommit } from './look-at-commit.ts'
import { lookAtItem } from './look-at-item.ts'
import { lookAtRepo } from './look-at-repo.ts'
import { lookAtRun } from './look-at-run.ts'
import type { Lease, Outcome, Past, Ports } from './ports.ts'
import { emptyRow, type TakenIn, takeIn } from './take-in.ts'
import { arriving, leaveBehind } from './transferred.ts'
import { PolicyUnreadable } from './unread-policies.ts'

/** What a look at a subject adds to what its events told. */
export type Look = Pick<
  Outcome,
  | 'row'
  | 'remember'
  | 'decisions'
  | 'effects'
  | 'ledger'
  | 'forget'
  | 'depends'
  | 'changed'
  | 'wake'
  | 'overrides'
  | 'locks'
  | 'claim'
  | 'next'
>

/** Everything a look starts from. */
export interface LookInput {
  past: Past
  taken: TakenIn
  now: Instant
}

/**
 * The whole road for one subject: take in what happened → read what is true → judge → plan → record. The outbox does the
 * rest. Nothing reaches GitHub, the clock or the store by another way.
 */
export async function handle(ports: Ports, lease: Lease): Promise<Outcome> {
  const now = ports.clock.now()
  const here = await withoutPassedOn(ports, await ports.store.past(lease.subject))
  if (!here) return { ...nothing, row: undefined, taken: [], dead: [], at: now }
  const held = await withoutLostReturn(ports, here)
  const heard = normaliseAll(ports, held)
  await noteLogins(ports.store, held.deliveries, now)
  const read = takeIn({
    row: held.row ?? emptyRow(lease.subject, heard.installation),
    events: heard.events,
    ledger: held.ledger,
    app: ports.app,
  })
  const told = await withoutLate(ports, held, { taken: read, events: heard.events })
  if (told.into !== undefined) await leaveBehind(ports, held, { into: told.into, now })
  const { past, row, carried, left } = await arriving(ports, held, told)
  const taken = { ...told, row }
  if (taken.policies.length > 0 || taken.others.length > 0) {
    await ports.attend({ policies: taken.policies, others: taken.others }, now)
  }
  const look = await lookAt(ports, lease.subject, { past, taken, now }).catch(waitForPolicy(taken))
  const counted = changedCounts(past.row, look.row)
  const outcome: Outcome = {
    ...look,
    ledger: [
      ...taken.confirmed.map((line) => ({ ...line, state: 'confirmed' as const })),
      ...carried.filter(({ key }) => !look.forget.includes(key)),
      ...look.ledger,
    ],
    changed: [
      ...taken.changed,
      ...left.map((key) => ({ key: `issue:${key}` })),
      ...look.changed,
      ...counted.changed,
    ],
    wake: [...taken.wake, ...look.wake],
    taken: past.deliveries.map(({ id }) => id).filter((id) => !heard.dead.some((letter) => letter.id === id)),
    dead: heard.dead,
    at: now,
    ...(counted.counts ? { counts: counted.counts } : {}),
  }
  await ports.store.record(lease, outcome)
  return outcome
}

/** What comes late about an issue that was deleted or transferred does not bring it back. */
async function withoutLate(
  ports: Ports,
  held: Past,
  { taken, events }: { taken: TakenIn; events: readonly Event[] },
): Promise<TakenIn> {
  const { key, item } = taken.row
  if (taken.goneAt !== undefined) await noteGone(ports, key, { at: taken.goneAt, into: taken.into })
  const isNew = held.row?.item === undefined && item !== undefined
  return isNew && !taken.gone && (await isLate(ports, key, events)) ? { ...taken, gone: true } : taken
}

async function lookAt(ports: Ports, key: SubjectKey, input: LookInput): Promise<Look> {
  if (input.taken.gone) return { ...nothing, row: undefined }
  // Where nothing can be done nothing is asked, and no timer runs: coming back wakes everything.
  if (input.past.absent) return { ...nothing, row: input.taken.row }
  if (input.taken.others.some(({ news }) => news === 'installed'))
    return { ...nothing, row: input.taken.row, wake: [key] }
  const subject = parseSubject(key)
  if (subject?.kind === 'item') return lookAtItem(ports, input)
  if (subject?.kind === 'commit') return lookAtCommit(ports, subject, input)
  if (subject?.kind === 'run') return lookAtRun(ports, subject.repo, input)
  if (subject?.kind === 'repo') return lookAtRepo(ports, subject.repo, input)
  return { ...nothing, row: input.taken.row }
}

/** Nothing is judged without its policy; what happened is kept, and it is looked at again when the policy is tried again. */
function waitForPolicy({ row }: TakenIn): (error: unknown) => Look {
  return (error) => {
    if (!(error instanceof PolicyUnreadable)) throw error
    return { ...nothing, row, changed: [{ key: `issue:${row.key}` }], next: error.until }
  }
}

export const nothing: Omit<Look, 'row'> = {
  remember: [],
  decisions: [],
  effects: [],
  ledger: [],
  forget: [],
  depends: [],
  changed: [],
  wake: [],
  overrides: [],
  locks: [],
  next: undefined,
}

interface Heard {
  events: readonly Event[]
  dead: Outcome['dead']
  installation?: number
}

/** A payload that lacks what it must have becomes a dead letter, visible and re-runnable; the others go on. */
function normaliseAll(ports: Ports, past: Past): Heard {
  const events: Event[] = []
  const dead: Outcome['dead'][number][] = []
  for (const delivery of past.deliveries) {
    const read = ports.normalise(delivery)
    if (!read.ok) dead.push({ id: delivery.id, why: read.why, field: read.field })
    else if ('event' in read) events.push(read.event)
  }
  const installation = past.deliveries.findLast(
    (delivery) => delivery.installation !== undefined,
  )?.installation
  return { events, dead, ...(installation === undefined ? {} : { installation }) }
}

/**
 * When to look again: by time alone, or sooner where something was unknown; where it was only not its turn to be asked
 * for, when it is.
 */
export function nextLook(
  ports: Ports,
  input: { now: Instant; next: Instant | undefined; unsure: number; turn?: Instant | undefined },
): Instant | undefined {
  const wait = input.unsure > 0 ? ports.retryAfter(input.unsure) : undefined
  const again = input.turn ?? (wait === undefined ? undefined : input.now + wait)
  return earliest(input.next, again)
}
