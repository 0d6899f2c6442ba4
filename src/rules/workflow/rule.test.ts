import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const workflow = (moves: string, more = '') => `
people: { dev: "@acme/dev", qa: "@acme/qa" }
rules:
  products: { kind: workflow, when: is:issue, states: [in-dev, QA project, verified, done], ${more}moves: ${moves} }
`
const plain = workflow(
  '[{ from: in-dev, to: QA project, by: dev }, { from: QA project, to: [verified, in-dev], by: qa }, { from: verified, to: done }]',
)
const teams = { 'team:acme/dev': ['dan'], 'team:acme/qa': ['ann'] }
const labels = { 'labels:acme/app': ['in-dev', 'QA project', 'verified', 'done'] }
const facts = { ...teams, ...labels, 'permission:acme/app/ann': 'write' }
const begun = ['Mon 09:00 reeve[bot] labeled in-dev']

/** What is held against everybody. */
function holds(policy: string, history: string[], more: Partial<Asked> = {}): string[] {
  const { wants } = evaluateRule({
    policy,
    history: [...begun, ...history],
    facts,
    now: 'Sun 12:00',
    ...more,
  })
  return wants.filter((want) => want.startsWith('hold')).map((want) => want.slice('hold '.length))
}

function said(policy: string, history: string[], more: Partial<Asked> = {}): string[] {
  const { wants } = evaluateRule({
    policy,
    history: [...begun, ...history],
    facts,
    now: 'Sun 12:00',
    ...more,
  })
  return wants.filter((want) => want.startsWith('say')).map((want) => want.slice('say '.length))
}

describe('a move', () => {
  test.each<[string, string[], string[]]>([
    [
      'by the right one: the old state goes',
      ['Mon 10:00 dan labeled QA project'],
      ['-in-dev', '+QA project'],
    ],
    ['by somebody else: the new one goes', ['Mon 10:00 ann labeled QA project'], ['+in-dev', '-QA project']],
    ['that is not listed', ['Mon 10:00 dan labeled verified'], ['+in-dev', '-verified']],
    ['by nobody known', ['Mon 10:00 - labeled verified'], ['-in-dev', '+verified']],
    ['by Reeve itself, for another rule', ['Mon 10:00 reeve[bot] labeled done'], ['-in-dev', '+done']],
    [
      'to where it is, in other letters',
      ['Mon 10:00 dan unlabeled in-dev', 'Mon 10:00 dan labeled In-Dev'],
      ['+in-dev'],
    ],
    ['to what is no state', ['Mon 10:00 eve labeled ui'], ['+in-dev']],
    [
      'first the old one off, then the new one on',
      ['Mon 10:00 dan unlabeled in-dev', 'Mon 10:01 dan labeled QA project'],
      ['+QA project'],
    ],
    [
      'on from a move that was put back: from where it lawfully is',
      [
        'Mon 10:00 dan labeled verified',
        'Mon 10:00 reeve[bot] unlabeled verified',
        'Mon 11:00 dan labeled QA project',
      ],
      ['-in-dev', '+QA project'],
    ],
    [
      'two in one go, each allowed',
      ['Mon 10:00 dan labeled QA project', 'Mon 10:05 ann labeled verified'],
      ['-in-dev', '-QA project', '+verified'],
    ],
    [
      'back, and forth again',
      [
        'Mon 10:00 dan labeled QA project',
        'Mon 10:00 reeve[bot] unlabeled in-dev',
        'Mon 11:00 ann labeled in-dev',
      ],
      ['+in-dev', '-QA project'],
    ],
  ])('%s', (_, history, expected) => {
    expect(holds(plain, history)).toEqual(expected)
  })

  test('`from` absent or `*`: from any state; several moves: any of them may allow it', () => {
    for (const from of ['', 'from: "*", ']) {
      const policy = workflow(`[{ ${from}to: in-dev, by: qa }, { to: done }, { to: done, by: qa }]`)
      expect(holds(policy, ['Mon 10:00 eve labeled done'])).toEqual(['-in-dev', '+done'])
    }
    const two = workflow('[{ from: in-dev, to: done, by: qa }, { from: in-dev, to: done, by: dev }]')
    expect(holds(two, ['Mon 10:00 dan labeled done'])).toEqual(['-in-dev', '+done'])
    expect(holds(two, ['Mon 10:00 eve labeled done'])).toEqual(['+in-dev', '-done'])
  })

  test('`requires` is asked when it is made', () => {
    const policy = workflow('{ from: in-dev, to: done, requires: label:ok }')
    expect(holds(policy, ['Mon 09:30 eve labeled ok', 'Mon 10:00 eve labeled done'])).toContain('+done')
    expect(holds(policy, ['Mon 10:00 eve labeled done', 'Mon 10:01 eve labeled ok'])).toContain('-done')
    expect(holds(policy, ['Mon 10:00 eve labeled done', 'Mon 10:00 eve labeled ok'])).toContain('+done')
  })

  test('before the rule was in force everybody could make it', () => {
    const asked = { inForce: 'Mon 12:00' }
    expect(holds(plain, ['Mon 10:00 eve labeled verified'], asked)).toEqual(['+verified'])
    // What was taken off then is off; what is there counts.
    const off = ['Mon 10:00 eve labeled verified', 'Mon 10:30 eve unlabeled verified']
    expect(holds(plain, off, asked)).toEqual(['+in-dev'])
    // From then on it goes only where it may.
    expect(holds(plain, ['Mon 10:00 eve labeled verified', 'Mon 13:00 eve labeled done'], asked)).toEqual([
      '-in-dev',
      '-verified',
      '+done',
    ])
  })
})

