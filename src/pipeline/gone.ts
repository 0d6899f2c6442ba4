import type { Event } from '../core/event.ts'
import type { Instant } from '../core/instant.ts'
import { itemKey, parseSubject, type SubjectKey } from '../core/subject.ts'
import type { Ports } from './ports.ts'

/** Under this is kept since when a subject is no longer there, and what it is now where it was transferred. */
export function goneKey(subject: SubjectKey): string {
  return `made:gone:${subject}`
}

export async function noteGone(
  { store }: Pick<Ports, 'store'>,
  subject: SubjectKey,
  { at, into }: { at: Instant; into?: SubjectKey | undefined },
): Promise<void> {
  await store.remember(goneKey(subject), into ?? '', at)
}

/** Whether what came is only late, about an issue that was deleted or has gone elsewhere: a number is given once. */
export async function isLate(
  { store }: Pick<Ports, 'store'>,
  subject: SubjectKey,
  events: readonly Event[],
): Promise<boolean> {
  const gone = await store.cached(goneKey(subject))
  return gone !== undefined && !comesBack(events, gone.at)
}

/** Opened, or come from elsewhere, since then; or found there, by what lists all that is. */
export function comesBack(events: readonly Event[], since: Instant): boolean {
  return events.some(
    ({ at, news }) =>
      at > since &&
      news.some(
        (one) => one.news === 'missed' || (one.news === 'seen' && (one.opening || one.from !== undefined)),
      ),
  )
}

/** People transfer an issue once or twice; whoever goes in a circle stops here. */
const mostTransfers = 5

/** What an issue is now, wherever it was transferred since. */
export async function whereNow({ store }: Pick<Ports, 'store'>, issue: SubjectKey): Promise<SubjectKey> {
  let key = issue
  for (let count = 0; count < mostTransfers; count++) {
    const gone = await store.cached(goneKey(key))
    const into = typeof gone?.value === 'string' ? parseSubject(gone.value) : undefined
    if (into?.kind !== 'item') return key
    key = itemKey(await store.nameNow(into.repo), into.number)
  }
  return key
}
