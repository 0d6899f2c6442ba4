import type { Answer, Reply } from '../core/answer.ts'
import type { Effect } from '../core/effect.ts'
import { itemKey } from '../core/subject.ts'
import { answersOn, renderAnswer, renderAnswers } from '../render/answers.ts'
import type { Basis } from './switches.ts'

const slot = 'answers'
const key = `notice:${slot}`

/** Older answers make room: the comment is for whoever asks now. */
const mostShown = 5

/** A reaction for each command, and one comment with the words where a reaction does not say enough (D16). */
export function planAnswers(basis: Basis): Effect[] {
  const answers = basis.answers ?? []
  return answers.length === 0 ? [] : [...planReactions(basis, answers), ...planComment(basis, answers)]
}

function planReactions(basis: Basis, answers: readonly Answer[]): Effect[] {
  const given = new Set(basis.ledger.map((line) => line.key))
  const effects = new Map<string, Effect>()
  for (const answer of answers) {
    const { comment, reaction } = answer
    if (comment === undefined) continue
    const own = `reaction:${comment}:${reaction}`
    if (given.has(own)) continue
    const rules = [...new Set([...(effects.get(own)?.rules ?? []), askerOf(answer)])]
    const change = { do: 'reaction.add', comment_id: comment, content: reaction } as const
    effects.set(own, { key: own, subject: subjectOf(basis), rules, change, owned: false })
  }
  return [...effects.values()]
}

function planComment(basis: Basis, answers: readonly Answer[]): Effect[] {
  const shown = answers.filter(hasReply).slice(-mostShown).reverse()
  if (shown.length === 0) return []
  const line = basis.ledger.find((other) => other.key === key)
  const standing = line?.change.do === 'notice.put' ? line.change.body : ''
  // INVARIANT: what was answered stays as it was: it says how things stood then.
  const before = answersOn(standing)
  const sections = shown.map((answer) => ({
    cause: answer.cause,
    text: before.get(answer.cause) ?? renderAnswer(answer, basis.item.url),
  }))
  const body = renderAnswers(sections, slot)
  if (standing === body) return []
  const rules = [...new Set(shown.map(askerOf))]
  return [{ key, subject: subjectOf(basis), rules, change: { do: 'notice.put', slot, body }, owned: false }]
}

function hasReply(answer: Answer): answer is Answer & { reply: Reply } {
  return answer.reply !== undefined
}

function askerOf({ name }: Answer): string {
  return `/reeve ${name}`
}

function subjectOf({ item }: Basis): string {
  return itemKey(item.repo, item.number)
}
