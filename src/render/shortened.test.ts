import { describe, expect, test } from 'vitest'
import { renderAnswers } from './answers.ts'
import { renderNotify } from './comment.ts'
import { renderNotice } from './notice.ts'
import { cutAt, shortened, shortTitle } from './shortened.ts'

describe('a text that is longer than GitHub takes', () => {
  test.each<[string, string, number, string]>([
    ['as long as may be is left', 'a'.repeat(40), 40, 'a'.repeat(40)],
    ['one sign more is cut', 'a'.repeat(41), 40, `${'a'.repeat(34)}…`],
    ['at the end of a line', 'one two\nthree four five six seven', 20, 'one two\n…'],
    ['code is closed again', 'so:\n```\none\ntwo\nthree\nfour\n```', 26, 'so:\n```\none\ntwo\n…\n```'],
  ])('%s', (_, text, longest, expected) => {
    expect(shortened(text, longest)).toBe(expected)
  })

  test('of a title as much as GitHub takes', () => {
    expect(shortTitle('a'.repeat(256))).toBe('a'.repeat(256))
    expect(shortTitle('a'.repeat(257))).toBe(`${'a'.repeat(255)}…`)
  })

  test('no sign is cut in half', () => {
    expect(cutAt('a🚢b', 2)).toBe('a')
    expect(cutAt('a🚢b', 3)).toBe('a🚢')
  })
})

const long = 'A word and another. '.repeat(5_000)
const reason = { what: long, why: '', fix: '', seen: {} }

describe('what GitHub would refuse as too long', () => {
  test('a notice keeps what stands at its end, and something of each rule', () => {
    const body = renderNotice(
      [
        { rule: 'one', reasons: [reason] },
        { rule: 'two', reasons: [reason] },
      ],
      'reeve',
    )
    expect(body.length).toBeLessThan(65_000)
    expect(body).toMatch(/\*\*one\*\*[\s\S]*\*\*two\*\*[\s\S]*keeps this comment up to date/)
  })

  test('of answers the newest stay whole as long as there is room', () => {
    const sections = ['c', 'b', 'a'].map((cause) => ({ cause, text: `${cause}: ${long.slice(0, 25_000)}` }))
    const body = renderAnswers(sections, 'answers')
    expect(body.length).toBeLessThan(65_000)
    expect(body).toContain('c: A word')
    expect(body).toContain('b: A word')
    expect(body).not.toContain('a: A word')
    expect(renderAnswers([{ cause: 'a', text: long }], 'answers').length).toBeLessThan(65_000)
  })

  test('a comment that tells people', () => {
    const decision = {
      rule: 'one',
      kind: 'sla',
      policy: '',
      mode: 'enforce',
      verdict: 'fail',
      reason,
      wants: [],
      at: 0,
      gates: false,
      ownCheck: false,
    } as const
    const body = renderNotify({ key: 'k', parts: [{ mentions: ['@ann'], text: '', decision }] })
    expect(body.length).toBeLessThan(65_000)
    expect(body).toContain('@ann — A word')
  })
})
