import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule, follow, unread } from '../../../test/builders/judged.ts'
import { on } from '../../../test/builders/past.ts'

const freeze = (keys = '') => `
timezone: Africa/Cairo
people: { ops-lead: "@dana", leads: "@acme/leads" }
windows:
  release: { open: Sun-Wed 00:00-24:00 }
  year-end: { closed: 2026-01-12T17:00..2026-01-14T09:00, because: Year-end freeze }
rules:
  freeze: { kind: release-window, when: is:pr base:production, window: [release, year-end]${keys} }
`
const hotfix = freeze(', hotfix: { when: label:hotfix, approved-by: [ops-lead, leads] }')
const pull = aPullItem({}, { base: 'production' })
const reviewed = (...reviews: [author: string, state: string, at: string][]) => ({
  'reviews:acme/app#12': reviews.map(([author, state, at], id) => ({
    id,
    author,
    state,
    sha: 'a',
    at: on(at),
  })),
  'team:acme/leads': ['cy'],
})

function judge(more: Partial<Asked> & Pick<Asked, 'now'>) {
  return evaluateRule({ policy: freeze(), item: pull, ...more })
}

describe('both sides of each edge', () => {
  // Cairo is two hours ahead of UTC in January.
  test.each([
    ['Wed 21:59:59', 'pass', 'Wed 22:00'],
    ['Wed 22:00', 'wait', 'Sat 22:00'],
    ['Sat 21:59:59', 'wait', 'Sat 22:00'],
    ['Sat 22:00', 'pass', '2026-01-12 15:00'],
    ['2026-01-12 14:59:59', 'pass', '2026-01-12 15:00'],
    // The freeze ends on Wednesday at 09:00 in Cairo, while the weekly window is open.
    ['2026-01-12 15:00', 'wait', '2026-01-14 07:00'],
    ['2026-01-14 07:00', 'pass', '2026-01-14 22:00'],
  ])('%s: %s until %s', (now, verdict, next) => {
    expect(judge({ now })).toMatchObject({ verdict, next })
  })

  test('it turns by time alone', () => {
    expect(follow({ policy: freeze(), item: pull, from: 'Wed 12:00', until: 'Sun 12:00' })).toEqual([
      'Wed 12:00 pass',
      'Wed 22:00 wait',
      'Sat 22:00 pass',
    ])
  })
})

describe('what it is about', () => {
  test.each([
    ['a pull request to production', pull, 'wait'],
    ['one to another base', aPullItem(), 'not-applicable'],
    ['an issue', anItem(), 'not-applicable'],
  ])('%s', (_, item, verdict) => {
    expect(judge({ item, now: 'Thu 12:00' }).verdict).toBe(verdict)
  })

  test('an issue that `when` would match', () => {
    const policy = freeze().replace('when: is:pr base:production, ', '')
    expect(judge({ policy, item: anItem(), now: 'Thu 12:00' }).verdict).toBe('not-applicable')
  })
})

