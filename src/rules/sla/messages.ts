import { harmless } from '../../core/harmless.ts'
import { type Said, tryingAgain } from '../finding.ts'

const goals = {
  resolve: { done: 'closed', fix: 'Finish and close it, or hand it on.' },
  respond: { done: 'answered', fix: 'Answer it, or hand it on.' },
  assign: { done: 'assigned', fix: 'Assign it to whoever takes it on.' },
} as const

export type ClockName = keyof typeof goals | { reached: string }

const done = (clock: ClockName) => (typeof clock === 'string' ? goals[clock].done : `at \`${clock.reached}\``)
const fix = (clock: ClockName) =>
  typeof clock === 'string' ? goals[clock].fix : `Bring it to \`${clock.reached}\`.`

export const say = {
  neverWarned: {
    message: '`on-warn` is never done: there is no `warn`.',
    why: 'It is done at each mark that `warn` names.',
    fix: 'Say when with `warn`, such as `warn: [50%, 30m left]`.',
  },
  noSteps: {
    message: '`until-acknowledged` changes nothing: there is no `escalate`.',
    why: '`/reeve ack` ends the steps of an escalation.',
    fix: 'Write the steps under `escalate`, or take it out.',
  },
  notStarted: (): Said => ({ what: 'No clock runs here.', fix: '' }),
  running: (clock: ClockName, due: string | undefined): Said => ({
    what: due === undefined ? 'Its clock has no end yet.' : `It is to be ${done(clock)} by ${due}.`,
    fix: fix(clock),
  }),
  atRisk: (clock: ClockName, due: string): Said => ({
    what: `It is to be ${done(clock)} by ${due}, and time is getting short.`,
    fix: fix(clock),
  }),
  paused: (): Said => ({ what: 'Its clock stands still.', fix: '' }),
  met: (clock: ClockName): Said => ({ what: `It was ${done(clock)} in time.`, fix: '' }),
  breached: (clock: ClockName, due: string): Said => ({
    what: `It was to be ${done(clock)} by ${due}.`,
    fix: fix(clock),
  }),
  late: (clock: ClockName, due: string): Said => ({
    what: `It was ${done(clock)} late: it was due ${due}.`,
    fix: '',
  }),
  askedFor: (by: string, why: string): string =>
    why === '' ? `${by} asks for it now.` : `${by} asks for it now: ${harmless(why)}`,
  everyStepTaken: (): Said => ({
    what: 'Every step of this escalation has been taken.',
    fix: 'Whoever is to know was told.',
  }),
  notTheirAnswer: (who: string): Said => ({
    what: `This clock waits for ${who}.`,
    fix: `Ask ${who} to answer.`,
  }),
  unknown: (): Said => ({
    what: 'How its clock stands could not be read.',
    fix: tryingAgain,
  }),
}
