import type { Act, Memory, Reason } from '../core/decision.ts'
import { nobodyAssigned, nobodyTold, passedOverFor } from '../core/giving-in-words.ts'
import type { Instant } from '../core/instant.ts'
import type { Choice, PeopleRef } from '../core/people.ts'
import type { Rule } from '../core/policy.ts'
import { type Known, known } from '../core/truth.ts'
import { choose, fallbacks, isAssignableIn } from './choosing.ts'
import { handsOverAt, type PeopleScope, reachedAmong } from './people.ts'

/** Who asks to have somebody told or assigned, and the cause that it is done once for. */
export interface Reaching {
  rule: Pick<Rule, 'id' | 'owner' | 'why'> & Partial<Pick<Rule, 'was'>>
  scope: PeopleScope & { memory: readonly Memory[] }
  /** `acme/app/7/labeled:QA@2026-01-05T09:00:00Z/0` */
  once: string
  /** What came to pass, where its occasion says so. */
  reason: string
}

/** Whom that reaches: what is to be done, said on the notice, and kept. */
export interface Reached {
  acts: readonly Act[]
  remarks: readonly Reason[]
  remember: readonly Memory[]
  /** Where it reaches nobody: when somebody else comes on. */
  until?: Instant | undefined
}

/**
 * These people are told; where that reaches nobody their backup, else the rule's owner, else it is said on the notice (D22).
 * Whom it reaches is found out once and kept: nobody is asked about again, and who leaves later has been told all the same.
 */
export function tell(reaching: Reaching, people: readonly PeopleRef[], text: string): Known<Reached> {
  const told = (mentions: readonly string[]) => [{ act: 'notify', mentions, text } as const]
  const kept = keptOf<readonly string[]>(reaching, 'told')
  if (kept) return known({ acts: told(kept), remarks: [], remember: [] })
  for (const group of fallbacks(reaching.rule, people, reaching.scope)) {
    const mentions = reachedAmong(reaching.scope, group)
    if (!mentions.ok) return mentions
    if (mentions.value.length === 0) continue
    return known({
      acts: told(mentions.value),
      remarks: [],
      remember: [toKeep(reaching, 'told', mentions.value)],
    })
  }
  const until = handsOverAt(reaching.scope, people)
  return known({ acts: [], remarks: [nobody(reaching, nobodyTold(people), 'notify')], remember: [], until })
}

/** Of a team or list one member, of somebody named by himself that one, or everybody (D11); of those whom GitHub can assign. */
export function give(
  reaching: Reaching,
  { people, everybody }: { people: readonly PeopleRef[]; everybody: boolean },
): Known<Reached> {
  const { rule, scope } = reaching
  const kept = keptOf<Choice>(reaching, 'assigned')
  const pick = everybody ? 'all' : 'one'
  const chosen = kept
    ? known(kept)
    : choose({ rule, people, pick, isAssignable: isAssignableIn(scope) }, scope)
  if (!chosen.ok) return chosen
  const { logins, passedOver, until } = chosen.value
  if (logins.length === 0) {
    const remark = nobody(reaching, nobodyAssigned(people, passedOver), 'assign')
    return known({ acts: [], remarks: [remark], remember: [], until })
  }
  const isSaid = passedOver.length > 0 && scope.item.state === 'open'
  return known({
    acts: [{ act: 'assign', logins }],
    remarks: isSaid ? [{ ...passedOverFor(passedOver, logins), why: rule.why ?? '', seen: {} }] : [],
    remember: kept ? [] : [toKeep(reaching, 'assigned', chosen.value)],
  })
}

function nobody(
  { rule, reason }: Reaching,
  { what, fix }: { what: string; fix: string },
  reached: 'notify' | 'assign',
): Reason {
  return {
    what: reason,
    why: rule.why ?? '',
    fix: `${what} ${fix}`,
    seen: { reached: 'nobody', by: reached },
  }
}

/** As it was kept here, and by nobody else. */
function keptOf<T>({ once, rule, scope }: Reaching, kind: Memory['kind']): T | undefined {
  const ids = [rule.id, ...(rule.was ?? [])]
  const kept = scope.memory.find((one) => one.kind === kind && one.key === once && ids.includes(one.rule))
  return kept && (JSON.parse(kept.value) as T)
}

function toKeep({ once, rule, scope }: Reaching, kind: Memory['kind'], value: unknown): Memory {
  return { rule: rule.id, kind, key: once, value: JSON.stringify(value), at: scope.now }
}
