import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const guard = (keys = 'by: qa') => `
people: { qa: "@acme/qa" }
windows: { release: { open: Mon-Wed 00:00-24:00 }, year-end: { closed: 2026-01-07, because: Year-end freeze } }
rules:
  qa-verifies: { kind: label-guard, when: is:issue, labels: [verified, done], ${keys} }
`
const team = { 'team:acme/qa': ['ann'] }
const labels = { 'labels:acme/app': ['verified', 'done', 'QA'] }

/** What came of a change: allowed, refused or unknown. */
function ruling(policy: string, history: string[], more: Partial<Asked> = {}): string {
  const asked = { policy, history, facts: { ...team, ...labels }, now: 'Sun 12:00', ...more }
  const { verdict, wants } = evaluateRule(asked)
  if (verdict === 'unknown') return 'unknown'
  return wants.some((want) => want.startsWith('say')) ? 'refused' : 'allowed'
}

describe('by', () => {
  test.each<[string, string, GivenFacts, object]>([
    ['yes: somebody of the team', 'ann', team, { verdict: 'pass', wants: [] }],
    ['no: somebody else', 'bo', team, { verdict: 'fail' }],
    [
      'unknown: it is left as it is, and nobody is accused',
      'bo',
      { 'team:acme/qa': unread() },
      { verdict: 'unknown', wants: [] },
    ],
    ['nobody known set it', '-', team, { verdict: 'pass', wants: [] }],
    ['Reeve itself', 'reeve[bot]', team, { verdict: 'pass', wants: [] }],
  ])('%s', (_, who, facts, expected) => {
    const history = [`Mon 10:00 ${who} labeled verified`]
    expect(evaluateRule({ policy: guard(), history, facts, now: 'Mon 10:00' })).toMatchObject(expected)
  })

  test('a label that was set is taken off, one that was taken off is set again', () => {
    const set = evaluateRule({
      policy: guard(),
      history: ['Mon 10:00 bo labeled verified'],
      facts: team,
      now: 'Mon 10:00',
    })
    expect(set.wants.filter((want) => want.startsWith('hold'))).toEqual(['hold -verified'])
    const removed = evaluateRule({
      policy: guard(),
      item: anItem({ labels: ['verified'] }),
      history: ['Mon 10:00 bo unlabeled verified'],
      facts: { ...team, ...labels },
      now: 'Mon 10:00',
    })
    expect(removed.wants.filter((want) => want.startsWith('hold'))).toEqual(['hold +verified'])
  })

  test('`everyone` by default: nobody is asked for', () => {
    expect(ruling(guard('not-author: true'), ['Mon 10:00 bo labeled done'], { facts: {} })).toBe('allowed')
  })

  test('labels that are not guarded, and pull requests when it is about issues, are none of its business', () => {
    expect(ruling(guard(), ['Mon 10:00 bo labeled ui'])).toBe('allowed')
    const pull = {
      item: anItem({ pull: { base: 'main', head: 'fix', sha: 'a', draft: false, merged: false } }),
    }
    expect(ruling(guard(), ['Mon 10:00 bo labeled verified'], pull)).toBe('allowed')
  })

  test('labels are the same whatever their case', () => {
    expect(ruling(guard(), ['Mon 10:00 bo labeled Verified'])).toBe('refused')
  })
})

describe('requires', () => {
  const policy = guard('by: qa, requires: label:QA')

  test.each([
    ['not there', ['Mon 10:00 ann labeled verified'], 'refused'],
    ['there', ['Mon 09:30 bo labeled QA', 'Mon 10:00 ann labeled verified'], 'allowed'],
    ['came too late', ['Mon 10:00 ann labeled verified', 'Mon 10:01 bo labeled QA'], 'refused'],
    [
      'went later',
      ['Mon 09:30 bo labeled QA', 'Mon 10:00 ann labeled verified', 'Mon 11:00 bo unlabeled QA'],
      'allowed',
    ],
  ])('%s', (_, history, expected) => {
    expect(ruling(policy, history)).toBe(expected)
  })

  test('is not asked of taking a label off', () => {
    expect(
      ruling(policy, ['Mon 10:00 ann unlabeled verified'], { item: anItem({ labels: ['verified'] }) }),
    ).toBe('allowed')
  })

  test('unknown: left as it is', () => {
    const documented = guard('by: qa, requires: "linked:(is:merged)"')
    expect(ruling(documented, ['Mon 10:00 ann labeled verified'])).toBe('unknown')
    expect(ruling(documented, ['Mon 10:00 bo labeled verified'])).toBe('refused')
  })
})

