import { expect, test } from 'vitest'
import { madeOnce } from './made-once.ts'
import type { Made } from './making.ts'

/** What is known, and whether it can be claimed. */
function knowing(known: string | undefined, isFree: boolean): Made & { kept: (string | undefined)[] } {
  const kept: (string | undefined)[] = []
  return {
    kept,
    get: async () => known,
    claim: async () => isFree,
    set: async (_, value) => void kept.push(value),
  }
}

const making = (found: number | undefined, done: string[]) => ({
  find: async () => {
    done.push('find')
    return found
  },
  make: async () => {
    done.push('make')
    return 9
  },
})

test.each<[string, string | undefined, boolean, number | undefined, unknown, string[]]>([
  [
    'nothing is known: it is made, and nothing looked for',
    undefined,
    true,
    7,
    { id: 9, before: false },
    ['make'],
  ],
  ['made before', '7', false, undefined, { id: 7, before: true }, []],
  ['a try of ours that began, and was made', 'trying', true, 7, { id: 7, before: true }, ['find']],
  [
    'a try of ours that came to nothing',
    'trying',
    true,
    undefined,
    { id: 9, before: false },
    ['find', 'make'],
  ],
  ['somebody else is making it', 'trying', false, undefined, undefined, []],
  ['somebody else began a moment ago', undefined, false, undefined, undefined, []],
])('%s', async (_, known, isFree, found, expected, steps) => {
  const done: string[] = []
  expect(await madeOnce(knowing(known, isFree), 'issue:acme/app:watch', making(found, done))).toEqual(
    expected,
  )
  expect(done).toEqual(steps)
})