describe('not known', () => {
  const policy = plain
  const unknown = { 'team:acme/qa': unread() }
  const inQa = ['Mon 10:00 dan labeled QA project', 'Mon 10:00 reeve[bot] unlabeled in-dev']
  const asked = (history: string[], more: GivenFacts = unknown) =>
    evaluateRule({
      policy,
      history: [...begun, ...inQa, ...history],
      facts: { ...facts, ...more },
      now: 'Tue 10:00',
    })

  test('who is in a team: left as it is, and said so', () => {
    const { verdict, wants, what } = asked(['Mon 11:00 bo labeled verified'])
    expect({ verdict, wants }).toEqual({ verdict: 'unknown', wants: [] })
    expect(what).toContain('502 from GitHub')
  })

  test('and ruled on once it is', () => {
    const before = asked(['Mon 11:00 bo labeled verified'])
    expect(before.remember.filter(({ key }) => key.includes('verified'))).toEqual([])
    expect(asked(['Mon 11:00 bo labeled verified'], teams).wants).toContain('hold -verified')
    expect(asked(['Mon 11:00 ann labeled verified'], teams).wants).toContain('hold +verified')
  })

  test('what certainly may not stand is taken off all the same', () => {
    const { verdict, wants } = asked(['Mon 11:00 bo labeled verified', 'Mon 11:10 bo labeled in-dev'])
    // From `verified` nobody goes back; from `QA project` only QA does: not known.
    expect({ verdict, wants }).toEqual({ verdict: 'unknown', wants: [] })
    const early = workflow(
      '[{ from: in-dev, to: QA project, by: dev }, { from: QA project, to: verified, by: qa }, { from: verified, to: in-dev }]',
    )
    const history = [...begun, ...inQa, 'Mon 11:00 bo labeled verified', 'Mon 11:10 bo labeled done']
    const done = evaluateRule({ policy: early, history, facts: { ...facts, ...unknown }, now: 'Tue 10:00' })
    expect(done.wants).toEqual(['hold -done'])
  })

  test('what `requires` asks', () => {
    const merged = workflow('{ from: in-dev, to: done, requires: "linked:(is:merged)" }')
    const history = [...begun, 'Mon 10:00 eve labeled done']
    expect(evaluateRule({ policy: merged, history, facts, now: 'Mon 10:00' })).toMatchObject({
      verdict: 'unknown',
      wants: [],
    })
  })

  test('a later move that is allowed from either state settles it', () => {
    const policy = workflow('[{ from: in-dev, to: QA project, by: qa }, { to: done }]')
    const history = [...begun, 'Mon 10:00 bo labeled QA project', 'Mon 11:00 eve labeled done']
    const { verdict, wants } = evaluateRule({
      policy,
      history,
      facts: { ...facts, ...unknown },
      now: 'Tue 10:00',
    })
    expect({ verdict, wants }).toEqual({
      verdict: 'pass',
      wants: ['hold -in-dev', 'hold -QA project', 'hold +done'],
    })
  })
})