describe('within', () => {
  const policy = guard('by: qa, within: [release, year-end]')

  test.each([
    ['Tue 23:59:59', 'allowed'],
    ['Wed 00:00', 'refused'],
    ['Wed 12:00', 'refused'],
    ['Thu 00:00', 'refused'],
    ['2026-01-12 00:00', 'allowed'],
  ])('%s', (at, expected) => {
    expect(ruling(policy, [`${at} ann labeled verified`], { now: '2026-01-12 12:00' })).toBe(expected)
  })

  test('judged by when it was done, not by when it is looked at', () => {
    expect(ruling(policy, ['Tue 10:00 ann labeled verified'], { now: 'Thu 10:00' })).toBe('allowed')
    expect(ruling(policy, ['Thu 10:00 ann labeled verified'], { now: '2026-01-12 10:00' })).toBe('refused')
  })

  test('holds for taking off, too', () => {
    const item = anItem({ labels: ['done'] })
    expect(ruling(policy, ['Fri 10:00 ann unlabeled done'], { item })).toBe('refused')
    expect(ruling(policy, ['Mon 10:00 ann unlabeled done'], { item })).toBe('allowed')
  })
})

describe('not-author and needs-reason', () => {
  test.each([
    ['the author, though in the team', 'ann', 'refused'],
    ['somebody else of the team', 'cy', 'allowed'],
  ])('%s', (_, who, expected) => {
    const facts = { 'team:acme/qa': ['ann', 'cy'] }
    expect(ruling(guard('by: qa, not-author: true'), [`Mon 10:00 ${who} labeled verified`], { facts })).toBe(
      expected,
    )
  })

  test('a reason is only given by the command; taking off needs none', () => {
    const policy = guard('by: qa, needs-reason: true')
    expect(ruling(policy, ['Mon 10:00 ann labeled verified'])).toBe('refused')
    expect(ruling(policy, ['Mon 10:00 reeve[bot] labeled verified'])).toBe('allowed')
    expect(
      ruling(policy, ['Mon 10:00 ann unlabeled verified'], { item: anItem({ labels: ['verified'] }) }),
    ).toBe('allowed')
  })
})

describe('`/reeve move` is judged as if its writer had set the label', () => {
  const policy = guard('by: qa, needs-reason: true')
  const facts = {
    ...team,
    ...labels,
    'permission:acme/app/ann': 'triage',
    'permission:acme/app/bo': 'triage',
  }
  const asks = (who: string, text: string) => `Mon 10:00 ${who} commented MEMBER /reeve move ${text}`

  test.each<[string, string, GivenFacts, string[]]>([
    ['by the right one, with a reason', asks('ann', 'verified because it works'), {}, ['hold +verified']],
    ['in quotes', asks('ann', '"verified" because it works'), {}, ['hold +verified']],
    ['without a reason', asks('ann', 'verified'), {}, []],
    ['with an empty one', asks('ann', 'verified because'), {}, []],
    ['by somebody else', asks('bo', 'verified because it works'), {}, []],
    [
      'who may not triage',
      asks('ann', 'verified because it works'),
      { 'permission:acme/app/ann': 'read' },
      [],
    ],
    [
      'nobody knows what she may do',
      asks('ann', 'verified because it works'),
      { 'permission:acme/app/ann': unread() },
      [],
    ],
    ['to a label that is not guarded', asks('ann', 'ui because it works'), {}, []],
  ])('%s', (_, line, more, wants) => {
    const asked = { policy, history: [line], facts: { ...facts, ...more }, now: 'Mon 10:00' }
    // What is refused is answered where it was written; the notice is about labels that were changed.
    expect(evaluateRule(asked).wants).toEqual(wants)
  })

  test('what it was answered is there for whoever answers the comment', () => {
    const history = [asks('bo', 'verified because it works')]
    expect(evaluateRule({ policy, history, facts, now: 'Mon 10:00' }).evaluation.answers).toMatchObject([
      {
        name: 'move',
        by: 'bo',
        reaction: '-1',
        reply: { what: '`verified` was asked for by bo; that is for qa.' },
      },
    ])
  })

  test('Reeve holds it once it is set, and gives it back when somebody else takes it off', () => {
    const set = [asks('ann', 'verified because it works'), 'Mon 10:00 reeve[bot] labeled verified']
    const wants = (...more: string[]) =>
      evaluateRule({ policy, history: [...set, ...more], facts, now: 'Mon 12:00' }).wants
    expect(wants()).toEqual(['hold +verified'])
    expect(wants('Mon 11:00 bo unlabeled verified')).toContain('hold +verified')
    expect(wants('Mon 11:00 ann unlabeled verified')).toEqual([])
  })

  test('what could not be read when it was asked is not obeyed later', () => {
    const history = [asks('ann', 'verified because it works')]
    const unknown = { ...facts, 'permission:acme/app/ann': unread() }
    const { remember } = evaluateRule({ policy, history, facts: unknown, now: 'Mon 10:00' })
    expect(evaluateRule({ policy, history, facts, memory: remember, now: 'Mon 11:00' }).wants).toEqual([])
  })

  test('only an enforced rule has it set', () => {
    const history = [asks('ann', 'verified because it works')]
    const warned = guard('by: qa, needs-reason: true, mode: warn')
    expect(evaluateRule({ policy: warned, history, facts, now: 'Mon 10:00' }).wants).toEqual([])
  })
})

