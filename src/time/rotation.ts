import type { Calendar } from '../core/calendar.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { Period } from '../core/length.ts'
import type { PeopleRef, Rotation } from '../core/people.ts'
import { createCycle } from './cycle.ts'
import { type Parsed, read, refused } from './parsed.ts'
import { isZone, type Wall, wallToInstant } from './zone.ts'

/** A rotation as a policy writes it (policy.md, people). */
export interface RotationSpec {
  timezone: string
  /** Each entry, one or several, is on in turn. */
  rotation: readonly (readonly PeopleRef[])[]
  every: Period
  /** The first hand-over. */
  from: Wall
  calendar?: Calendar
  backup: readonly PeopleRef[]
  overrides: readonly { who: readonly PeopleRef[]; from: Wall; to: Wall }[]
}

interface Override {
  who: readonly PeopleRef[]
  from: Instant
  to: Instant
}

/** Makes a rotation; hand-overs keep their local wall time whatever the clocks do. */
export function createRotation(spec: RotationSpec): Parsed<Rotation> {
  const { timezone, rotation, calendar, backup } = spec
  if (!isZone(timezone)) {
    return refused(`\`${timezone}\` is no time zone.`, 'Write one such as `Europe/Berlin` or `UTC`.')
  }
  if (rotation.length === 0)
    return refused('Nobody is in this rotation.', 'Name at least one under `rotation`.')
  if (calendar !== undefined && backup.length === 0) {
    return refused('With `calendar` nobody is on while it is closed.', 'Name a `backup` for those hours.')
  }
  const overrides = spec.overrides.map(({ who, from, to }) => ({
    who,
    from: wallToInstant(from, timezone),
    to: wallToInstant(to, timezone),
  }))
  if (overrides.some(({ from, to }) => to <= from)) {
    return refused(
      'An override ends before it begins.',
      'Write the earlier moment under `from`, the later under `to`.',
    )
  }
  const inTurn = turns(spec)
  return read({ timezone, backup, on: (at) => onAt(inTurn, overrides, calendar, at) })
}

interface Turns {
  who(at: Instant): readonly PeopleRef[]
  handOver(at: Instant): Instant
}

function turns({ rotation, from, timezone, every }: RotationSpec): Turns {
  const cycle = createCycle({ from, timezone, every })
  return {
    who(at) {
      const turn = cycle.turnAt(at)
      return turn < 0 ? [] : (rotation[turn % rotation.length] ?? [])
    },
    handOver: (at) => cycle.start(Math.max(0, cycle.turnAt(at) + 1)),
  }
}

function onAt(
  inTurn: Turns,
  overrides: readonly Override[],
  calendar: Calendar | undefined,
  at: Instant,
): ReturnType<Rotation['on']> {
  if (calendar !== undefined && !calendar.isOpen(at)) return { who: [], until: calendar.nextOpen(at) }
  const closes = calendar?.nextClose(at)
  const starts = earliest(...overrides.map(({ from }) => from).filter((from) => from > at))
  // Of several overrides the one written last holds.
  const override = overrides.findLast(({ from, to }) => from <= at && at < to)
  const ends = override?.to ?? inTurn.handOver(at)
  const until = earliest(closes, starts, ends)
  return { who: override?.who ?? inTurn.who(at), ...(until === undefined ? {} : { until }) }
}
