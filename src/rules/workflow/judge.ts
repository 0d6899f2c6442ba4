import { includesName, sameName } from '../../core/item.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Judging, LabelChange, Ruling } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import type { Said } from '../finding.ts'
import { type Onward, say } from './messages.ts'
import { initialOf, type Move, movesBetween, movesOnFrom, type Options } from './options.ts'
import { enteredState } from './state.ts'

/** Rules about one change of a state's label by what held when it was made. */
export function judge(judging: Judging<Options>, change: LabelChange): Ruling {
  return change.added ? judgeMove(judging, change) : judgeRemoval(judging, change)
}

/** A state is left by setting the next one; a label that nobody took off was deleted from the repository. */
function judgeRemoval(judging: Judging<Options>, change: LabelChange): Ruling {
  const { actor } = change.entry
  if (actor === undefined) return { ruling: 'allowed' }
  if (includesName(judging.unsureLabels, change.label)) return notKnown(change)
  const state = enteredState(judging, judging)?.state
  if (state === undefined || !sameName(state, change.label)) return { ruling: 'allowed' }
  return refused(say.takenOff(change, actor, onwardFrom(judging.options, state)))
}

function judgeMove(judging: Judging<Options>, change: LabelChange): Ruling {
  const { actor } = change.entry
  if (actor === undefined || includesName(judging.item.labels, change.label)) return { ruling: 'allowed' }
  const rulings = statesItMayBeIn(judging).map((from) => rulingFrom(judging, change, { from, actor }))
  const [first] = rulings
  // While it is not known which state it is in, only what holds from each of them is known.
  const same = first && rulings.every(({ ruling }) => ruling === first.ruling)
  return same ? first : notKnown(change)
}

function statesItMayBeIn(judging: Judging<Options>): readonly (string | undefined)[] {
  const { options, unsureLabels } = judging
  const state = enteredState(judging, judging)?.state
  const unsure = options.states.filter((each) => includesName(unsureLabels, each))
  if (unsure.length === 0) return [state]
  return state === undefined || includesName(unsure, state) ? unsure : [state, ...unsure]
}

interface Beginning {
  from: string | undefined
  actor: string
}

function rulingFrom(judging: Judging<Options>, change: LabelChange, beginning: Beginning): Ruling {
  const { options, item } = judging
  const { from, actor } = beginning
  if (sameName(change.label, from ?? initialOf(options))) return { ruling: 'allowed' }
  const isOpening = change.entry.at === item.createdAt && actor === item.author
  // Opened in two states: the first that may stand does (D22).
  if (isOpening && from !== undefined) return refused(say.secondState(change, from))
  const ruling = rulingOnMove(judging, change, beginning)
  if (!isOpening || ruling.ruling === 'allowed') return ruling
  return unlessFromTemplate(judging, change, { ...beginning, ruling })
}

/** What was there at the opening and its author could not have set came from a template, and counts as entitled (D21). */
function unlessFromTemplate(
  judging: Judging<Options>,
  change: LabelChange,
  { actor, ruling }: Beginning & { ruling: Ruling },
): Ruling {
  const permission = judging.permission(actor)
  if (!permission.ok) return notKnown(change)
  return permission.value === 'none' || permission.value === 'read' ? { ruling: 'allowed' } : ruling
}

function rulingOnMove(judging: Judging<Options>, change: LabelChange, { from, actor }: Beginning): Ruling {
  const { options } = judging
  const state = from ?? initialOf(options)
  const onward = onwardFrom(options, state)
  const listed = movesBetween(options, state, change.label)
  if (listed.length === 0) return refused(say.notListed(change, state, onward))
  const answers = listed.map(({ move, place }) => ({
    move,
    place,
    ...answerOf(judging, change, { move, actor }),
  }))
  const allowing = answers.find(({ truth }) => truth === 'yes')
  if (allowing) return { ruling: 'allowed', by: String(allowing.place) }
  if (answers.some(({ truth }) => truth === 'unknown')) return notKnown(change)
  const theirs = answers.find(({ said }) => said !== undefined)
  const who = peopleInWords(listed.flatMap(({ move }) => move.by))
  return refused(say.andOnward(theirs?.said ?? say.notTheirs(change, actor, who), state, onward))
}

/** Whether one of the listed moves allows it; `said` where it is theirs to make, and something else is missing. */
function answerOf(
  judging: Judging<Options>,
  change: LabelChange,
  { move, actor }: { move: Move; actor: string },
): { truth: Truth; said?: Said } {
  const { by, requires } = move
  // Who changed a label could change it: GitHub asks for triage, and `everyone` asks for no more.
  const entitled = by.every(({ who }) => who === 'everyone') ? 'yes' : judging.isOneOf(by, actor)
  if (entitled === 'no') return { truth: 'no' }
  if (move['needs-reason'] && change.command?.why === undefined)
    return { truth: 'no', said: say.needsReason(change) }
  const ready = requires ? judging.match(requires).truth : 'yes'
  if (requires && ready === 'no')
    return { truth: 'no', said: say.tooEarly(change, requires.text, judging.explain(requires)) }
  return { truth: entitled === 'unknown' ? 'unknown' : ready }
}

/** What may follow on a state, for people to read. */
export function onwardFrom(options: Options, state: string): Onward[] {
  return movesOnFrom(options, state).map(({ to, moves }) => {
    const by = moves.flatMap((move) => move.by)
    return { to, who: by.some(({ who }) => who === 'everyone') ? '' : peopleInWords(by) }
  })
}

function refused({ what, fix }: Said): Ruling {
  return { ruling: 'refused', what, fix }
}

function notKnown({ entry, label }: LabelChange): Ruling {
  return { ruling: 'unknown', why: say.notKnown(label, entry.actor) }
}
