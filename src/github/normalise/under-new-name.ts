import { z } from 'zod'
import { parseSubject, repoOf, type SubjectKey } from '../../core/subject.ts'
import { subjectOf } from './subject-of.ts'

interface Told {
  event: string
  payload: unknown
  subject?: SubjectKey
}

const Shown = z.object({ repository: z.object({ full_name: z.string() }) })

/** A webhook that came before its repository was renamed, or late, as it would be told now. Most are told so already. */
export function underNewName<T extends Told>(told: T): T {
  const repo = nameIn(told.subject)
  if (repo === undefined || Shown.safeParse(told.payload).data?.repository.full_name === repo) return told
  const was = nameIn(subjectOf(told.event, told.payload))
  return was === undefined || was === repo ? told : { ...told, payload: withName(told.payload, was, repo) }
}

function nameIn(key: SubjectKey | undefined): string | undefined {
  const subject = key === undefined ? undefined : parseSubject(key)
  return subject && repoOf(subject)
}

/** The same with the repository called so wherever it is shown. */
function withName(value: unknown, was: string, now: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withName(each, was, now))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, withName(each, was, now)] as const)
  const copy = Object.fromEntries(entries)
  if (copy.full_name !== was) return copy
  const [login, name] = now.split('/')
  return { ...copy, full_name: now, name, owner: { ...(copy.owner as object | undefined), login } }
}
