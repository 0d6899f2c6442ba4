import { z } from 'zod'
import { known, unknown } from '../../core/truth.ts'
import { ask, noSuchKey, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { isVisible } from './visible.ts'

/** The raw text; its bytes, where a server does not say that it is text; or, from one that does not know the raw form, an object with it in base64. */
const Answer = z.union([
  z.string(),
  z.instanceof(ArrayBuffer).transform((bytes) => Buffer.from(bytes).toString()),
  z
    .object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() })
    .transform(({ content }) => Buffer.from(content, 'base64').toString()),
])

/** `acme/app@main:docs/a.md` taken apart; the ref `HEAD` is the default branch. */
export function fileAt(key: string): { name: string; ref: string; path: string } | undefined {
  const [, name, ref, path] = /^([^@\s]+\/[^@\s]+)@([^:\s]+):(.+)$/.exec(key) ?? []
  return name && ref && path ? { name, ref, path } : undefined
}

/** The text of a file; null where there is none. */
export const readContents: ReadFact<'contents'> = async (github, key) => {
  const at = fileAt(key)
  if (!at) return noSuchKey('file', key)
  const { path, ref } = at
  const request = github.rest.repos.getContent.endpoint({
    ...placeOf(at.name),
    path,
    // The default branch is what GitHub takes where no ref is named.
    ...(ref === 'HEAD' ? {} : { ref }),
    mediaType: { format: 'raw' },
  })
  const answer = await ask(github, request, Answer, { what: key, needs: 'contents=read' })
  if (answer.ok) return answer
  if (answer.failure !== 'missing') return unknown(answer.why)
  // A repository that is not to be seen answers like one without the file.
  return (await isVisible(github, at.name)) ? known(null) : { ...unknown(answer.why), lasting: true }
}
