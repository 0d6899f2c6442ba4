import type { HelpLine } from '../../core/answer.ts'
import { type BuiltInCommand, builtInCommands } from '../../core/commands.ts'
import type { Decision } from '../../core/decision.ts'
import { includesName } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { CommandRule, Policy, Rule } from '../../core/policy.ts'
import { listed } from '../../core/words.ts'
import { enterState } from '../entering.ts'
import type { Course } from '../evaluate.ts'
import { environmentRules, environmentsOf } from '../gate/environments.ts'
import { does, say, usually } from './messages.ts'
import { namesOf } from './who-may.ts'

/** Every command that means something on this item, from the policy in force: what it does, who may, an example. */
export function helpFor(course: Course, decisions: readonly Decision[]): HelpLine[] {
  const { lawful, policy } = course
  const concerned = decisions.filter(({ verdict }) => verdict !== 'not-applicable').map(({ rule }) => rule)
  const rules = policy.rules.filter(({ id }) => concerned.includes(id))
  const listening = lawful.item.pull ? [...rules, ...environmentRules(policy)] : rules
  return [
    ...builtInCommands.flatMap((name) => helpOn(name, policy, { course, rules, listening })),
    ...policy.files.flatMap(({ commands }) =>
      [...commands.values()].filter(({ name }) => !isBuiltIn(name)).map(ownCommand),
    ),
  ]
}

function isBuiltIn(name: string): boolean {
  return builtInCommands.some((each) => each === name)
}

interface Usage {
  write: string
  who: string
  example: string
  /** Where that is more than it does everywhere. */
  what?: string
}

interface Here {
  course: Course
  rules: readonly Rule[]
  /** Those, and what environments ask for of pull requests. */
  listening: readonly Rule[]
}

function helpOn(name: BuiltInCommand, policy: Policy, here: Here): HelpLine[] {
  const isLock = name === 'lock' || name === 'unlock'
  const usage = isLock ? lockUsage(name, policy) : usageOf(name, here)
  if (!usage) return []
  const { by } = namesOf(policy, name).commands.get(name) ?? {}
  const what = does[name]
  return [{ what, ...usage, ...(by ? { who: peopleInWords(by) } : {}) }]
}

/** How a command is written here; undefined where nothing would answer to it. */
function usageOf(name: BuiltInCommand, { course, listening, rules }: Here): Usage | undefined {
  const [first] = [...rules.filter(({ gates }) => gates), ...rules]
  switch (name) {
    case 'help':
    case 'recheck':
      return { write: name, who: usually.reader, example: name }
    case 'explain':
      return { write: 'explain [rule]', who: usually.reader, example: `explain ${first?.id ?? ''}`.trim() }
    case 'override':
    case 'revoke': {
      if (!first) return undefined
      const also = [
        ...new Set(rules.flatMap(({ override }) => override.by.map((one) => peopleInWords([one])))),
      ]
      const who = listed([usually.maintain, ...also], 'or')
      return name === 'revoke'
        ? { write: 'revoke <rule>', who, example: `revoke ${first.id}` }
        : {
            write: 'override <rule> because <why> [for 2h]',
            who,
            example: `override ${first.id} because it cannot wait for 2h`,
            what: [does.override, ...takingSeveral(rules)].join(' '),
          }
    }
    case 'move':
      return moveUsage(course, rules)
    default:
      return listeningUsage(name, listening)
  }
}

function takingSeveral(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ id, override }) => (override.count > 1 ? [say.takes(id, override.count)] : []))
}

function moveUsage(course: Course, rules: readonly Rule[]): Usage | undefined {
  const labels = rules.flatMap(({ kind, options, mode }) =>
    mode === 'enforce' && kind.judge ? (kind.guarded?.(options) ?? []) : [],
  )
  const label = nextAmong(course, labels)
  if (label === undefined) return undefined
  const example = `move ${label} because it is so`
  return { write: 'move <state or guarded label> [because <why>]', who: usually.triage, example }
}

/** One that it could get next: a state that may be entered from here, else what it does not have; else any. */
function nextAmong(course: Course, labels: readonly string[]): string | undefined {
  const others = labels.filter((label) => !includesName(course.lawful.item.labels, label))
  const open = others.filter((label) => {
    const entering = enterState(course, label)?.entering
    return entering === undefined || entering === 'allowed'
  })
  return open[0] ?? others[0] ?? labels[0]
}

const writes: Partial<Record<BuiltInCommand, string>> = {
  escalate: 'escalate [why]',
  snooze: 'snooze 1d because <why>',
  approve: 'approve [@user | checklist item | environment]',
  sev: 'sev <n>',
}

function lockUsage(name: 'lock' | 'unlock', policy: Policy): Usage | undefined {
  const entries = environmentsOf(policy)
  const [first] = entries.filter((entry) => entry.name !== '*')
  if (!first) return undefined
  const who = [...new Set(entries.map(({ by }) => peopleInWords(by)))]
  const write = name === 'lock' ? 'lock <environment> [why]' : 'unlock <environment>'
  return { write, who: listed(who, 'or'), example: `${name} ${first.name}` }
}

/** What some rule listens to; who may is the rules' word where they have one. */
function listeningUsage(name: BuiltInCommand, rules: readonly Rule[]): Usage | undefined {
  const listening = rules
    .flatMap(({ kind, options }) => kind.listens?.(options) ?? [])
    .filter(({ command }) => command === name)
  const [first] = listening
  if (!first) return undefined
  const by: readonly PeopleRef[] = listening.flatMap((each) => each.by ?? [])
  const names = [...new Set(by.map((one) => peopleInWords([one])))]
  return {
    write: writes[name] ?? name,
    who: names.length > 0 ? listed(names, 'or') : usually.triage,
    example: `${name} ${first.example ?? ''}`.trim(),
  }
}

function ownCommand({ name, by, when, needsReason, do: actions }: CommandRule): HelpLine {
  const where = when === undefined ? '' : ` Only for what matches \`${when.text}\`.`
  const kinds = [...new Set(actions.map(({ action }) => action))]
  const reason = needsReason ? ' because <why>' : ''
  return {
    write: `${name}${reason}`,
    what: `The policy's own: ${listed(kinds)}.${where}`,
    who: peopleInWords(by ?? [{ who: 'everyone' }]),
    example: `${name}${needsReason ? ' because it is so' : ''}`,
  }
}
