import { asWords, handbookSentences, isInHandbook, type Sentence } from '../handbook-sentences.ts'
import type { Linting } from './linting.ts'

/** A `why` that the handbook does not say. */
export function unquotedWhy({ reader, rules, handbook }: Linting): void {
  if (handbook === undefined) return
  if (handbook === null) {
    reader.warn({ path: ['handbook'] }, noHandbook)
    return
  }
  const sentences = handbookSentences(handbook)
  for (const { id, why } of rules) {
    if (why === undefined || isInHandbook(why, handbook)) continue
    const near = nearestSentence(why, sentences)
    reader.warn(
      { path: ['rules', id, 'why'] },
      {
        code: 'not-in-handbook',
        message: 'The handbook does not have this sentence.',
        why: 'A refusal quotes it, and whoever looks it up would not find it.',
        fix:
          near === undefined
            ? 'Quote a sentence of the handbook, or add this one there.'
            : `Did you mean "${near.text}" (line ${near.line})?`,
      },
    )
  }
}

const noHandbook = {
  code: 'no-handbook',
  message: 'There is no such file.',
  why: 'The `why` lines of the rules are checked against it.',
  fix: 'Write its path from the top of the repository, or take `handbook` out.',
}

/** The sentence that shares most words with it, if that is half of them or more. */
function nearestSentence(why: string, sentences: readonly Sentence[]): Sentence | undefined {
  const words = new Set(asWords(why).split(' '))
  let nearest: Sentence | undefined
  let most = 0.5
  for (const sentence of sentences) {
    const others = new Set(asWords(sentence.text).split(' '))
    const shared = (2 * [...words].filter((word) => others.has(word)).length) / (words.size + others.size)
    if (shared > most) {
      nearest = sentence
      most = shared
    }
  }
  return nearest
}
