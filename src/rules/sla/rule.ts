import type { Finding, Memory, Occasion } from '../../core/decision.ts'
import { earliest, formatInstant, type Instant } from '../../core/instant.ts'
import type { Rule } from '../../core/policy.ts'
import type { Judging, KeyRemark, RuleKind } from '../../core/rule-kind.ts'
import { finding, reason } from '../finding.ts'
import { type Reading, readCycle } from './clock.ts'
import { courseOf } from './course.ts'
import { escalations } from './escalations.ts'
import { hear, listens } from './hear.ts'
import { marksOf } from './marks.ts'
import { type ClockName, say } from './messages.ts'
import { type SlaOptions, slaOptions } from './options.ts'

export const sla: RuleKind<SlaOptions> = {
  name: 'sla',
  summary: 'It is answered, picked up or closed in time.',
  phase: 'clock',
  gates: false,
  options: slaOptions,
  without: ['grace', 'on-fail'],
  needs: ['permission'],
  evaluate,
  listens,
  hear,
  conditions: ({ goals }) =>
    goals.map(({ when }, index) => ({ path: ['goals', index, 'when'], query: when })),
  remarks,
}

function remarks(options: SlaOptions): KeyRemark[] {
  const { escalate, warn } = options
  return [
    ...(options['on-warn'].length > 0 && warn.length === 0
      ? [{ path: ['on-warn'], level: 'warning' as const, code: 'never-warned', ...say.neverWarned }]
      : []),
    ...(options['until-acknowledged'] && escalate.length === 0
      ? [{ path: ['until-acknowledged'], level: 'warning' as const, code: 'nothing-to-end', ...say.noSteps }]
      : []),
  ]
}

function evaluate(judging: Judging<SlaOptions>): Finding {
  const { rule, now } = judging
  const course = courseOf(judging)
  const next = course.next === undefined ? {} : { next: course.next }
  const notStarted = finding({ verdict: 'not-applicable', reason: reason(rule, say.notStarted()), ...next })
  if (course.cycles.length === 0 && course.sure !== 'unknown')
    return { ...notStarted, remember: course.remember }
  const readings = course.cycles
    .filter(({ start }) => start <= now)
    .map((cycle) => withKeptBreach(judging, readCycle(cycle, course.rules, now)))
  const remember = [...course.remember]
  if (course.sure === 'unknown' || (course.answered === 'unknown' && !wasMet(readings.at(-1)))) {
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown()), remember, ...next })
  }
  if (course.answered === 'yes') remember.push(...readings.flatMap((reading) => breachMemory(rule, reading)))
  const kept = readings.slice(0, -1).flatMap((reading) => keptLabels(judging, reading))
  const last = readings.at(-1)
  if (!last || last.state === 'cancelled') {
    const labels = last ? keptLabels(judging, last) : []
    return { ...notStarted, occasions: [...kept, ...labels], remember }
  }
  const answer = last.state === 'stopped' ? stopped(judging, last) : running(judging, last)
  const changes = earliest(course.next, answer.next)
  return {
    ...answer,
    occasions: [...kept, ...answer.occasions],
    remember: [...remember, ...answer.remember],
    ...(changes === undefined ? {} : { next: changes }),
  }
}

/** In time by an answer that counts for sure: whether an earlier one counts as well changes nothing. */
function wasMet(reading: Reading | undefined): boolean {
  return reading?.state === 'stopped' && reading.breachedAt === undefined
}

/** A breach is recorded once and stays, whatever the history says later (D3). */
function withKeptBreach(judging: Judging<SlaOptions>, reading: Reading): Reading {
  const memory = judging.memory.find(({ kind, key }) => kind === 'breach' && key === reading.cause)
  return memory ? { ...reading, breachedAt: memory.at } : reading
}

function breachMemory(rule: Rule, { cause, breachedAt }: Reading): Memory[] {
  if (breachedAt === undefined) return []
  const value = formatInstant(breachedAt)
  return [{ rule: rule.id, kind: 'breach', key: cause, value, at: breachedAt }]
}

function breachOccasion(judging: Judging<SlaOptions>, reading: Reading, breachedAt: Instant): Occasion {
  return {
    actions: judging.options['on-breach'],
    cause: `${reading.cause}/breach`,
    at: breachedAt,
    texts: { due: breachedAt, reason: say.breached(clockName(judging), judging.local(breachedAt)).what },
  }
}

/** With `keep` the labels of a breach stay when the clock has stopped. */
function keptLabels(judging: Judging<SlaOptions>, reading: Reading): Occasion[] {
  if (!judging.options.keep || reading.breachedAt === undefined) return []
  const occasion = breachOccasion(judging, reading, reading.breachedAt)
  return [
    {
      ...occasion,
      actions: occasion.actions.map((action) => (action.action === 'label' ? action : nothing)),
    },
  ]
}

/** Keeps the place of an action in its list, and so the key of the others. */
const nothing = { action: 'label', labels: [] } as const

function stopped(judging: Judging<SlaOptions>, reading: Reading): Finding {
  const { rule } = judging
  const { breachedAt } = reading
  if (breachedAt === undefined) {
    return finding({ verdict: 'pass', reason: reason(rule, say.met(clockName(judging))), clock: inTime })
  }
  return finding({
    verdict: 'fail',
    reason: reason(rule, say.late(clockName(judging), judging.local(breachedAt))),
    occasions: keptLabels(judging, reading),
    clock: { atRisk: false, breached: true },
    quiet: true,
  })
}

const inTime = { atRisk: false, breached: false }

function running(judging: Judging<SlaOptions>, reading: Reading): Finding {
  const { rule, now } = judging
  const { breachedAt } = reading
  const marks = marksOf(judging, reading)
  const steps = escalations(judging, reading)
  const breach = breachedAt === undefined ? [] : [breachOccasion(judging, reading, breachedAt)]
  const due =
    breachedAt === undefined && reading.due !== undefined && reading.due > now ? reading.due : undefined
  const next = earliest(due, marks.next, steps.next)
  const atRisk = breachedAt !== undefined || marks.past
  return finding({
    verdict: breachedAt === undefined ? 'pass' : 'fail',
    reason: reason(rule, saidWhileRunning(judging, reading, marks.past), {
      started: formatInstant(reading.start),
      ...(reading.due === undefined ? {} : { due: formatInstant(reading.due) }),
    }),
    occasions: [...marks.occasions, ...breach, ...steps.occasions],
    remember: [...marks.remember, ...steps.remember],
    clock: { atRisk, breached: breachedAt !== undefined },
    ...(breachedAt === undefined ? {} : { since: { at: breachedAt, cause: `${reading.cause}/breach` } }),
    ...(next === undefined ? {} : { next }),
  })
}

function saidWhileRunning(judging: Judging<SlaOptions>, reading: Reading, atRisk: boolean) {
  const clock = clockName(judging)
  if (reading.breachedAt !== undefined) return say.breached(clock, judging.local(reading.breachedAt))
  if (reading.state === 'paused') return say.paused()
  if (reading.due === undefined) return say.running(clock, undefined)
  return atRisk
    ? say.atRisk(clock, judging.local(reading.due))
    : say.running(clock, judging.local(reading.due))
}

function clockName({ options }: Judging<SlaOptions>): ClockName {
  return typeof options.clock === 'string' ? options.clock : { reached: options.clock.text }
}
