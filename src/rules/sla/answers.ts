import type { Memory } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { isBot, type Login, sameName } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { type Truth, truthOf } from '../../core/truth.ts'
import type { SlaOptions } from './options.ts'
import { type Ruled, ruleOnce } from './rulings.ts'

const insiders = ['OWNER', 'MEMBER', 'COLLABORATOR']

export interface FirstAnswer {
  /** Of the first that counts for sure. */
  at?: Instant
  /** `unknown` where one before it may count as well. */
  sure: Truth
  remember: readonly Memory[]
}

/** The first comment or review of somebody in `by` (else an owner, member, collaborator), never the author, never a bot (D9). */
export function firstAnswer(judging: Judging<SlaOptions>, start: Instant): FirstAnswer {
  const remember: Memory[] = []
  let sure: Truth = 'yes'
  for (const entry of judging.history) {
    if (entry.at < start || !isWord(entry)) continue
    const ruled = isAnswer(judging, entry)
    remember.push(...ruled.remember)
    if (ruled.truth === 'yes') return { at: entry.at, sure, remember }
    if (ruled.truth === 'unknown') sure = 'unknown'
  }
  return { sure, remember }
}

function isWord({ what }: Entry): boolean {
  return what === 'commented' || what === 'reviewed'
}

function isAnswer(judging: Judging<SlaOptions>, entry: Entry): Ruled {
  const { actor } = entry
  const { by } = judging.options
  const association = entry.detail?.association
  if (actor === undefined || isAside(judging, actor)) return { truth: 'no', remember: [] }
  if (by.length === 0 && isObeyedAck(judging, entry)) return { truth: 'yes', remember: [] }
  if (by.length === 0 && association !== undefined)
    return { truth: truthOf(insiders.includes(association)), remember: [] }
  return ruleOnce(judging, entry, () =>
    by.length > 0 ? judging.isOneOf(by, actor, entry.at) : mayTriage(judging, actor),
  )
}

function isObeyedAck({ commands }: Judging<SlaOptions>, { id }: Entry): boolean {
  return commands.some(({ name, entry }) => name === 'ack' && entry === id)
}

function isAside({ app, item }: Judging<SlaOptions>, login: Login): boolean {
  return isBot(login) || login === app || (item.author !== undefined && sameName(login, item.author))
}

/** Where it is not said how somebody stands to the repository, what they may do there tells. */
function mayTriage(judging: Judging<SlaOptions>, login: Login): Truth {
  const permission = judging.permission(login)
  return permission.ok ? truthOf(permission.value !== 'none' && permission.value !== 'read') : 'unknown'
}