describe('a state that is taken off by hand', () => {
  test('is put back, and said', () => {
    expect(holds(plain, ['Mon 10:00 dan unlabeled in-dev'])).toEqual(['+in-dev'])
    expect(said(plain, ['Mon 10:00 dan unlabeled in-dev'])).toMatchInlineSnapshot(`
      [
        "\`in-dev\` was taken off by dan, and no other state was set. It is in \`in-dev\` again. A state ends when the next one is set. From \`in-dev\` it goes on to \`QA project\` (dev).",
      ]
    `)
  })

  test('to set the next one is no mistake', () => {
    expect(said(plain, ['Mon 10:00 dan unlabeled in-dev', 'Mon 10:00 dan labeled QA project'])).toEqual([])
    const refused = ['Mon 10:00 dan unlabeled in-dev', 'Mon 10:00 dan labeled done']
    expect(holds(plain, refused)).toEqual(['+in-dev', '-done'])
    expect(said(plain, refused)).toEqual([expect.stringContaining('`done` does not follow')])
  })

  test('what is no longer its state may go', () => {
    const moved = ['Mon 10:00 dan labeled QA project', 'Mon 10:01 eve unlabeled in-dev']
    expect(holds(plain, moved)).toEqual(['+QA project'])
    expect(said(plain, moved)).toEqual([])
  })

  test('because its label was deleted: it keeps its place, and the label comes back with it', () => {
    const gone = [
      'Mon 10:00 dan labeled QA project',
      'Mon 10:00 reeve[bot] unlabeled in-dev',
      'Mon 11:00 - unlabeled QA project',
    ]
    const without = { ...facts, 'labels:acme/app': ['in-dev', 'verified', 'done'] }
    const asked = { policy: plain, history: [...begun, ...gone], now: 'Tue 10:00' }
    const silent = evaluateRule({ ...asked, facts: without })
    expect({ verdict: silent.verdict, wants: silent.wants }).toEqual({ verdict: 'pass', wants: [] })
    expect(silent.what).toContain('no label of that name any more')
    expect(holds(plain, gone)).toEqual(['+QA project'])
    expect(holds(plain, [...gone, 'Tue 11:00 ann labeled verified'], { facts: without })).toEqual([
      '+verified',
    ])
  })
})

describe('an item without a state', () => {
  test('gets the first one, or `initial`', () => {
    const asked = { policy: plain, facts, now: 'Mon 09:00' }
    expect(evaluateRule(asked)).toMatchObject({ verdict: 'fail', wants: ['hold +in-dev'], quiet: true })
    const other = workflow('{ to: done }', 'initial: verified, ')
    expect(evaluateRule({ ...asked, policy: other }).wants).toEqual(['hold +verified'])
  })

  test('is as good as in it: it goes on from there, before anybody set it', () => {
    const asked = { policy: plain, facts, now: 'Mon 12:00' }
    expect(evaluateRule({ ...asked, history: ['Mon 10:00 dan labeled QA project'] }).wants).toContain(
      'hold +QA project',
    )
    expect(evaluateRule({ ...asked, history: ['Mon 10:00 eve labeled in-dev'] }).wants).toContain(
      'hold +in-dev',
    )
    expect(evaluateRule({ ...asked, history: ['Mon 10:00 eve labeled verified'] }).wants).toEqual([
      'hold +in-dev',
      'hold -verified',
      expect.stringContaining('`verified` does not follow on `in-dev`'),
    ])
  })

  test('only while it is open, and since the rule is in force', () => {
    const closed = { policy: plain, facts, now: 'Mon 12:00', history: ['Mon 10:00 eve closed'] }
    expect(evaluateRule(closed)).toMatchObject({ verdict: 'pass', wants: [] })
    const old = { policy: plain, facts, now: 'Tue 12:00', inForce: 'Tue 09:00' }
    expect(evaluateRule(old)).toMatchObject({ verdict: 'fail', wants: [], quiet: true })
  })
})

