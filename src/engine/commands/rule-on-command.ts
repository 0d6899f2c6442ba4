import { type BuiltInCommand, builtInCommands } from '../../core/commands.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { ruleOnLock } from '../gate/hear.ts'
import { type CommandRuling, type HeardCommand, recalled } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { ruleOnMove } from './move.ts'
import { ruleOnOverride, ruleOnRevoke } from './override.ts'
import { ruleCalled } from './rule-called.ts'
import { snoozeRules, tellRules } from './tell-rules.ts'
import { namesOf, puzzled, refusalOf } from './who-may.ts'

const done: CommandRuling = { ruling: 'allowed', rules: [] }

type RuleOn = (hearing: Hearing) => CommandRuling

const triaged: RuleOn = (hearing) => tellRules(hearing, 'triage')
const named: RuleOn = (hearing) => tellRules(hearing, 'rule')

const builtIn: Readonly<Record<BuiltInCommand, RuleOn>> = {
  explain: ruleOnExplain,
  recheck: ruleOnAsking,
  help: ruleOnAsking,
  ack: triaged,
  escalate: triaged,
  mitigated: triaged,
  sev: triaged,
  approve: named,
  lock: ruleOnLock,
  unlock: ruleOnLock,
  snooze: snoozeRules,
  override: ruleOnOverride,
  revoke: ruleOnRevoke,
  move: ruleOnMove,
}

/** A command and what becomes of it: ruled when it is first heard, and kept from then on (D3). */
export function hearCommand(hearing: Hearing): HeardCommand {
  const { course, spoken } = hearing
  const kept = recalled(course.memory, spoken)
  return { spoken, ruling: kept ?? ruleOn(hearing), isNew: kept === undefined }
}

function ruleOn(hearing: Hearing): CommandRuling {
  const { name } = hearing.spoken
  const known = builtInCommands.find((each) => each === name)
  if (known) return builtIn[known](hearing)
  const names = namesOf(hearing.course.policy, name)
  if (!names.commands.has(name))
    return puzzled(say.unknownCommand(name, nearestName(name, namesHere(hearing))))
  return refusalOf(hearing, names, 'everyone') ?? done
}

function namesHere({ course }: Hearing): string[] {
  return [...builtInCommands, ...course.policy.files.flatMap(({ commands }) => [...commands.keys()])]
}

function ruleOnAsking(hearing: Hearing): CommandRuling {
  return refusalOf(hearing, namesOf(hearing.course.policy, hearing.spoken.name), 'reader') ?? done
}

function ruleOnExplain(hearing: Hearing): CommandRuling {
  const { about } = hearing.spoken
  const refusal = ruleOnAsking(hearing)
  if (refusal.ruling === 'refused' || about === '') return refusal
  const found = ruleCalled(hearing, about)
  return 'ruling' in found ? found : { ruling: 'allowed', rules: [{ rule: found.id }] }
}