describe('there at the opening', () => {
  const history = ['Mon 09:00 ann labeled verified']
  const facts = (permission: unknown) => ({ 'team:acme/qa': [], 'permission:acme/app/ann': permission })

  test.each([
    ['the author could not have set it: it came from a template', 'read', 'allowed'],
    ['the author has no rights at all', 'none', 'allowed'],
    ['the author could have set it', 'triage', 'refused'],
    ['not known what the author may do', unread(), 'unknown'],
  ])('%s', (_, permission, expected) => {
    expect(ruling(guard(), history, { facts: facts(permission) })).toBe(expected)
  })

  test('a second later it is an ordinary change', () => {
    expect(ruling(guard(), ['Mon 09:00:01 ann labeled verified'], { facts: facts('read') })).toBe('refused')
  })
})

describe('a ruling is made once', () => {
  const history = ['Mon 10:00 bo labeled verified']

  test('and kept, though the team has changed since', () => {
    const before = evaluateRule({ policy: guard(), history, facts: team, now: 'Mon 10:00' })
    const asked = { policy: guard(), history, facts: { 'team:acme/qa': ['bo'] }, now: 'Tue 10:00' }
    expect(evaluateRule({ ...asked, memory: before.remember }).verdict).toBe('fail')
    expect(evaluateRule({ ...asked, memory: [] }).verdict).toBe('pass')
  })

  test('an allowed one is kept, too, and what is unknown is not', () => {
    const allowed = evaluateRule({
      policy: guard(),
      history,
      facts: { 'team:acme/qa': ['bo'] },
      now: 'Mon 10:00',
    })
    expect(
      evaluateRule({ policy: guard(), history, facts: team, memory: allowed.remember, now: 'Tue 10:00' })
        .verdict,
    ).toBe('pass')
    const unknown = evaluateRule({
      policy: guard(),
      history,
      facts: { 'team:acme/qa': unread() },
      now: 'Mon 10:00',
    })
    expect(unknown.remember).toEqual([])
  })
})

describe('after a refusal', () => {
  const refused = ['Mon 10:00 bo labeled verified', 'Mon 10:00 reeve[bot] unlabeled verified']
  const said = (more: string[], now = 'Tue 12:00') =>
    evaluateRule({ policy: guard(), history: [...refused, ...more], facts: team, now }).wants

  test('put back: kept again, and the refusal stays said', () => {
    const { verdict, wants } = evaluateRule({
      policy: guard(),
      history: refused,
      facts: team,
      now: 'Mon 10:00',
    })
    expect(verdict).toBe('pass')
    expect(wants).toEqual([expect.stringMatching(/^say .*verified/)])
  })

  test('until the label is changed lawfully or the item is closed', () => {
    expect(said(['Mon 11:00 bo labeled ui'])).toHaveLength(1)
    expect(said(['Mon 11:00 ann labeled verified'])).toEqual([])
    expect(said(['Mon 11:00 bo closed'])).toEqual([])
  })

  test('each guarded label for itself', () => {
    expect(said(['Mon 11:00 bo labeled done'])).toEqual([
      'hold -done',
      expect.any(String),
      expect.any(String),
    ])
  })
})

describe('when it is silent', () => {
  const history = ['Mon 10:00 bo unlabeled verified']
  const item = anItem({ labels: ['verified'] })

  test('while the repository has no such label', () => {
    const asked = { policy: guard(), item, history, now: 'Mon 10:00' }
    expect(evaluateRule({ ...asked, facts: { ...team, 'labels:acme/app': ['ui'] } }).wants).toEqual([])
    expect(evaluateRule({ ...asked, facts: { ...team, ...labels } }).wants).toContain('hold +verified')
  })

  test('about what happened before it was in force', () => {
    const asked = { policy: guard(), item, history, facts: { ...team, ...labels }, now: 'Mon 12:00' }
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:01' })).toMatchObject({ verdict: 'pass', wants: [] })
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:00' }).verdict).toBe('fail')
  })
})

