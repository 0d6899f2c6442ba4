import type { LedgerLine } from '../core/effect.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import type { LookInput } from './handle.ts'
import type { Ports } from './ports.ts'

/** A look with the item as it is planned for. */
type Trying = Pick<LookInput, 'past' | 'now'> & { item: Item }

/** How long what could not be opened, or put on a board, waits for the next try. */
const againMilliseconds = 60 * 60_000

/** When what could not be made is tried again; never in a replay, where nothing is (D10.8). */
export function againAt(ports: Ports, trying: Trying): Instant | undefined {
  const { past, now } = trying
  if (ports.retryAfter(1) === undefined) return undefined
  const lines = past.ledger.filter((line) => isNotMade(line) || (isUnsaid(line) && !trying.item.locked))
  const times = lines.map(({ at }) => at + againMilliseconds)
  // What is no longer asked for is not tried again, though its line stays.
  return earliest(...times.filter((at) => at > now))
}

/** What counts as done, or as waiting, and what is tried once more and was refused till now. */
export interface Again {
  ledger: readonly LedgerLine[]
  tried: readonly LedgerLine[]
}

/**
 * The ledger without what could not be made and is due for another try: a permission may be there by now, a conversation
 * may be unlocked. What that did to a notice is not known: it is put again, or taken away.
 */
export function triedAgain(ports: Ports, trying: Trying): Again {
  const { ledger } = trying.past
  // In a replay nothing but a policy refuses: that can have changed with the instant.
  const rest = ports.retryAfter(1) === undefined ? 1 : againMilliseconds
  const tried = ledger.filter((line) => isNotMade(line) && !isWaiting(line, trying.now, rest))
  const others = tried.length === 0 ? ledger : ledger.filter((line) => !tried.includes(line))
  return { ledger: ports.retryAfter(1) === undefined ? others : saidAgain(others, trying), tried }
}

function saidAgain(ledger: readonly LedgerLine[], trying: Trying): readonly LedgerLine[] {
  return ledger.flatMap((line): LedgerLine[] => {
    if (!isUnsaid(line) || trying.item.locked) return [line]
    if (!isJustUnlocked(trying) && isWaiting(line, trying.now)) return [line]
    const { change } = line
    if (change.do !== 'notice.put' && change.do !== 'notice.remove') return []
    return [{ ...line, change: { do: 'notice.put', slot: change.slot, body: '' }, state: 'sent' }]
  })
}

function isWaiting({ at }: LedgerLine, now: Instant, rest = againMilliseconds): boolean {
  return now < at + rest
}

function isNotMade({ change, state }: LedgerLine): boolean {
  return (change.do === 'issue.open' || change.do === 'project.put') && state === 'refused'
}

const said: readonly LedgerLine['change']['do'][] = [
  'comment.add',
  'notice.put',
  'notice.remove',
  'reaction.add',
]

/**
 * In a locked conversation only those who may write can speak, and GitHub does not count an App among them: 403, "Unable
 * to create comment because issue is locked."
 */
function isUnsaid({ change, state, why = '' }: LedgerLine): boolean {
  return state === 'refused' && said.includes(change.do) && /\bis locked\b/i.test(why)
}

function isJustUnlocked({ past, item }: Trying): boolean {
  return past.row?.item?.locked === true && !item.locked
}
