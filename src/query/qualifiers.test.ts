import { describe, expect, it } from 'vitest'
import { aPullItem } from '../../test/builders/item.ts'
import { aView } from '../../test/builders/view.ts'
import { explainMismatch } from './explain-query.ts'
import { matchQuery } from './match-query.ts'
import { nearestName } from './nearest-name.ts'
import { parseQuery } from './parse-query.ts'
import { type Qualifier, qualifiers } from './qualifiers.ts'

/** A query that uses a qualifier in a plain way. */
function example({ name, shape, choices = [] }: Qualifier): string {
  switch (shape) {
    case 'choices':
    case 'presence':
      return `${name}:${choices[0]}`
    case 'people':
      return `${name}:bo`
    case 'dates':
      return `${name}:>2030-01-01`
    case 'numbers':
      return `${name}:>9`
    case 'check':
      return `${name}:build=success`
    case 'field':
      return `${name}:Status=Done`
    case 'scope':
      return `crash ${name}:title`
    case 'query':
      return `${name}:(is:closed)`
    case 'repos':
      return `${name}:acme/other`
    case 'names':
    case 'globs':
      return `${name}:nothing`
    default:
      return shape satisfies never
  }
}

describe('every qualifier', () => {
  it.each(qualifiers.map((qualifier) => [qualifier.name, example(qualifier)]))(
    '%s is read, matched and explained: %s',
    (_, text) => {
      const { query, problems } = parseQuery(text)
      expect(problems).toEqual([])
      if (!query) return
      const view = aView({ item: aPullItem() })
      const { truth } = matchQuery(query, view)
      expect(truth).not.toBe('unknown')
      expect(explainMismatch(query, view)).toMatch(truth === 'yes' ? /^Everything/ : /^[a-z].* .*`.+`\)?$/)
    },
  )

  it('stands in the table once', () => {
    expect(new Set(qualifiers.map(({ name }) => name)).size).toBe(qualifiers.length)
  })
})

describe('the nearest known name', () => {
  const known = ['label', 'milestone', 'author', 'no', 'deployed']
  it.each([
    ['labels', 'label'],
    ['lable', 'label'],
    ['Mileston', 'milestone'],
    ['auhtor', 'author'],
    ['deplyed', 'deployed'],
    ['zebra', undefined],
    ['x'.repeat(10_000), undefined],
  ])('of %s is %s', (wrong, nearest) => {
    expect(nearestName(wrong, known)).toBe(nearest)
  })
})