describe('the lawful view', () => {
  const policy = (mode: string) => `
people: { qa: "@acme/qa" }
rules:
  qa-verifies: { kind: label-guard, labels: verified, by: qa, mode: ${mode} }
  told: { when: label:verified, do: [{ comment: Verified. }] }
`
  const asked = { history: ['Mon 10:00 bo labeled verified'], facts: team, now: 'Mon 10:00' }

  test('what was not allowed hands nothing over, not even for a second', () => {
    expect(evaluateRule({ ...asked, policy: policy('enforce') })).toMatchObject({
      verdict: 'not-applicable',
      wants: [],
    })
  })

  test.each(['warn', 'observe'])('only what is enforced shapes what others see: %s', (mode) => {
    expect(evaluateRule({ ...asked, policy: policy(mode) }).wants).toEqual(['comment Verified.'])
  })

  test('not known: others do not know either', () => {
    const facts = { 'team:acme/qa': unread() }
    expect(evaluateRule({ ...asked, facts, policy: policy('enforce') })).toMatchObject({
      verdict: 'unknown',
      wants: [],
    })
  })
})

describe('what it says', () => {
  const said = (keys: string, history: string[], more: Partial<Asked> = {}) => {
    const asked = { policy: guard(keys), history, facts: { ...team, ...labels }, now: 'Thu 12:00', ...more }
    return evaluateRule(asked).wants.filter((want) => want.startsWith('say'))
  }
  const item = anItem({ labels: ['verified'] })

  test('refused by who, by when, by what', () => {
    expect(said('by: qa', ['Mon 10:00 bo labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set by bo; that is for qa. It was taken off again. Ask qa.",
      ]
    `)
    expect(said('by: [qa, "@dana"]', ['Mon 10:00 bo unlabeled verified'], { item })).toMatchInlineSnapshot(`
      [
        "say \`verified\` was taken off by bo; that is for qa or dana. It was put back. Ask qa or dana.",
      ]
    `)
    expect(said('by: qa, not-author: true', ['Mon 10:00 ann labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set by the author; that is for somebody else. It was taken off again. Ask qa.",
      ]
    `)
    expect(said('not-author: true', ['Mon 10:00 ann labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set by the author; that is for somebody else. It was taken off again. Ask somebody else to do it.",
      ]
    `)
    expect(said('by: qa, requires: label:QA', ['Mon 10:00 ann labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set too early: it is not labelled QA (\`label:QA\`). It was taken off again. Set it again once it matches \`label:QA\`.",
      ]
    `)
    expect(said('by: qa, within: [release, year-end]', ['Wed 10:00 ann labeled verified'])).toEqual([
      expect.stringContaining('outside its window (Year-end freeze). It was taken off again.'),
    ])
    expect(said('by: qa, within: release', ['Thu 10:00 ann labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set outside its window. It was taken off again. The window opens at Mon 12 Jan 2026, 00:00 (UTC).",
      ]
    `)
    expect(said('by: qa, needs-reason: true', ['Mon 10:00 ann labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set without a reason. It was taken off again. Write a comment \`/reeve move verified because <why>\`.",
      ]
    `)
  })

  test('a warning says that nothing was changed', () => {
    expect(said('by: qa, mode: warn', ['Mon 10:00 bo labeled verified'])).toMatchInlineSnapshot(`
      [
        "say \`verified\` was set by bo; that is for qa. Nothing was changed. Ask qa.",
      ]
    `)
  })

  test('kept and unknown', () => {
    const text = ({ what, fix }: { what: string; fix: string }) => `${what} ${fix}`.trim()
    expect(text(evaluateRule({ policy: guard(), facts: team, now: 'Mon 10:00' }))).toMatchInlineSnapshot(
      `"\`verified\` and \`done\` stand as they may."`,
    )
    const facts = { 'team:acme/qa': unread() }
    const asked = { policy: guard(), history: ['Mon 10:00 bo labeled verified'], facts, now: 'Mon 10:00' }
    expect(text(evaluateRule(asked))).toMatchInlineSnapshot(
      `"Whether \`verified\` may stand could not be read (502 from GitHub). Nothing to do: it is left as it is, and Reeve tries again by itself."`,
    )
  })
})
