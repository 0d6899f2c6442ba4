import type { Command } from 'commander'
import type { Names } from '../core/policy.ts'
import { noSuchFile, problemLine, readPolicy } from './read-policy.ts'
import type { Shell, Status } from './shell.ts'
import { runTime, runTimeLine, type TimeCommand, timeCommands } from './time.ts'

const questions: Readonly<Record<TimeCommand, { about: string; options: readonly string[] }>> = {
  due: { about: 'when a length from an instant on is over', options: ['calendar', 'from', 'for'] },
  spent: { about: 'open seconds between two instants', options: ['calendar', 'from', 'to'] },
  open: { about: 'the open stretches between two instants', options: ['calendar', 'from', 'to'] },
  window: { about: 'whether a window is open, and when that changes', options: ['window', 'at'] },
  who: { about: 'who is on, and until when', options: ['people', 'at'] },
}

const options: Readonly<Record<string, string>> = {
  calendar: 'a calendar of the policy, or always',
  from: 'an instant, such as 2026-03-27T15:00:00Z',
  to: 'an instant',
  at: 'an instant',
  for: 'a length or goal, such as 2h or "end of sprint"',
  window: 'a window of the policy; several with commas',
  people: 'a name under people',
}

/** `reeve time`: the arithmetic of calendars, windows and rotations, from a shell. */
export function addTime(program: Command, shell: Shell, end: (status: Status) => void): void {
  const time = program.command('time').description("ask a policy's calendars, windows and rotations")
  for (const name of timeCommands) {
    const question = questions[name]
    const command = time.command(name).description(question.about)
    command.requiredOption('--policy <file>', 'the policy')
    for (const option of question.options) command.option(`--${option} <${option}>`, options[option])
    command.option('--batch', 'read one JSON object of these options a line, answer one a line')
    command.action(async (given: Record<string, string | true>) => {
      end(await answer(name, given, shell))
    })
  }
}

async function answer(
  command: TimeCommand,
  given: Record<string, string | true>,
  shell: Shell,
): Promise<Status> {
  const names = namesOf(String(given.policy), shell)
  if (names === undefined) return 1
  if (given.batch) return answerLines(command, names, shell)
  const asked = Object.entries(given).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  )
  const result = runTime(command, names, Object.fromEntries(asked))
  if (result.ok) shell.say(result.output)
  else shell.complain(result.message)
  return result.ok ? 0 : 2
}

/** One answer a line; what cannot be answered is `{"error":"…"}` on its own line, so that the others keep their places. */
async function answerLines(command: TimeCommand, names: Names, shell: Shell): Promise<Status> {
  let status: Status = 0
  for await (const line of shell.lines()) {
    if (line.trim() === '') continue
    const result = runTimeLine(command, names, line)
    shell.say(result.ok ? result.output : JSON.stringify({ error: result.message }))
    if (!result.ok) status = 1
  }
  return status
}

function namesOf(file: string, shell: Shell): Names | undefined {
  const read = readPolicy(file, shell)
  if (read === undefined) shell.complain(noSuchFile(file))
  else if (read.policy === undefined)
    for (const problem of read.problems) shell.complain(problemLine(problem))
  return read?.policy?.names
}
