import { includesName, sameName } from '../../core/item.ts'
import type { Entering, Judging } from '../../core/rule-kind.ts'
import { onwardFrom } from './judge.ts'
import { say } from './messages.ts'
import { initialOf, movesBetween, type Options } from './options.ts'
import { enteredState } from './state.ts'

/** Whether the action `move` may bring it into a state now: `requires` is asked, `by` is not. */
export function enter(judging: Judging<Options>, to: string): Entering | undefined {
  const { actual, options, unsureLabels } = judging
  if (!includesName(options.states, to)) return undefined
  if (options.states.some((state) => includesName(unsureLabels, state)))
    return { entering: 'unknown', why: say.notKnown(to) }
  const entered = enteredState(judging, judging)
  const since = entered?.entry ? { since: entered.entry.at } : {}
  if (entered && sameName(entered.state, to)) return { entering: 'already', ...since }
  const from = entered?.state ?? initialOf(options)
  const listed = movesBetween(options, from, to)
  if (listed.length === 0)
    return { entering: 'not-yet', ...say.notOnTheWay(to, from, onwardFrom(options, from)), ...since }
  const answers = listed.map(({ move: { requires } }) => ({
    requires,
    truth: requires ? judging.match(requires).truth : 'yes',
  }))
  if (answers.some(({ truth }) => truth === 'yes')) {
    const leaves = options.states.filter(
      (state) => includesName(actual.item.labels, state) && !sameName(state, to),
    )
    return { entering: 'allowed', leaves, ...since }
  }
  const missing = answers.find(({ truth }) => truth === 'no')?.requires
  if (missing === undefined || answers.some(({ truth }) => truth === 'unknown'))
    return { entering: 'unknown', why: say.notKnown(to) }
  return { entering: 'not-yet', ...say.waits(to, missing.text, judging.explain(missing)), ...since }
}
