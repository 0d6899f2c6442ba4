import type { Instant } from './instant.ts'

/** A half-open stretch of time: it holds its start and not its end. */
export type Interval = readonly [start: Instant, end: Instant]

/**
 * When something is open. All instants are milliseconds since 1970 in UTC; every answer is exact across DST changes.
 * A calendar that is never open cannot be made: it is a problem of the policy.
 */
export interface Calendar {
  readonly name: string
  readonly timezone: string
  isOpen(at: Instant): boolean
  /** `at` itself while open. */
  nextOpen(at: Instant): Instant
  /** The end of the open stretch that `at` lies in, or of the next one; undefined where it never closes (`always`). */
  nextClose(at: Instant): Instant | undefined
  /** The earliest instant at or after `from` by which `milliseconds` of open time have passed. Zero gives the next opening. */
  add(from: Instant, milliseconds: number): Instant
  /** The latest instant by which no more than `milliseconds` of open time remain before `from`. */
  subtract(from: Instant, milliseconds: number): Instant
  /** Open milliseconds in [from, to); 0 when reversed. */
  spent(from: Instant, to: Instant): number
  /** Open stretches clipped to [from, to), in order, adjacent ones joined. */
  intervals(from: Instant, to: Instant): Interval[]
  /** The local date, `2026-12-01`, on which opening hours begin, the `count`-th after the date `at` lies on. */
  openDayAfter(date: string, count: number): string
  /** The last closing among the hours that begin on the open day `at` lies in; while closed, on the next open day. */
  endOfDay(at: Instant): Instant
  /**
   * For a calendar of periods: the next instant after `at` at which one ends, where one does; undefined for calendars with
   * hours. With `every` that is the start of the next.
   */
  nextPeriod?(at: Instant): Instant | undefined
  /** Its periods are the iterations of this field of a board, and have to be read first. */
  iterations?: { board: string; field: string }
}

/** An iteration of a board's field, on whole dates. */
export interface Iteration {
  title: string
  /** `2026-01-05` */
  startDate: string
  /** In days. */
  duration: number
}

/** When releases are allowed. Built from `open` and `closed` lines (policy.md, windows). */
export interface ReleaseWindow {
  readonly name: string
  readonly timezone: string
  readonly because?: string
  readonly mayFinish: boolean
  /** `open`: allowed only while in force; `closed`: not allowed while in force. A window may have both. */
  readonly open?: Schedule
  readonly closed?: Schedule
}

/** A set of instants written as weekly lines and dated ranges. */
export interface Schedule {
  contains(at: Instant): boolean
  /** The earliest instant after `at` where `contains` changes; undefined when it never does again. */
  changesAfter(at: Instant): Instant | undefined
}

/** Whether something may happen now, and when that answer changes next. */
export interface WindowAnswer {
  open: boolean
  /** When `open` changes; undefined when it never does. */
  changes?: Instant
  /** The windows that refuse at this instant, by name. */
  denying: readonly ReleaseWindow[]
}
