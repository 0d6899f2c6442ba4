import { describe, expect, test } from 'vitest'
import { load, places, wrongWith } from '../../../test/builders/policy.ts'

describe('a `why` and the handbook', () => {
  const handbook =
    "# Process\n\n1. QA team finishes **testing** (testnet)\n   and puts stories on 'verified'\n2. Every issue has an owner. Nobody has two.\n"
  const why = (sentence: string) =>
    load(`rules:\n  a: { why: ${JSON.stringify(sentence)} }`, { handbook }).problems

  test.each([
    'Every issue has an owner.',
    'every issue has an OWNER',
    'QA team finishes testing (testnet) and puts stories on "verified"',
    'Nobody has two',
  ])('says so: %s', (sentence) => {
    expect(why(sentence)).toEqual([])
  })

  test('does not say so, and the nearest is named with its line', () => {
    const problems = why('Every issue has its owner')
    expect(places(problems)).toEqual(['2:13 not-in-handbook'])
    expect(problems[0]?.fix).toBe('Did you mean "Every issue has an owner." (line 5)?')
  })

  test('a part of a word is no quote', () => {
    expect(places(why('very issue has an owner'))).toEqual(['2:13 not-in-handbook'])
  })

  test('a handbook that is not there is said at its key', () => {
    expect(
      places(load('handbook: docs/p.md\nrules: { a: { why: x } }', { handbook: null }).problems),
    ).toEqual(['1:11 no-handbook'])
  })

  test('nobody looked: nothing is said', () => {
    expect(wrongWith('handbook: docs/p.md\nrules: { a: { why: x } }')).toEqual([])
  })
})
