import type { Memory } from '../../core/decision.ts'
import type { Environment, GateHotfix, Liftable } from '../../core/environment.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Rule } from '../../core/policy.ts'
import type { Exemption } from '../../core/rule-kind.ts'
import { all, type Truth } from '../../core/truth.ts'
import { listed } from '../../core/words.ts'
import { createJudging } from '../judging.ts'
import { isRollback } from './chain.ts'
import { type Gate, keptFor } from './gate.ts'

/** Whether everything that is shipped is exempt from a rule; what ships nothing is not. */
export function exemptAll(gate: Pick<Gate, 'shipped'>, rule: Rule): Exemption {
  const shipping = gate.shipped.all()
  if (!shipping.ok) return { truth: 'unknown', remember: [] }
  const { bare, pulls } = shipping.value
  if (bare.length > 0 || pulls.length === 0) return { truth: 'no', remember: [] }
  const each = pulls.map((pull) => exemptOne(gate, rule, pull))
  const by = [...new Set(each.flatMap((one) => one.by ?? []))]
  const asking = each.filter(({ truth }) => truth !== 'yes')
  const askedOf = asking.every((one) => one.askedOf !== undefined) ? asking[0]?.askedOf : undefined
  const next = earliest(...each.map((one) => one.next))
  return {
    truth: all(each.map(({ truth }) => truth)),
    remember: each.flatMap(({ remember }) => remember),
    ...(by.length > 0 ? { by: listed(by) } : {}),
    ...(askedOf === undefined ? {} : { askedOf }),
    ...(next === undefined ? {} : { next }),
  }
}

function exemptOne(gate: Pick<Gate, 'shipped'>, rule: Rule, pull: string): Exemption {
  const course = gate.shipped.course(pull)
  if (!course.ok || rule.kind.exempts === undefined) return { truth: 'unknown', remember: [] }
  const found = rule.kind.exempts(createJudging(course.value, rule))
  return { ...found, remember: keptFor(found.remember, pull) }
}

/** What an environment's hotfix lifts now. */
export interface Lifting {
  /** `yes`: approved. `no` with `askedOf`: it is a hotfix, and these people could approve it. */
  truth: Truth
  lifts: readonly Liftable[]
  by?: string
  askedOf?: readonly PeopleRef[]
  next?: Instant
  remember: readonly Memory[]
}

const nothing: Lifting = { truth: 'no', lifts: [], remember: [] }

/** The first entry whose `when` matches counts, whether it is approved or not: a label alone lifts nothing. */
export function liftingOf(gate: Gate, { hotfix }: Environment): Lifting {
  let remember: readonly Memory[] = []
  for (const entry of hotfix) {
    const found = liftedBy(gate, entry)
    remember = [...remember, ...found.remember]
    if (found.truth !== 'no' || found.askedOf) return { ...found, remember }
  }
  return { ...nothing, remember }
}

function liftedBy(gate: Gate, { approval, lifts }: GateHotfix): Lifting {
  if (!approval) return { ...nothing, truth: isRollback(gate), lifts }
  return { ...exemptAll(gate, approval), lifts }
}
