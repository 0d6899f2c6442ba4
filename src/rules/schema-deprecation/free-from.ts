import type { Instant } from '../../core/instant.ts'
import type { Length } from '../../core/length.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { formatLocalDate } from '../../time/local.ts'
import { localDay, midnight } from '../../time/zone.ts'
import type { SchemaOptions } from './options.ts'

type Zoned = Pick<Judging<SchemaOptions>, 'rule' | 'options' | 'add' | 'local'>

/**
 * From when on what was deprecated then may go. A period of days or months ends on a date, and on that day itself it may from
 * its first minute on, whatever the hour of the deprecation was; one of hours ends at its instant.
 */
export function freeFrom(judging: Zoned, began: Instant, period: Length): Instant {
  const ends = judging.add(began, period)
  const { timezone } = judging.rule
  return period.unit === 'seconds' ? ends : midnight(localDay(ends, timezone), timezone)
}

/** The same for people: a date, or where the period is one of hours a time. */
export function freeFromInWords(judging: Zoned, from: Instant): string {
  const { options, rule } = judging
  return options.period?.unit === 'seconds' ? judging.local(from) : formatLocalDate(from, rule.timezone)
}