describe('at the opening', () => {
  const opened = (history: string[], more: GivenFacts = {}) => {
    const asked = { policy: plain, history, facts: { ...facts, ...more }, now: 'Mon 09:00' }
    return evaluateRule(asked).wants.filter((want) => want.startsWith('hold'))
  }

  test.each<[string, string[], GivenFacts, string[]]>([
    ['in the initial state', ['Mon 09:00 ann labeled in-dev'], {}, ['hold +in-dev']],
    [
      'in one that its author could not move it to',
      ['Mon 09:00 ann labeled done'],
      {},
      ['hold +in-dev', 'hold -done'],
    ],
    [
      'in one that its author could move it to',
      ['Mon 09:00 ann labeled QA project'],
      { 'team:acme/dev': ['ann'] },
      ['hold +QA project'],
    ],
    [
      'in one from a template, which its author could not set',
      ['Mon 09:00 ann labeled done'],
      { 'permission:acme/app/ann': 'read' },
      ['hold +done'],
    ],
    [
      'and nobody knows what its author could set',
      ['Mon 09:00 ann labeled done'],
      { 'permission:acme/app/ann': unread() },
      [],
    ],
    [
      'in two: the first that may stand does',
      ['Mon 09:00 ann labeled verified', 'Mon 09:00 ann labeled in-dev'],
      {},
      ['hold +in-dev', 'hold -verified'],
    ],
    [
      'in two, in any order, though one follows on the other',
      ['Mon 09:00 ann labeled QA project', 'Mon 09:00 ann labeled in-dev'],
      { 'team:acme/dev': ['ann'] },
      ['hold +in-dev', 'hold -QA project'],
    ],
  ])('%s', (_, history, more, expected) => {
    expect(opened(history, more)).toEqual(expected)
  })

  test('not known whether it may begin there: it goes on from there', () => {
    const more = { ...facts, 'permission:acme/app/ann': unread() }
    const history = ['Mon 09:00 ann labeled QA project', 'Mon 10:00 ann labeled verified']
    expect(evaluateRule({ policy: plain, history, facts: more, now: 'Mon 10:00' }).wants).toEqual([
      'hold -QA project',
      'hold +verified',
    ])
  })
})

describe('two states in one second', () => {
  const both = workflow(
    '[{ from: in-dev, to: [QA project, verified] }, { from: QA project, to: verified, by: qa }]',
  )

  test.each([
    ['the first of them stands, and the other does not follow on it', 'eve', ['+QA project', '-verified']],
    ['the other follows on it', 'ann', ['-QA project', '+verified']],
  ])('%s', (_, who, expected) => {
    const lines = [`Mon 10:00 ${who} labeled QA project`, `Mon 10:00 ${who} labeled verified`]
    for (const history of [lines, lines.toReversed()])
      expect(holds(both, history)).toEqual(['-in-dev', ...expected])
  })

  test('there before anything is known: the first named', () => {
    const item = anItem({ labels: ['done', 'verified'] })
    expect(evaluateRule({ policy: plain, item, facts, now: 'Mon 10:00' }).wants).toEqual([
      'hold +verified',
      'hold -done',
    ])
  })
})

