import { describe, expect, test } from 'vitest'
import { effects, notice, replayed } from '../builders/replayed.ts'
import { issue, policyLine } from '../builders/told.ts'

const free = `
rules:
  products:
    kind: workflow
    when: is:issue label:product
    states: [in-dev, verified, done]
    moves: [{ from: in-dev, to: verified }, { from: verified, to: done }]
`
const strict = `${free}    close-from: done\n`
const shown = (at: string) => issue(`2026-01-05T${at}`)
const product = issue('2026-01-05T08:00', 7, { labels: ['product', 'in-dev'] }).opened()
const changes = (ran: Awaited<ReturnType<typeof replayed>>) =>
  effects(ran, 'label.add', 'label.remove', 'issue.reopen')

describe('closed where it may be', () => {
  test.each([
    ['before the policy asked for another state', free],
    ['in a state that was an end then', `${free}    close-from: [in-dev, done]\n`],
  ])('%s: it stays closed', async (_, before) => {
    const told = [
      product,
      shown('09:00').closed(),
      policyLine('2026-01-05T10:00', strict),
      shown('11:00').labeled('other'),
    ]
    const ran = await replayed({ policy: before, told })
    expect(changes(ran)).toEqual([])
    expect(notice(ran)).toBeUndefined()
  })

  test('what is closed from then on is judged by the new policy', async () => {
    const told = [
      product,
      shown('09:00').closed(),
      policyLine('2026-01-05T10:00', strict),
      shown('11:00').reopened(),
      shown('12:00').closed(),
    ]
    const ran = await replayed({ policy: free, told })
    expect(changes(ran)).toEqual(['01-05T12:00 acme/app#7 issue.reopen <products>'])
  })

  test('a renamed rule keeps it', async () => {
    const renamed = strict.replace('products:', 'goods:\n    was: products')
    const told = [product, shown('09:00').closed(), policyLine('2026-01-05T10:00', renamed)]
    const ran = await replayed({ policy: free, told })
    expect(changes(ran)).toEqual([])
  })
})

describe('closed before it came into the workflow', () => {
  const old = issue('2026-01-05T08:00', 7, { labels: ['in-dev'] }).opened()
  const bare = issue('2026-01-05T08:00', 7, { labels: [] }).opened()

  test.each([
    ['in a state', old],
    ['in none', bare],
  ])('%s: labelled when old issues are sorted, it stays closed', async (_, opened) => {
    const told = [opened, shown('09:00').closed(), shown('10:00').labeled('product')]
    expect(changes(await replayed({ policy: strict, told }))).toEqual([])
  })

  test('opened again it begins as any other, and ends as any other', async () => {
    const told = [
      bare,
      shown('09:00').closed(),
      shown('10:00').labeled('product'),
      shown('11:00').reopened(),
      shown('12:00').closed(),
    ]
    expect(changes(await replayed({ policy: strict, told }))).toEqual([
      '01-05T11:00 acme/app#7 label.add in-dev <products>',
      '01-05T12:00 acme/app#7 issue.reopen <products>',
    ])
  })

  test('what is labelled in the second of its closing, or taken out of the workflow for that, counts', async () => {
    const inOneSecond = [old, shown('10:00').labeled('product'), shown('10:00').closed()]
    expect(changes(await replayed({ policy: strict, told: inOneSecond }))).toContain(
      '01-05T10:00 acme/app#7 issue.reopen <products>',
    )
    const around = [product, shown('10:00').unlabeled('product'), shown('10:00').closed()]
    const back = [...around, shown('11:00').labeled('product')]
    expect(changes(await replayed({ policy: strict, told: back }))).toContain(
      '01-05T11:00 acme/app#7 issue.reopen <products>',
    )
  })
})
