import type { Action } from '../../core/action.ts'
import type { Memory, Occasion } from '../../core/decision.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { Judging } from '../../core/rule-kind.ts'
import type { Reading } from './clock.ts'
import { say } from './messages.ts'
import type { SlaOptions } from './options.ts'
import { type Climbed, climb, type Step } from './steps.ts'

export interface Escalated {
  occasions: readonly Occasion[]
  remember: readonly Memory[]
  next?: Instant
}

/** Steps while the clock runs. Of those that are due only the highest is taken, once (D9). */
export function escalations(judging: Judging<SlaOptions>, reading: Reading): Escalated {
  if (judging.options.escalate.length === 0 || isAcknowledged(judging, reading))
    return { occasions: [], remember: [] }
  const { due, next } = climbOf(judging, reading)
  const isRunning = reading.state === 'running'
  // While it stands still no step is taken.
  const highest = isRunning ? due.at(-1) : undefined
  return {
    occasions: due.flatMap((step) => occasionsOf(judging, reading, { step, isHighest: step === highest })),
    remember: highest && !isSilent(judging, highest) ? [memoryOf(judging, reading, highest)] : [],
    ...(next === undefined || !isRunning ? {} : { next }),
  }
}

/** Whether there is a step that `/reeve escalate` could take now. */
export function hasNextStep(judging: Judging<SlaOptions>, reading: Reading): boolean {
  return climbOf(judging, reading).due.length < judging.options.escalate.length
}

function climbOf({ calendar, commands, now, options }: Judging<SlaOptions>, reading: Reading): Climbed {
  const { start, paused } = reading
  const asked = commands.filter(({ at, name }) => name === 'escalate' && at >= start)
  return climb(options.escalate, { calendar, start, paused, now, asked })
}

/** While the item is snoozed no step is taken but one that somebody asks for. */
function isSilent({ snoozed }: Judging<SlaOptions>, { asked, at }: Step): boolean {
  return asked === undefined && snoozed !== undefined && at >= snoozed.from
}

/** A goal that starts anew has steps of its own. */
function causeOf(judging: Judging<SlaOptions>, { cause, start }: Reading, { place }: Step): string {
  const again = judging.options['on-change'] === 'restart' ? `/${formatInstant(start)}` : ''
  return `${cause}/escalate ${place}${again}`
}

const stepKey = (cause: string) => `step@${cause}`

function memoryOf(judging: Judging<SlaOptions>, reading: Reading, step: Step): Memory {
  const key = stepKey(causeOf(judging, reading, step))
  return { rule: judging.rule.id, kind: 'seen', key, value: 'yes', at: step.at }
}

/** The highest is taken; of a lower one that was taken the labels stay, and one that was passed over is passed over. */
function occasionsOf(
  judging: Judging<SlaOptions>,
  reading: Reading,
  { step, isHighest }: { step: Step; isHighest: boolean },
): Occasion[] {
  const cause = causeOf(judging, reading, step)
  const { notify, do: also } = step.escalation
  const actions: Action[] = [
    ...(notify.length > 0 ? [{ action: 'notify' as const, people: notify }] : []),
    ...also,
  ]
  if (isHighest)
    return [
      {
        actions,
        cause: step.times === 0 ? cause : `${cause}.${step.times}`,
        at: step.at,
        texts: textsOf(judging, reading, step),
        // Whoever asks for a step wants it taken, snoozed or not.
        ...(step.asked ? {} : { reminds: true }),
      },
    ]
  const taken = judging.memory.find(({ kind, key }) => kind === 'seen' && key === stepKey(cause))
  if (!taken) return []
  const labels = actions.map((action) => (action.action === 'label' ? action : nothing))
  return [{ actions: labels, cause, at: taken.at }]
}

/** Keeps the place of an action in its list, and so the key of the others. */
const nothing: Action = { action: 'label', labels: [] }

function textsOf(
  judging: Judging<SlaOptions>,
  reading: Reading,
  { asked }: Step,
): NonNullable<Occasion['texts']> {
  const { options } = judging
  const { breachedAt } = reading
  const name = typeof options.clock === 'string' ? options.clock : { reached: options.clock.text }
  const due = breachedAt ?? reading.due
  const { what } =
    breachedAt === undefined
      ? say.running(name, due === undefined ? undefined : judging.local(due))
      : say.breached(name, judging.local(breachedAt))
  return {
    reason: asked ? `${what} ${say.askedFor(asked.by, asked.args)}` : what,
    ...(due === undefined ? {} : { due }),
  }
}

/** `/reeve ack` ends the steps of this clock. */
export function isAcknowledged({ commands, options }: Judging<SlaOptions>, reading: Reading): boolean {
  return (
    options['until-acknowledged'] && commands.some(({ at, name }) => name === 'ack' && at >= reading.start)
  )
}
