import { builtInCommands, type Spoken } from '../../core/commands.ts'
import type { Decision, Want } from '../../core/decision.ts'
import type { CommandRule, Names } from '../../core/policy.ts'
import { enterState } from '../entering.ts'
import type { Course } from '../evaluate.ts'
import { type Asker, wantsOf } from '../occasions.ts'
import { commandsRule } from './heard.ts'
import { heardSince } from './hearer.ts'
import { say } from './messages.ts'
import { namesOf } from './who-may.ts'

/** What the policy's commands ask to be done, once for each comment that was obeyed. */
export function askedBy(course: Course): Decision[] {
  return course.lawful.commands.flatMap(({ spoken, ruling }) =>
    ruling.ruling === 'allowed' ? doneBy(course, spoken) : [],
  )
}

function doneBy(course: Course, spoken: Spoken): Decision[] {
  return filesWith(course, spoken).flatMap(({ names, command }) => {
    if (command.do.length === 0) return []
    const { mode, source } = command
    const asker: Asker = { id: idOf(spoken), timezone: names.timezone, owner: [] }
    const occasion = {
      actions: command.do,
      cause: spoken.cause,
      at: spoken.at,
      stays: true,
      texts: { args: spoken.args, reason: say.wrote(spoken.by, `${spoken.name} ${spoken.args}`.trim()) },
    } as const
    const enter = (state: string) => enterState(course, state)
    const { lawful, reader: facts, now, app, memory, past, knownAs } = course
    const scope = { names, item: lawful.item, facts, now, history: past.history, app, memory, knownAs, enter }
    const wished = wantsOf(asker, [occasion], scope, command.since ?? heardSince(course))
    const { wants, waiting } = wished
    course.remember.push(...wished.remember)
    return [decisionOf(course, spoken, { wants, waiting, mode, source })]
  })
}

/** What the organisation adds to a built-in command is done as well as what the repository does. */
function filesWith({ policy }: Course, { name }: Spoken): { names: Names; command: CommandRule }[] {
  const isBuiltIn = builtInCommands.some((each) => each === name)
  return (isBuiltIn ? policy.files : [namesOf(policy, name)]).flatMap((names) => {
    const command = names.commands.get(name)
    return command ? [{ names, command }] : []
  })
}

/** Who asks for it, in effects: no rule can be called so. */
function idOf({ name }: Spoken): string {
  return `${commandsRule} ${name}`
}

function decisionOf(
  { now, policy }: Course,
  spoken: Spoken,
  {
    wants,
    waiting = [],
    mode = 'enforce',
    source = policy.ref,
  }: { wants: readonly Want[]; waiting?: readonly string[]; mode?: Decision['mode']; source?: string },
): Decision {
  const what = say.wrote(spoken.by, `${spoken.name} ${spoken.args}`.trim())
  return {
    rule: idOf(spoken),
    kind: 'command',
    policy: source,
    mode,
    verdict: 'pass',
    reason: { what, why: '', fix: '', seen: {} },
    wants,
    at: now,
    gates: false,
    ownCheck: false,
    ...(waiting.length > 0 ? { waiting } : {}),
  }
}
