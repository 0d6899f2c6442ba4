import type { Permission } from '../../core/fact.ts'
import { includesName, sameName } from '../../core/item.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Names, Policy } from '../../core/policy.ts'
import { type Truth, truthOf } from '../../core/truth.ts'
import { isOneOf, type PeopleScope } from '../people.ts'
import type { Refused } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say, usually } from './messages.ts'

/** Who may use a command where `commands:` does not say (D16). `rule`: the rule it is about says who. */
export type Usual = 'reader' | 'triage' | 'maintain' | 'everyone' | 'rule'

interface Entitled {
  truth: Truth
  /** In words. */
  who: string
}

/** Whether its writer may use a command, by the file whose names these are. */
export function entitled(hearing: Hearing, names: Names, usual: Usual): Entitled {
  const { by } = names.commands.get(hearing.spoken.name) ?? {}
  const scope = scopeOf(hearing, names)
  if (by) return { truth: isOneOf(scope, by, hearing.spoken.by), who: peopleInWords(by) }
  if (usual === 'rule') return { truth: 'yes', who: '' }
  if (usual === 'everyone') {
    const everyone = [{ who: 'everyone' } as const]
    return { truth: isOneOf(scope, everyone, hearing.spoken.by), who: peopleInWords(everyone) }
  }
  return { truth: usual === 'reader' ? mayRead(hearing) : mayDo(hearing, usual), who: usually[usual] }
}

/** Why a command is not obeyed as it stands: by who wrote it, where, or without a reason; undefined where it is. */
export function refusalOf(hearing: Hearing, names: Names, usual: Usual): Refused | undefined {
  const { spoken } = hearing
  const { truth, who } = entitled(hearing, names, usual)
  if (truth === 'no') return refused(say.notTheirs(who))
  if (truth === 'unknown') return refused(say.unreadable(spoken.by))
  return unmetBy(hearing, names)
}

/** What `commands:` asks for beside who: where, and a reason. */
export function unmetBy({ match, spoken }: Hearing, names: Names): Refused | undefined {
  const command = names.commands.get(spoken.name)
  if (command?.when) {
    const here = match(command.when, names)
    if (here === 'no') return refused(say.notHere(command.when.text))
    if (here === 'unknown') return refused(say.unreadable(spoken.by))
  }
  if (command?.needsReason && spoken.because === undefined) return puzzled(say.needsReason(exampleOf(spoken)))
  return undefined
}

/** The file whose word counts for a command in general: the repository's own where it has one. */
export function namesOf({ files, names }: Policy, command: string): Names {
  return files.findLast(({ commands }) => commands.has(command)) ?? names
}

function exampleOf({ name, about }: Hearing['spoken']): string {
  return about === '' ? name : `${name} ${about.replaceAll('`', '')}`
}

export function refused(said: { what: string; fix: string; puzzled?: true }): Refused {
  return { ruling: 'refused', ...said }
}

/** It is not understood as it is written. */
export function puzzled(said: { what: string; fix: string }): Refused {
  return { ruling: 'refused', ...said, puzzled: true }
}

export function scopeOf({ course, spoken }: Hearing, names: Names): PeopleScope {
  return { names, item: course.lawful.item, facts: course.reader, now: spoken.at }
}

function mayRead(hearing: Hearing): Truth {
  const { author, assignees } = hearing.course.lawful.item
  const { by } = hearing.spoken
  if (author !== undefined && sameName(author, by)) return 'yes'
  return includesName(assignees, by) ? 'yes' : mayDo(hearing, 'triage')
}

const atLeast = {
  triage: ['admin', 'maintain', 'write', 'triage'],
  maintain: ['admin', 'maintain'],
} as const satisfies Record<string, readonly Permission[]>

function mayDo({ course, spoken }: Hearing, least: keyof typeof atLeast): Truth {
  const permission = course.reader.read('permission', `${course.lawful.item.repo}/${spoken.by}`)
  if (!permission.ok) return 'unknown'
  return truthOf(atLeast[least].some((each) => each === permission.value))
}