describe('`needs-reason`', () => {
  const policy = workflow('[{ from: in-dev, to: done, needs-reason: true }, { from: done, to: in-dev }]')
  const asks = (text: string) => `Mon 10:00 ann commented MEMBER /reeve move ${text}`

  test.each<[string, string[], string[]]>([
    ['not by hand', ['Mon 10:00 ann labeled done'], ['+in-dev', '-done']],
    ['by command, with a reason', [asks('done because it is obsolete')], ['-in-dev', '+done']],
    ['by command, without one', [asks('done')], ['+in-dev']],
    ['by command, to what is not listed', [asks('verified because I like it')], ['+in-dev']],
  ])('%s', (_, history, expected) => {
    expect(holds(policy, history)).toEqual(expected)
  })

  test('a move that needs no reason may be asked for as well', () => {
    expect(
      holds(policy, [
        asks('done because it is obsolete'),
        'Mon 11:00 ann commented MEMBER /reeve move in-dev',
      ]),
    ).toEqual(['+in-dev'])
  })
})

describe('`close-from`', () => {
  const policy = workflow('[{ from: in-dev, to: done }, { from: done, to: in-dev }]', 'close-from: done, ')

  test.each<[string, string[], string[]]>([
    ['closed in another state', ['Mon 10:00 eve closed'], ['+in-dev', 'open']],
    ['closed where it may be', ['Mon 10:00 eve labeled done', 'Mon 11:00 eve closed'], ['-in-dev', '+done']],
    [
      'closed and moved in one second',
      ['Mon 10:00 eve closed', 'Mon 10:00 eve labeled done'],
      ['-in-dev', '+done'],
    ],
    ['closed by Reeve for a rule', ['Mon 10:00 reeve[bot] closed'], ['+in-dev']],
    ['opened again', ['Mon 10:00 eve closed', 'Mon 10:00 reeve[bot] reopened'], ['+in-dev']],
    [
      'closed where it may be, and moved back afterwards',
      [
        'Mon 10:00 eve labeled done',
        'Mon 10:00 reeve[bot] unlabeled in-dev',
        'Mon 11:00 eve closed',
        'Mon 12:00 eve labeled in-dev',
      ],
      ['+in-dev', '-done'],
    ],
  ])('%s', (_, history, expected) => {
    expect(holds(policy, history)).toEqual(expected)
  })

  test('before it has any state, and before the rule was in force', () => {
    const asked = { policy, facts, history: ['Mon 10:00 eve closed'], now: 'Mon 12:00' }
    expect(evaluateRule(asked).wants).toContain('hold open')
    expect(evaluateRule({ ...asked, inForce: 'Mon 11:00' }).wants).toEqual([])
  })

  test('is said until it moves on or is closed', () => {
    const closed = ['Mon 10:00 eve closed', 'Mon 10:00 reeve[bot] reopened']
    expect(said(policy, closed)).toEqual([
      'It was closed in `in-dev`; it ends in `done`. It was opened again. From `in-dev` it goes on to `done`.',
    ])
    expect(said(policy, [...closed, 'Mon 11:00 eve labeled done'])).toEqual([])
  })

  test('a pull request that was merged stays merged', () => {
    const item = anItem({ pull: { base: 'main', head: 'fix', sha: 'a', draft: false, merged: false } })
    const pulls = policy.replace('when: is:issue, ', '')
    const merged = ['Mon 10:00 eve merged', 'Mon 10:00 eve closed']
    expect(holds(pulls, merged, { item })).toEqual(['+in-dev'])
    expect(said(pulls, merged, { item })).toEqual([expect.stringContaining('Nothing was changed')])
  })
})

