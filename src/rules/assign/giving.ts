import type { Memory } from '../../core/decision.ts'
import { wasFound } from '../../core/history.ts'
import type { Choice } from '../../core/people.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import { assignedAt } from './assignments.ts'
import type { Matching } from './matching.ts'
import type { Options } from './options.ts'

export interface Given {
  /** Whom it goes to; undefined for what matched before the rule was in force: that is listed, not acted on (D6). */
  choice: Choice | undefined
  remember: readonly Memory[]
}

/** Whom it goes to this time. Chosen once for each time it comes to match, and kept: it stays with that one. */
export function givenTo(judging: Judging<Options>, matching: Matching): Known<Given> {
  const { inForce, memory, now, rule } = judging
  const { cause, since } = matching
  if (since < inForce || wasFound(cause)) return known({ choice: undefined, remember: [] })
  const kept = memory.find(({ kind, key }) => kind === 'assigned' && key === cause)
  if (kept) return known({ choice: readChoice(kept.value), remember: [] })
  const chosen = chosenFor(judging, matching)
  if (!chosen.ok) return chosen
  const choice = chosen.value
  // Whoever joins later may still be assigned.
  if (choice.logins.length === 0) return known({ choice, remember: [] })
  const value = JSON.stringify(choice)
  return known({ choice, remember: [{ rule: rule.id, kind: 'assigned', key: cause, value, at: now }] })
}

/** Whoever of these people has it already, by whoever's doing: then nobody else gets it. */
function chosenFor(judging: Judging<Options>, { since }: Matching): Known<Choice> {
  const { pick, to } = judging.options
  if (pick === 'all') return judging.choose(to, pick)
  const asked = judging.actual.item.assignees.map((login) => ({
    login,
    truth: judging.isOneOf(to, login, Math.max(since, assignedAt(judging, login))),
  }))
  const theirs = asked.filter(({ truth }) => truth === 'yes').map(({ login }) => login)
  if (theirs.length > 0) return known({ logins: theirs, passedOver: [] })
  const unsure = asked.find(({ truth }) => truth === 'unknown')
  return unsure ? unknown(`whether it is for ${unsure.login} is not known`) : judging.choose(to, pick)
}

/** As it was kept, by nobody else than here. */
function readChoice(value: string): Choice {
  return JSON.parse(value) as Choice
}
