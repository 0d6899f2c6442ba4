import type { HelpLine } from '../../core/answer.ts'
import { type BuiltInCommand, builtInCommands } from '../../core/commands.ts'
import type { Decision } from '../../core/decision.ts'
import { includesName } from '../../core/item.ts'
import { standingAt } from '../../core/override.ts'
import type { PeopleRef } from '../../core/people.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { CommandRule, Policy, Rule } from '../../core/policy.ts'
import { listed } from '../../core/words.ts'
import { enterState } from '../entering.ts'
import type { Course } from '../evaluate.ts'
import { approvedIn, environmentsOf } from '../gate/environments.ts'
import { createJudging } from '../judging.ts'
import { exceptionsTo } from './heard.ts'
import { does, say, usually } from './messages.ts'
import { longestFrom } from './override.ts'
import { namesOf } from './who-may.ts'

/** Every command that means something on this item, from the policy in force: what it does, who may, an example. */
export function helpFor(course: Course, decisions: readonly Decision[]): HelpLine[] {
  const { lawful, policy } = course
  const concerned = decisions.filter(({ verdict }) => verdict !== 'not-applicable').map(({ rule }) => rule)
  const rules = policy.rules.filter(({ id }) => concerned.includes(id))
  const listening = [...rules.map((rule) => ({ rule })), ...(lawful.item.pull ? approvedIn(policy) : [])]
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
  listening: readonly { rule: Rule; environment?: string }[]
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
    case 'revoke':
      return overrideUsage(name, course, rules)
    case 'move':
      return moveUsage(course, rules)
    default:
      return listeningUsage(name, course, listening) ?? addedUsage(name, course.policy)
  }
}

function overrideUsage(
  name: 'override' | 'revoke',
  course: Course,
  rules: readonly Rule[],
): Usage | undefined {
  const may = rules.filter((rule) => longestFrom(rule, course.now) > course.now)
  const standing = course.policy.rules.find((rule) =>
    standingAt(exceptionsTo(course.lawful.commands, rule), course.now),
  )
  const example = may.find(({ gates }) => gates) ?? may[0]
  if (!example) return undefined
  const also = [...new Set(may.flatMap(({ override }) => override.by.map((one) => peopleInWords([one]))))]
  const who = listed([usually.maintain, ...also], 'or')
  return name === 'revoke'
    ? { write: 'revoke <rule>', who, example: `revoke ${(standing ?? example).id}` }
    : {
        write: 'override <rule> because <why> [for 2h]',
        who,
        example: `override ${example.id} because it cannot wait for 2h`,
        what: [does.override, ...takingSeveral(may)].join(' '),
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

const examples: Partial<Record<BuiltInCommand, string>> = { snooze: '1d because it waits', sev: '2' }

function lockUsage(name: 'lock' | 'unlock', policy: Policy): Usage | undefined {
  const entries = environmentsOf(policy)
  const [first] = entries.filter((entry) => entry.name !== '*')
  if (!first) return undefined
  const who = [...new Set(entries.map(({ by }) => peopleInWords(by)))]
  const write = name === 'lock' ? 'lock <environment> [why]' : 'unlock <environment>'
  return { write, who: listed(who, 'or'), example: `${name} ${first.name}` }
}

/** What some rule listens to; who may is the rules' word where they have one. */
function listeningUsage(
  name: BuiltInCommand,
  course: Course,
  listening: Here['listening'],
): Usage | undefined {
  const heard = listening.flatMap(({ environment, rule }) => {
    const judging = createJudging(course, rule)
    return (rule.kind.listens?.(rule.options) ?? [])
      .filter(({ command, when }) => command === name && (!when || judging.match(when).truth !== 'no'))
      .map(({ by, example = environment ?? '' }) => ({ by, example: judging.text(example) }))
  })
  const [first] = heard
  if (!first) return undefined
  const by: readonly PeopleRef[] = heard.flatMap((each) => each.by ?? [])
  const names = [...new Set(by.map((one) => peopleInWords([one])))]
  return {
    write: writes[name] ?? name,
    who: names.length > 0 ? listed(names, 'or') : usually.triage,
    example: `${name} ${first.example}`.trim(),
  }
}

/** Of use because `commands:` adds something to it. */
function addedUsage(name: BuiltInCommand, { files }: Policy): Usage | undefined {
  const isAdded = name !== 'approve' && files.some(({ commands }) => (commands.get(name)?.do.length ?? 0) > 0)
  const example = `${name} ${examples[name] ?? ''}`.trim()
  return isAdded ? { write: writes[name] ?? name, who: usually.triage, example } : undefined
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
