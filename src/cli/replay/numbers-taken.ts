import { z } from 'zod'
import { type Login, sameName } from '../../core/item.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import type { Line } from './lines.ts'

const Somebody = z.looseObject({ login: z.string() }).nullish()
const Told = z.looseObject({
  action: z.string().nullish(),
  repository: z.looseObject({ full_name: z.string() }),
  sender: Somebody,
  issue: z
    .looseObject({ number: z.number(), user: Somebody, pull_request: z.unknown().optional() })
    .nullish(),
  pull_request: z.looseObject({ number: z.number() }).nullish(),
})

/**
 * Numbers that lines tell to be those of pull requests, or of issues that somebody else opened: an issue that Reeve opens
 * before that has another one. A line about any other number may be about Reeve's own.
 */
export function numbersTaken(lines: readonly Line[], app: Login): ReadonlySet<SubjectKey> {
  const taken = new Set<SubjectKey>()
  for (const { event, payload } of lines) {
    const read = Told.safeParse(payload)
    if (!read.success) continue
    const { action, issue, pull_request: pull, repository, sender } = read.data
    if (pull) taken.add(itemKey(repository.full_name, pull.number))
    if (!issue) continue
    const isOpened = event === 'issues' && action === 'opened'
    const isOwn = [issue.user, sender].some((one) => one && sameName(one.login, app))
    if (issue.pull_request || (isOpened && !isOwn)) taken.add(itemKey(repository.full_name, issue.number))
  }
  return taken
}

/** The next that nobody has, nor will have as far as the lines tell. */
export function freeNumber(taken: ReadonlySet<SubjectKey>, repo: string, highest: number): number {
  let number = highest + 1
  while (taken.has(itemKey(repo, number))) number += 1
  return number
}
