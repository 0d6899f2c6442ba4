import type { Spoken } from '../../core/commands.ts'
import { sameName } from '../../core/item.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Judging, Listening, Ruling } from '../../core/rule-kind.ts'
import { type Reading, readCycle } from './clock.ts'
import { courseOf } from './course.ts'
import { hasNextStep, isAcknowledged } from './escalations.ts'
import { say } from './messages.ts'
import type { SlaOptions } from './options.ts'

export function listens(options: SlaOptions): readonly Listening[] {
  const waits = options.clock === 'respond' || (options.escalate.length > 0 && options['until-acknowledged'])
  const reminds = options.warn.length > 0 || options.escalate.length > 0
  return [
    ...(waits ? [{ command: 'ack' } as const] : []),
    ...(options.escalate.length > 0 ? [{ command: 'escalate', example: 'nobody is at it' } as const] : []),
    ...(reminds ? [{ command: 'snooze', example: '1d because we wait for a part' } as const] : []),
  ]
}

/** `ack`, `escalate` and `snooze` are about the clock that runs when they are written. */
export function hear(judging: Judging<SlaOptions>, command: Spoken): Ruling | undefined {
  const { options } = judging
  if (!listens(options).some((each) => each.command === command.name)) return undefined
  const reading = presentReading(judging)
  if (!reading || reading.state === 'stopped' || reading.state === 'cancelled') return undefined
  if (command.name === 'ack') return hearAck(judging, reading, command)
  if (command.name === 'snooze') return { ruling: 'allowed' }
  if (reading.state !== 'running' || isAcknowledged(judging, reading)) return undefined
  return hasNextStep(judging, reading)
    ? { ruling: 'allowed' }
    : { ruling: 'refused', ...say.everyStepTaken() }
}

function presentReading(judging: Judging<SlaOptions>): Reading | undefined {
  const course = courseOf(judging)
  const cycle = course.cycles.filter(({ start }) => start <= judging.now).at(-1)
  return cycle && readCycle(cycle, course.rules, judging.now)
}

/** It ends the steps, and answers a clock that asks for an answer: of those who may give one, never of the author. */
function hearAck(judging: Judging<SlaOptions>, reading: Reading, { by }: Spoken): Ruling | undefined {
  const { item, options } = judging
  if (options['until-acknowledged'] && options.escalate.length > 0 && !isAcknowledged(judging, reading))
    return { ruling: 'allowed' }
  const isAuthor = item.author !== undefined && sameName(item.author, by)
  if (options.clock !== 'respond' || isAuthor) return undefined
  if (options.by.length === 0) return { ruling: 'allowed' }
  switch (judging.isOneOf(options.by, by)) {
    case 'yes':
      return { ruling: 'allowed' }
    case 'unknown':
      return { ruling: 'unknown', why: `whether ${by} may answer is not known` }
    default:
      return { ruling: 'refused', ...say.notTheirAnswer(peopleInWords(options.by)) }
  }
}
