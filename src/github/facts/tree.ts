import { z } from 'zod'
import { known, unknown } from '../../core/truth.ts'
import { ask, noSuchKey, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Tree = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string() })),
  truncated: z.boolean(),
})

/** The paths of all files at a branch or commit. A tree that GitHub cut short is no tree. */
export const readTree: ReadFact<'tree'> = async (github, key) => {
  const [, name, ref] = /^([^@]+\/[^@]+)@(.+)$/.exec(key) ?? []
  if (!name || !ref) return noSuchKey('branch or commit', key)
  const request = github.rest.git.getTree.endpoint({ ...placeOf(name), tree_sha: ref, recursive: '1' })
  const answer = await ask(github, request, Tree, { what: `the files of ${key}`, needs: 'contents=read' })
  if (!answer.ok) return unknown(answer.why)
  if (answer.value.truncated)
    return unknown(`${name} has more files than GitHub lists at once, so they are not known`)
  return known(answer.value.tree.flatMap(({ path, type }) => (type === 'blob' ? [path] : [])))
}