describe('a hotfix', () => {
  const history = ['Thu 10:00 ann labeled hotfix']
  const asked = (facts: Asked['facts'] = {}, more: string[] = [], policy = hotfix) =>
    judge({ policy, history: [...history, ...more], facts: { ...reviewed(), ...facts }, now: 'Thu 12:00' })
      .verdict

  test.each<[string, Asked['facts'], string]>([
    ['a label alone lifts nothing', reviewed(), 'wait'],
    ['approved by the one named', reviewed(['dana', 'approved', 'Thu 11:00']), 'pass'],
    ['by one of the team named', reviewed(['cy', 'approved', 'Thu 11:00']), 'pass'],
    ['by somebody else', reviewed(['bo', 'approved', 'Thu 11:00']), 'wait'],
    ['at the very second the label came', reviewed(['dana', 'approved', 'Thu 10:00']), 'pass'],
    ['before the label', reviewed(['dana', 'approved', 'Thu 09:59:59']), 'wait'],
    [
      'with a remark after it',
      reviewed(['dana', 'approved', 'Thu 11:00'], ['dana', 'commented', 'Thu 11:30']),
      'pass',
    ],
    [
      'taken back',
      reviewed(['dana', 'approved', 'Thu 11:00'], ['dana', 'changes_requested', 'Thu 11:30']),
      'wait',
    ],
    ['dismissed', reviewed(['dana', 'approved', 'Thu 11:00'], ['dana', 'dismissed', 'Thu 11:30']), 'wait'],
    ['reviews that could not be read', { ...reviewed(), 'reviews:acme/app#12': unread() }, 'unknown'],
    [
      'a team that could not be read',
      { ...reviewed(['bo', 'approved', 'Thu 11:00']), 'team:acme/leads': unread() },
      'unknown',
    ],
  ])('%s', (_, facts, verdict) => {
    expect(asked(facts)).toBe(verdict)
  })

  test.each([
    ['by the one named', 'Thu 11:00 dana commented MEMBER /reeve approve', 'pass'],
    ['by somebody else', 'Thu 11:00 bo commented MEMBER /reeve approve', 'wait'],
    ['before the label', 'Thu 09:00 dana commented MEMBER /reeve approve', 'wait'],
    ['something else is approved', 'Thu 11:00 dana commented MEMBER /reeve approve production', 'wait'],
    ['only mentioned', 'Thu 11:00 dana commented MEMBER we could /reeve approve', 'wait'],
  ])('`/reeve approve` %s', (_, line, verdict) => {
    expect(asked({}, [line])).toBe(verdict)
  })

  test('`/reeve approve` is enough though reviews could not be read', () => {
    const facts = { 'reviews:acme/app#12': unread() }
    expect(asked(facts, ['Thu 11:00 dana commented MEMBER /reeve approve'])).toBe('pass')
  })

  test("the author's own approval does not count", () => {
    const policy = hotfix.replace('"@dana"', '"@ann"')
    expect(asked(reviewed(['ann', 'approved', 'Thu 11:00']), [], policy)).toBe('wait')
    expect(asked({}, ['Thu 11:00 ann commented OWNER /reeve approve'], policy)).toBe('wait')
  })

  test('the label went and came back: an approval from before does not count', () => {
    const again = ['Thu 11:10 bo unlabeled hotfix', 'Thu 11:20 bo labeled hotfix']
    expect(asked(reviewed(['dana', 'approved', 'Thu 11:00']), again)).toBe('wait')
    expect(asked(reviewed(['dana', 'approved', 'Thu 11:30']), again)).toBe('pass')
  })

  test('without the label an approval is an ordinary review, and nothing is read', () => {
    const { verdict, evaluation } = judge({ policy: hotfix, now: 'Thu 12:00' })
    expect(verdict).toBe('wait')
    expect(evaluation.missing).toEqual([])
  })

  test('since when it is one is remembered where history cannot tell', () => {
    const policy = freeze(', hotfix: { when: "path:fix/**", approved-by: ops-lead }')
    const facts = { ...reviewed(['dana', 'approved', 'Thu 11:00']), 'files:acme/app#12': ['fix/a'] }
    const first = judge({ policy, facts: { ...facts, ...reviewed() }, now: 'Thu 10:00' })
    expect(judge({ policy, facts, memory: first.remember, now: 'Thu 12:00' }).verdict).toBe('pass')
    expect(judge({ policy, facts, now: 'Thu 12:00' }).verdict).toBe('wait')
  })

  test('any of several will do', () => {
    const policy = freeze(
      ', hotfix: [{ when: label:security, approved-by: leads }, { when: label:hotfix, approved-by: ops-lead }]',
    )
    expect(asked(reviewed(['dana', 'approved', 'Thu 11:00']), [], policy)).toBe('pass')
    expect(asked(reviewed(['cy', 'approved', 'Thu 11:00']), [], policy)).toBe('wait')
  })
})

describe('what it says', () => {
  const said = (more: Partial<Asked> & Pick<Asked, 'now'>) => {
    const { what, fix } = judge(more)
    return `${what} ${fix}`.trim()
  }

  test('open, closed, closed for ever', () => {
    expect(said({ now: 'Wed 12:00' })).toMatchInlineSnapshot(
      `"The window is open until Thu 8 Jan 2026, 00:00 (Africa/Cairo)."`,
    )
    expect(said({ now: 'Thu 12:00' })).toMatchInlineSnapshot(
      `"The window is closed. It opens again at Sun 11 Jan 2026, 00:00 (Africa/Cairo). Nothing to do: it goes on by itself then."`,
    )
    expect(said({ now: '2026-01-13 12:00' })).toMatchInlineSnapshot(
      `"The window is closed (Year-end freeze). It opens again at Wed 14 Jan 2026, 09:00 (Africa/Cairo). Nothing to do: it goes on by itself then."`,
    )
    const ever =
      'windows: { over: { open: 2025-01-01..2025-02-01 } }\nrules: { x: { kind: release-window, window: over } }'
    expect(said({ policy: ever, now: 'Thu 12:00' })).toMatchInlineSnapshot(
      `"The window is closed and does not open again. Only another window or a hotfix lets it through."`,
    )
  })

  test('hotfixes', () => {
    const history = ['Thu 10:00 ann labeled hotfix']
    const asked = { policy: hotfix, history, now: 'Thu 12:00' }
    expect(said({ ...asked, facts: reviewed() })).toMatchInlineSnapshot(
      `"The window is closed, and this hotfix is not approved yet. It opens again at Sun 11 Jan 2026, 00:00 (Africa/Cairo). Ask ops-lead or leads for an approving review, or for a comment \`/reeve approve\`."`,
    )
    expect(said({ ...asked, facts: reviewed(['dana', 'approved', 'Thu 11:00']) })).toMatchInlineSnapshot(
      `"It passes as a hotfix, approved by dana."`,
    )
    expect(said({ ...asked, facts: { 'reviews:acme/app#12': unread() } })).toMatchInlineSnapshot(
      `"The window is closed, and whether this is an approved hotfix could not be read (502 from GitHub). Nothing to do: Reeve tries again by itself."`,
    )
  })
})
