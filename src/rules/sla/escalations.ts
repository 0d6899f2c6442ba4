import type { Action } from '../../core/action.ts'
import type { Obeyed } from '../../core/commands.ts'
import type { Occasion } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { markAt, openTimeOf } from '../../time/due.ts'
import type { Reading } from './clock.ts'
import { say } from './messages.ts'
import type { Escalation, SlaOptions } from './options.ts'

/** How often a step is repeated at most in one clock: hourly for two months. */
const mostRepeats = 1500

interface Step {
  cause: string
  at: Instant
  escalation: Escalation
  /** `/reeve escalate` took it. */
  asked?: Obeyed
}

/** Steps while the clock runs. Of those that are due only the highest is taken, once (D9). */
export function escalations(
  judging: Judging<SlaOptions>,
  reading: Reading,
): { occasions: readonly Occasion[]; next?: Instant } {
  if (judging.options.escalate.length === 0 || isAcknowledged(judging, reading)) return { occasions: [] }
  const steps = stepsOf(judging, reading)
  const due = steps.filter(({ at }) => at <= judging.now)
  const next = earliest(...steps.map(({ at }) => at).filter((at) => at > judging.now && Number.isFinite(at)))
  const highest = due.at(-1)
  const occasions = due.map((step) => occasionOf(judging, reading, step, step === highest))
  return { occasions, ...(next === undefined || reading.state !== 'running' ? {} : { next }) }
}

/** Whether there is a step that `/reeve escalate` could take now. */
export function hasNextStep(judging: Judging<SlaOptions>, reading: Reading): boolean {
  return mainSteps(judging, reading).some(({ at }) => at > judging.now)
}

/** All steps up to the first that lies ahead, each repeated until the next. */
function stepsOf(judging: Judging<SlaOptions>, reading: Reading): Step[] {
  const { calendar, now } = judging
  const steps: Step[] = []
  const main = mainSteps(judging, reading)
  for (const [index, { open, ...step }] of main.entries()) {
    steps.push(step)
    const { every } = step.escalation
    if (!every || step.at > now) continue
    const until = main[index + 1]?.at ?? Number.POSITIVE_INFINITY
    const between = Math.max(1, openTimeOf(calendar, step.at, every))
    for (let count = 1; count <= mostRepeats; count++) {
      const at = instantOf(judging, reading, open + count * between)
      if (at >= until) break
      steps.push({ cause: `${step.cause}.${count}`, at, escalation: step.escalation })
      if (at > now) break
    }
  }
  return steps.sort((a, b) => a.at - b.at)
}

/** Each step counts from the one before, or is taken when somebody asks for it sooner. */
function mainSteps(judging: Judging<SlaOptions>, reading: Reading): (Step & { open: number })[] {
  const { calendar, now, options } = judging
  const asked = judging.commands.filter(({ at, name }) => name === 'escalate' && at >= reading.start)
  const steps: (Step & { open: number })[] = []
  let open = 0
  let before = reading.start
  for (const [index, escalation] of options.escalate.entries()) {
    open += openTimeOf(calendar, before, escalation.after)
    const planned = instantOf(judging, reading, open)
    const sooner = asked[0] !== undefined && asked[0].at < planned ? asked.shift() : undefined
    if (sooner) open = openUntil(judging, reading, sooner.at)
    const at = sooner?.at ?? planned
    const cause = `${reading.cause}/escalate ${index + 1}`
    steps.push({ cause, at, escalation, open, ...(sooner ? { asked: sooner } : {}) })
    if (at > now) break
    before = at
  }
  return steps
}

/** Zero is the next opening, as it is for a goal (D8). */
function instantOf({ calendar }: Judging<SlaOptions>, reading: Reading, open: number): Instant {
  const first = markAt(calendar, reading.start, 0, reading.paused)
  return open > 0 || !Number.isFinite(first)
    ? markAt(calendar, reading.start, open, reading.paused)
    : calendar.nextOpen(first)
}

/** Open time that has counted until then. */
function openUntil({ calendar }: Judging<SlaOptions>, { paused, start }: Reading, at: Instant): number {
  const still = paused.reduce(
    (sum, [from, to]) => sum + calendar.spent(Math.max(from, start), Math.max(start, Math.min(to, at))),
    0,
  )
  return calendar.spent(start, at) - still
}

/** Lower steps have passed: of them only the labels stay while the clock runs. */
function occasionOf(judging: Judging<SlaOptions>, reading: Reading, step: Step, highest: boolean): Occasion {
  const { notify, do: also } = step.escalation
  const actions: Action[] = [
    ...(notify.length > 0 ? [{ action: 'notify' as const, people: notify }] : []),
    ...also,
  ]
  const { clock } = judging.options
  const name = typeof clock === 'string' ? clock : { reached: clock.text }
  const due = reading.breachedAt ?? reading.due
  const said =
    reading.breachedAt !== undefined
      ? say.breached(name, judging.local(reading.breachedAt))
      : say.running(name, due === undefined ? undefined : judging.local(due))
  return {
    actions: highest ? actions : actions.map((action) => (action.action === 'label' ? action : nothing)),
    cause: step.cause,
    at: step.at,
    texts: {
      reason: step.asked ? `${said.what} ${say.askedFor(step.asked.by, step.asked.args)}` : said.what,
      ...(due === undefined ? {} : { due }),
    },
    // Whoever asks for a step wants it taken, snoozed or not.
    ...(step.asked ? {} : { reminds: true }),
  }
}

const nothing: Action = { action: 'label', labels: [] }

/** `/reeve ack` ends the steps of this clock. */
export function isAcknowledged({ commands, options }: Judging<SlaOptions>, reading: Reading): boolean {
  return (
    options['until-acknowledged'] && commands.some(({ at, name }) => name === 'ack' && at >= reading.start)
  )
}
