import type { z } from 'zod'
import type { PeopleRef } from '../core/people.ts'
import { oneOrMany } from './basic-keys.ts'
import { type InPerson, type Leaf, parsed, type Refusal, type Remark } from './leaves.ts'

/** What people are, written so; those of some keys have to be somebody in particular. */
const leafFor = (inPerson?: InPerson): Leaf => ({
  is: 'people',
  references: (text) => {
    const who = readPerson(text)
    if (!('value' in who)) return []
    if (who.value.who === 'everyone') return [{ to: 'everyone', name: 'everyone', column: 0 }]
    if (who.value.who === 'name')
      return [{ to: 'people', name: who.value.name, column: 0, ...(inPerson ? { inPerson } : {}) }]
    if (who.value.who === 'team' && who.value.team.startsWith('app/'))
      return [{ to: 'login', name: `${who.value.team.slice(4)}[bot]`, column: 0 }]
    return who.value.who === 'login' ? [{ to: 'login', name: who.value.login, column: 0 }] : []
  },
  // What is wrong with `github-actions` is said by a lint.
  remarks: (text) => (/^@app\/(?!github-actions$)/.test(text) ? [likeAnApp(text.slice(1))] : []),
})

const leaves = {
  anybody: leafFor(),
  mentioned: leafFor('mentioned'),
  assigned: leafFor('assigned'),
}

function likeAnApp(name: string): Remark {
  return {
    code: 'maybe-app',
    what: `"@${name}" is a team of an organisation called app.`,
    why: 'Apps are written without @.',
    fix: `If the app is meant, write ${name}.`,
    column: 0,
  }
}

/** What is done with them: `mentioned` or `assigned`, which `everyone` cannot be. */
interface Where {
  mentioned?: boolean
  assigned?: boolean
}

/** One way of naming people: a name under `people:`, `"@login"`, `"@org/team"`, `author` and so on. */
export function person(where: Where = {}): z.ZodType<PeopleRef> {
  const inPerson = where.mentioned ? 'mentioned' : where.assigned ? 'assigned' : undefined
  return parsed<PeopleRef>(
    (text) => {
      if (inPerson !== undefined && text === 'everyone') return { refusals: [everyoneInPerson[inPerson]] }
      return readPerson(text)
    },
    leaves[inPerson ?? 'anybody'],
  )
}

/** One or several. Those who get a notification, or the work, are somebody in particular. */
export function people(where: Where = {}): z.ZodType<readonly PeopleRef[]> {
  return oneOrMany(person(where))
}

/** Why `everyone` cannot be named where somebody gets a notification, or the work. */
export const everyoneInPerson = {
  mentioned: {
    code: 'everyone-mentioned',
    what: '`everyone` cannot be mentioned.',
    why: 'Everybody who may write in the repository would get a notification.',
    fix: 'Name the team or the people who have to know.',
  },
  assigned: {
    code: 'everyone-assigned',
    what: '`everyone` cannot be assigned.',
    why: 'It stands for whoever may write in the repository, and for nobody in particular.',
    fix: 'Name the team, the rotation or the people who take it on.',
  },
} satisfies Record<InPerson, Refusal>

/** Reads one of the ways of naming people. */
function readPerson(text: string): { value: PeopleRef } | { refusals: readonly Refusal[] } {
  if (text === 'author' || text === 'assignees' || text === 'everyone') return { value: { who: text } }
  const field = /^field:(.+)$/.exec(text)?.[1]
  if (field !== undefined) return { value: { who: 'field', field: field.replace(/^"(.+)"$/, '$1') } }
  const app = /^app\/([A-Za-z0-9][A-Za-z0-9-]*)$/.exec(text)?.[1]
  if (app !== undefined) return { value: { who: 'login', login: `${app}[bot]` } }
  const team = /^@([A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9][A-Za-z0-9_.-]*)$/.exec(text)?.[1]
  if (team !== undefined) return { value: { who: 'team', team } }
  const login = /^@([A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?)$/.exec(text)?.[1]
  if (login !== undefined) return { value: { who: 'login', login } }
  if (isPeopleName(text)) return { value: { who: 'name', name: text } }
  return { refusals: [notPeople(text)] }
}

/** What an entry under `people:` can be called. */
export function isPeopleName(text: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(text) && !reserved.includes(text)
}

const reserved = ['author', 'assignees', 'everyone']

function notPeople(text: string): Refusal {
  const likeTeam = /^[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+$/.test(text)
  return {
    code: 'bad-people',
    what: `"${text}" names nobody.`,
    why: 'People are a name under people:, "@login", "@org/team", author, assignees, everyone or field:<name>.',
    fix: likeTeam
      ? `Write "@${text}", in quotes, for that team.`
      : 'Write one of these; what begins with @ needs quotes.',
  }
}