describe('hand-over', () => {
  const policy = workflow(
    '[{ from: in-dev, to: QA project, by: dev, do: [{ comment: From development. }, { label: testing }] }, { from: "*", to: QA project, do: [{ comment: From elsewhere. }] }, { to: [done, in-dev] }]',
  )
  const wants = (history: string[], more: Partial<Asked> = {}) =>
    evaluateRule({ policy, history: [...begun, ...history], facts, now: 'Sun 12:00', ...more }).wants.filter(
      (want) => !want.startsWith('hold'),
    )

  test.each<[string, string[], string[]]>([
    [
      'what the move says that allowed it',
      ['Mon 10:00 dan labeled QA project'],
      ['comment From development.', '+testing'],
    ],
    ['another move to the same state', ['Mon 10:00 eve labeled QA project'], ['comment From elsewhere.']],
    [
      'Reeve’s own: the first that is listed',
      ['Mon 10:00 reeve[bot] labeled QA project'],
      ['comment From development.', '+testing'],
    ],
    ['nothing once it has moved on', ['Mon 10:00 dan labeled QA project', 'Mon 11:00 eve labeled done'], []],
    ['nothing for the beginning', [], []],
  ])('%s', (_, history, expected) => {
    expect(wants(history)).toEqual(expected)
  })

  test('nothing for what happened before the rule was in force', () => {
    expect(wants(['Mon 10:00 dan labeled QA project'], { inForce: 'Mon 10:01' })).toEqual([])
  })
})

describe('modes', () => {
  const warn = plain.replace('moves:', 'mode: warn, moves:')

  test('a warning says it and changes nothing; each is said until the next move that is allowed', () => {
    const skipped = ['Mon 10:00 eve labeled verified', 'Mon 10:01 eve unlabeled in-dev']
    expect(said(warn, skipped)).toEqual([
      '`verified` does not follow on `in-dev`. Nothing was changed. From `in-dev` it goes on to `QA project` (dev).',
    ])
    // It goes on from where it is, for nothing was put back.
    expect(said(warn, [...skipped, 'Mon 11:00 eve labeled done'])).toEqual([])
    expect(said(warn, ['Mon 10:00 dan unlabeled in-dev', 'Mon 10:01 dan labeled QA project'])).toEqual([])
  })

  test('without a state it asks for the first', () => {
    const { verdict, quiet, fix } = evaluateRule({ policy: warn, facts, now: 'Mon 12:00' })
    expect({ verdict, quiet, fix }).toEqual({
      verdict: 'fail',
      quiet: false,
      fix: 'Set `in-dev`, with which it begins.',
    })
  })
})

describe('what it says', () => {
  test('who, what is missing, and what is allowed from here', () => {
    expect(said(plain, ['Mon 10:00 eve labeled QA project'])).toMatchInlineSnapshot(`
      [
        "\`QA project\` was set by eve; that move is for dev. It is in \`in-dev\` again. Ask dev. From \`in-dev\` it goes on to \`QA project\` (dev).",
      ]
    `)
    expect(said(plain, ['Mon 10:00 eve labeled done'])).toMatchInlineSnapshot(`
      [
        "\`done\` does not follow on \`in-dev\`. It is in \`in-dev\` again. From \`in-dev\` it goes on to \`QA project\` (dev).",
      ]
    `)
    const requires = workflow(
      '[{ from: in-dev, to: done, requires: label:ok }, { from: in-dev, to: verified, needs-reason: true }]',
    )
    expect(said(requires, ['Mon 10:00 eve labeled done'])).toMatchInlineSnapshot(`
      [
        "\`done\` was set too early: it is not labelled ok (\`label:ok\`). It is in \`in-dev\` again. Set it again once it matches \`label:ok\`. From \`in-dev\` it goes on to \`done\` or \`verified\`.",
      ]
    `)
    expect(said(requires, ['Mon 10:00 eve labeled verified'])).toMatchInlineSnapshot(`
      [
        "\`verified\` was set without a reason. It is in \`in-dev\` again. Write a comment \`/reeve move verified because <why>\`. From \`in-dev\` it goes on to \`done\` or \`verified\`.",
      ]
    `)
    const last = [
      'Mon 10:00 dan labeled QA project',
      'Mon 10:01 ann labeled verified',
      'Mon 10:02 ann labeled done',
      'Mon 10:02 reeve[bot] unlabeled in-dev',
    ]
    expect(said(plain, [...last, 'Mon 10:03 ann labeled in-dev'])).toMatchInlineSnapshot(`
      [
        "\`in-dev\` does not follow on \`done\`. It is in \`done\` again. Nothing follows on \`done\`.",
      ]
    `)
  })
})
