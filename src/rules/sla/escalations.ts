import type { Action } from '../../core/action.ts'
import { commandsIn } from '../../core/commands.ts'
import type { Occasion } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { Length } from '../../core/length.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { markAt, openTimeOf } from '../../time/due.ts'
import type { Reading } from './clock.ts'
import { say } from './messages.ts'
import type { Escalation, SlaOptions } from './options.ts'

const triagers = ['admin', 'maintain', 'write', 'triage']

/** How often a step is repeated at most in one clock: hourly for two months. */
const mostRepeats = 1500

interface Step {
  cause: string
  at: Instant
  escalation: Escalation
}

/** Steps while the clock runs. Of those that are due only the highest is taken, once (D9). */
export function escalations(
  judging: Judging<SlaOptions>,
  reading: Reading,
): { occasions: readonly Occasion[]; next?: Instant } {
  if (judging.options.escalate.length === 0 || acknowledged(judging, reading)) return { occasions: [] }
  const steps = stepsOf(judging, reading)
  const due = steps.filter(({ at }) => at <= judging.now)
  const next = earliest(...steps.map(({ at }) => at).filter((at) => at > judging.now && Number.isFinite(at)))
  const highest = due.at(-1)
  const occasions = due.map((step) => occasionOf(judging, reading, step, step === highest))
  return { occasions, ...(next === undefined || reading.state !== 'running' ? {} : { next }) }
}

/** All steps up to the first that lies ahead. */
function stepsOf(judging: Judging<SlaOptions>, reading: Reading): Step[] {
  const { calendar, now, options } = judging
  // Zero is the next opening, as it is for a goal (D8).
  const first = markAt(calendar, reading.start, 0, reading.paused)
  const at = (open: number) =>
    open > 0 || !Number.isFinite(first)
      ? markAt(calendar, reading.start, open, reading.paused)
      : calendar.nextOpen(first)
  const openOf = (from: Instant, length: Length) => openTimeOf(calendar, from, length)
  const steps: Step[] = []
  let open = 0
  let before = reading.start
  for (const [index, escalation] of options.escalate.entries()) {
    open += openOf(before, escalation.after)
    const instant = at(open)
    const following = options.escalate[index + 1]
    const until = following ? at(open + openOf(instant, following.after)) : Number.POSITIVE_INFINITY
    steps.push({ cause: `${reading.cause}/escalate ${index + 1}`, at: instant, escalation })
    if (escalation.every && instant <= now) {
      const every = Math.max(1, openOf(instant, escalation.every))
      for (let count = 1; count <= mostRepeats; count++) {
        const again = at(open + count * every)
        if (again >= until) break
        steps.push({ cause: `${reading.cause}/escalate ${index + 1}.${count}`, at: again, escalation })
        if (again > now) break
      }
    }
    if (instant > now) break
    before = instant
  }
  return steps.sort((a, b) => a.at - b.at)
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
    texts: { reason: said.what, ...(due === undefined ? {} : { due }) },
  }
}

const nothing: Action = { action: 'label', labels: [] }

/** `/reeve ack` by somebody with triage ends the steps of this clock. */
function acknowledged(judging: Judging<SlaOptions>, reading: Reading): boolean {
  if (!judging.options['until-acknowledged']) return false
  return judging.history.some((entry) => {
    if (entry.at < reading.start || entry.actor === undefined) return false
    if (!commandsIn(entry).some(({ name }) => name === 'ack')) return false
    const permission = judging.permission(entry.actor)
    return permission.ok && triagers.includes(permission.value)
  })
}
