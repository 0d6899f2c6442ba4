import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/core/policy.ts'
import { loadPolicy } from '../../src/policy/load-policy.ts'
import { ruleKinds } from '../../src/rules/index.ts'

const valid = readFileSync('test/policies/every-key.yml', 'utf8')
const lines = valid.split('\n')

function problemsOf(text: string): readonly Problem[] {
  return loadPolicy({ text, file: 'f', ref: 'f', kinds: ruleKinds, handbook: 'Every issue has somebody.' })
    .problems
}

/** A problem stands inside the file and says something in each of its parts. */
function expectGood(problems: readonly Problem[], text: string): void {
  const written = text.split('\n')
  for (const { line, column, code, message, why, fix } of problems) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(written.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((written[line - 1] ?? '').length + 1)
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const part of [message, why, fix]) expect(part.trim()).not.toBe('')
    expect(`${message}${why}${fix}`).not.toMatch(/undefined|\[object|Invalid input/)
  }
}

/** One small mistake in a valid policy: a letter, a line, a word of another place. */
const mistake = fc.oneof(
  fc
    .tuple(fc.nat(valid.length), fc.string({ maxLength: 3, unit: 'binary' }))
    .map(([at, letters]) => valid.slice(0, at) + letters + valid.slice(at)),
  fc
    .tuple(fc.nat(valid.length), fc.constantFrom(...':{}[]"\'@*&#|>-, \t\n!%?~'))
    .map(([at, letter]) => valid.slice(0, at) + letter + valid.slice(at + 1)),
  fc
    .tuple(fc.nat(valid.length), fc.integer({ min: 1, max: 40 }))
    .map(([at, length]) => valid.slice(0, at) + valid.slice(at + length)),
  fc.nat(lines.length - 1).map((gone) => lines.filter((_, index) => index !== gone).join('\n')),
  fc
    .tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1))
    .map(([from, to]) => [...lines.slice(0, to), lines[from], ...lines.slice(to)].join('\n')),
  fc
    .tuple(
      fc.nat(lines.length - 1),
      fc.constantFrom('{}', '[]', '[[a]]', '{ a: b }', '1', 'true', '', '"', '*', 'always'),
    )
    .map(([at, value]) =>
      lines.map((line, index) => (index === at ? line.replace(/: .*$/, `: ${value}`) : line)).join('\n'),
    ),
)

test('a mistake in a valid policy is never a throw, and every problem is said in full where it is', () => {
  fc.assert(
    fc.property(mistake, (text) => expectGood(problemsOf(text), text)),
    { numRuns: 200 },
  )
})

test('any text is read without a throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => expectGood(problemsOf(text), text)),
    { numRuns: 200 },
  )
})

test('any YAML under any section is read without a throw', () => {
  const sections = [
    'calendars',
    'people',
    'windows',
    'labels',
    'environments',
    'commands',
    'accepts',
    'rules',
    'mode',
    'extends',
  ]
  const value = fc.json({ maxDepth: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...sections), value, (section, json) => {
      const text = `version: 1\n${section}: ${json}\n`
      expectGood(problemsOf(text), text)
    }),
    { numRuns: 200 },
  )
})
