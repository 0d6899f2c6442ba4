import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { evaluateRule, unread } from '../../../test/builders/judged.ts'

const team = 'people: { support: "@acme/support" }\n'
const answered = `${team}rules: { a: { kind: sla, when: is:issue, clock: respond, by: support, within: 1h } }`
const item = anItem()
const word = 'Mon 09:30 bo commented NONE'

function judge(asked: {
  policy?: string
  history?: string[]
  facts: Record<string, unknown>
  now: string
  memory?: ReturnType<typeof evaluateRule>['remember']
}) {
  return evaluateRule({ policy: answered, item, history: [word], ...asked })
}

describe('who answered is found out once (D3)', () => {
  test.each([
    ['left the team later', ['bo'], [], 'pass'],
    ['joined it later', [], ['bo'], 'fail'],
  ])('by somebody who %s', (_, then, later, verdict) => {
    const { remember } = judge({ facts: { 'team:acme/support': then }, now: 'Mon 09:30' })
    const after = judge({ facts: { 'team:acme/support': later }, now: 'Mon 10:00', memory: remember })
    expect(after.verdict).toBe(verdict)
  })

  test('what could not be read is asked again', () => {
    const { remember, verdict } = judge({ facts: { 'team:acme/support': unread() }, now: 'Mon 09:30' })
    expect(verdict).toBe('unknown')
    const after = judge({ facts: { 'team:acme/support': ['bo'] }, now: 'Mon 10:30', memory: remember })
    expect(after.verdict).toBe('pass')
  })

  test('and so is who acknowledged', () => {
    const policy =
      'rules: { a: { kind: sla, when: is:issue, within: 8h, until-acknowledged: true, escalate: [{ after: 2h, notify: "@dana" }] } }'
    const history = ['Mon 09:30 bo commented NONE /reeve ack']
    const asked = (then: string, later: string) => {
      const first = judge({
        policy,
        history,
        facts: { 'permission:acme/app/bo': then },
        now: 'Mon 09:30',
      })
      return judge({
        policy,
        history,
        facts: { 'permission:acme/app/bo': later },
        now: 'Mon 11:00',
        memory: first.remember,
      }).wants
    }
    expect(asked('triage', 'read')).toEqual([])
    expect(asked('read', 'triage')).toHaveLength(1)
  })
})

describe('an answer that may count, before one that does', () => {
  const facts = { 'team:acme/support': unread() }
  const policy = answered.replace('by: support', 'by: [support, "@cy"]')
  const asked = (at: string, now: string) =>
    judge({ policy, history: [word, `Mon ${at} cy commented NONE`], facts, now }).verdict

  test('in time by the one that does: how the other counts is no matter', () => {
    expect(asked('10:00', 'Mon 10:00')).toBe('pass')
    expect(asked('10:00', 'Mon 12:00')).toBe('pass')
  })

  test('late by the one that does: it is not known whether it was late', () => {
    expect(asked('10:01', 'Mon 10:01')).toBe('unknown')
  })

  test('and no breach is kept meanwhile', () => {
    const { remember } = judge({ policy, facts, now: 'Mon 12:00' })
    expect(remember.filter(({ kind }) => kind === 'breach')).toEqual([])
  })
})
