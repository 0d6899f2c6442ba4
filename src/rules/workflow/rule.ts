import type { Finding, Want } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import { includesName, sameName } from '../../core/item.ts'
import { lastAbout } from '../../core/past.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { finding, reason, type Said } from '../finding.ts'
import {
  putBack,
  reopening,
  rulingOnClosing,
  saidOfClosing,
  type WrongClosing,
  wrongClosing,
} from './closing.ts'
import { enter } from './enter.ts'
import { handOver } from './hand-over.ts'
import { judge } from './judge.ts'
import { say } from './messages.ts'
import { inNoState } from './no-state.ts'
import { type Options, options } from './options.ts'
import { openRefusals, type Refusal, remarks, saidOf } from './refusals.ts'
import { remarksOn } from './remarks.ts'
import { type Entered, enteredState } from './state.ts'

export const workflow: RuleKind<Options> = {
  name: 'workflow',
  summary: 'A work item goes only along allowed moves, and each entry hands it over.',
  phase: 'guard',
  gates: false,
  options,
  without: [],
  needs: ['permission', 'labels'],
  evaluate,
  guarded: ({ states }) => states,
  exclusive: true,
  judge,
  enter,
  putBack,
  states: ({ states }) => states,
  remarks: remarksOn,
  labels: ({ states }) => states,
  fights: (mine, other) => mine.options.states.filter((state) => includesName(other.options.states, state)),
  oneOf: ({ states }) => states,
  conditions: ({ moves }) =>
    moves.flatMap(({ requires: query }, index) =>
      query ? [{ path: ['moves', index, 'requires'], query }] : [],
    ),
}

function evaluate(judging: Judging<Options>): Finding {
  const { states } = judging.options
  const unsure = states.filter((state) => includesName(judging.unsureLabels, state))
  const entered = enteredState(judging, judging)
  const refusals = openRefusals(judging, entered)
  if (unsure.length > 0) return notKnown(judging, unsure, refusals)
  const found = entered ? inState(judging, entered, refusals) : inNoState(judging, refusals)
  return { ...found, remember: [...found.remember, ...rulingOnClosing(judging)] }
}

/** Not known which state it is in: all stays as it is, but for what certainly may not stand. */
function notKnown(
  judging: Judging<Options>,
  unsure: readonly string[],
  refusals: readonly Refusal[],
): Finding {
  const ruled = judging.rulings.findLast(({ ruling }) => ruling.ruling === 'unknown')
  const why = ruled?.ruling.ruling === 'unknown' ? ruled.ruling.why : undefined
  const astray = refusals.filter(({ entry, label, stands }) => {
    return stands && entry.what === 'labeled' && !includesName(unsure, label)
  })
  return finding({
    verdict: 'unknown',
    reason: reason(judging.rule, say.unknown(unsure, why)),
    wants: astray.map(({ entry, label }) =>
      firm(label, { present: false, began: entry.at, cause: entry.id }),
    ),
  })
}

function inState(judging: Judging<Options>, entered: Entered, refusals: readonly Refusal[]): Finding {
  const { rule } = judging
  const closing = wrongClosing(judging)
  const wants = [
    ...held(judging, entered),
    ...remarks(judging, entered.state, refusals),
    ...(closing ? reopening(judging, closing) : []),
  ]
  const seen = { state: entered.state, labels: judging.actual.item.labels }
  const occasions = handOver(judging, entered)
  const wrong = astray(judging, entered, { refusals, closing })
  if (!wrong && entered.renamed !== undefined) {
    const said = say.renamed(entered.state, entered.renamed)
    return finding({ verdict: 'fail', reason: reason(rule, said, seen), wants, occasions })
  }
  if (!wrong) {
    const said = isGone(judging, entered.state) ? say.labelGone(entered.state) : say.inState(entered.state)
    return finding({ verdict: 'pass', reason: reason(rule, said, seen), wants, occasions })
  }
  return finding({
    verdict: 'fail',
    reason: reason(rule, wrong.said, seen),
    since: { at: wrong.entry.at, cause: wrong.entry.id },
    // What is wrong is said as a remark, which stays after it was put back.
    quiet: true,
    wants,
    occasions,
  })
}

/** What is still as it may not be. */
function astray(
  judging: Judging<Options>,
  { state }: Entered,
  { refusals, closing }: { refusals: readonly Refusal[]; closing: WrongClosing | undefined },
): { entry: Entry; said: Said } | undefined {
  const refusal = refusals.find(({ stands }) => stands)
  if (refusal) return { entry: refusal.entry, said: saidOf(judging, state, refusal) }
  return closing?.stands ? { entry: closing.entry, said: saidOfClosing(judging, closing) } : undefined
}

/** Its state's label is on and no other state's is, as the last lawful move left it. */
function held(judging: Judging<Options>, entered: Entered): Want[] {
  const { actual, inForce, item, options: own } = judging
  const { state, entry, renamed } = entered
  return own.states.flatMap((label): Want[] => {
    const present = sameName(label, state)
    const there = includesName(actual.item.labels, label)
    if (present ? !there && (renamed !== undefined || isGone(judging, label)) : !there) return []
    const last = lastAbout(actual.history, 'label', label)
    const began = Math.max(last?.at ?? item.createdAt, entry?.at ?? item.createdAt)
    const cause = entry?.id ?? last?.id ?? 'opened'
    return [
      firm(label, {
        present,
        // What stands as it may is held from when the rule is in force, whenever it came there.
        began: present && there ? Math.max(began, inForce) : began,
        cause,
        ...(entry ? { fightsFrom: entry.at } : {}),
      }),
    ]
  })
}

function firm(
  label: string,
  { present, ...want }: { present: boolean; began: number; cause: string; fightsFrom?: number },
): Want {
  return { want: 'label', label, present, firm: true, ...want }
}

/** While the repository has no such label nothing is set: GitHub took it off everywhere. */
function isGone({ actual, facts, item }: Judging<Options>, label: string): boolean {
  if (includesName(actual.item.labels, label)) return false
  const labels = facts.read('labels', item.repo)
  return labels.ok && !includesName(labels.value, label)
}
