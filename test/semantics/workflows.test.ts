import { describe, expect, test } from 'vitest'
import { comments, effects, notice, replayed, verdicts, written } from '../builders/replayed.ts'
import { comment, issue, labelRenamed, membership, policyLine, repoLabel } from '../builders/told.ts'

const policy = `
people: { dev: "@acme/dev", qa: "@acme/qa" }
rules:
  products:
    kind: workflow
    why: QA team finishes testing and puts stories on 'verified'
    when: is:issue label:product
    states: [in-dev, QA project, verified, done]
    moves:
      - { from: in-dev, to: QA project, by: dev, do: [{ assign: "@quinn" }, { label: testing }, { comment: Please test it. }] }
      - { from: QA project, to: in-dev, by: [dev, qa] }
      - { from: QA project, to: verified, by: qa }
      - { from: verified, to: done, by: qa, do: [close] }
    close-from: done
`
const world = {
  teams: { 'acme/dev': ['dan'], 'acme/qa': ['ann'] },
  permissions: { 'acme/app': { eve: 'write', dan: 'write', ann: 'write' } },
}
const opened = issue('2026-01-05T09:00', 7, { labels: ['product'] }).opened()
const set = (time: string, who: string, label: string) =>
  issue(`2026-01-05T${time}`, 7, { by: who }).labeled(label)
const off = (time: string, who: string, label: string) =>
  issue(`2026-01-05T${time}`, 7, { by: who }).unlabeled(label)

/** What comes of this by the policy above. */
const play = (told: Parameters<typeof replayed>[0]['told']) => replayed({ policy, world, told })

const wholeWay = [
  opened,
  set('10:00', 'eve', 'QA project'),
  set('10:30', 'dan', 'QA project'),
  set('11:00', 'dan', 'verified'),
  off('11:30', 'eve', 'QA project'),
  set('12:00', 'ann', 'verified'),
  issue('2026-01-05T12:30', 7, { by: 'eve' }).closed(),
  set('13:00', 'eve', 'done'),
  set('13:30', 'ann', 'done'),
]

describe('a workflow', () => {
  test('from the first issue to done, with a wrong person at every step', async () => {
    const ran = await play(wholeWay)
    expect(
      effects(ran, 'label.add', 'label.remove', 'assignee.add', 'comment.add', 'issue.close', 'issue.reopen'),
    ).toEqual([
      '01-05T09:00 acme/app#7 label.add in-dev <products>',
      '01-05T10:00 acme/app#7 label.remove QA project <products>',
      '01-05T10:30 acme/app#7 label.add testing <products>',
      '01-05T10:30 acme/app#7 label.remove in-dev <products>',
      '01-05T10:30 acme/app#7 assignee.add quinn <products>',
      '01-05T10:30 acme/app#7 comment.add <products>',
      '01-05T11:00 acme/app#7 label.remove verified <products>',
      '01-05T11:30 acme/app#7 label.add QA project <products>',
      '01-05T12:00 acme/app#7 label.remove QA project <products>',
      '01-05T12:00 acme/app#7 label.remove testing <products>',
      '01-05T12:30 acme/app#7 issue.reopen <products>',
      '01-05T13:00 acme/app#7 label.remove done <products>',
      '01-05T13:30 acme/app#7 label.remove verified <products>',
      '01-05T13:30 acme/app#7 issue.close <products>',
    ])
    expect(notice(ran)).toBeUndefined()
  })

  test('the same, byte for byte, however the deliveries are doubled and shuffled', async () => {
    const lines = written(wholeWay).split('\n')
    const plain = await play(lines.join('\n'))
    const doubled = [...lines.toReversed(), ...lines].join('\n')
    expect((await play(doubled)).output).toBe(plain.output)
  })

  test('what an entry asks for is done once each time it is entered, and its labels go when it is left', async () => {
    const ran = await play([
      opened,
      set('10:00', 'dan', 'QA project'),
      set('11:00', 'eve', 'other'),
      off('11:30', 'eve', 'testing'),
      set('12:00', 'ann', 'in-dev'),
      set('13:00', 'dan', 'QA project'),
    ])
    expect(comments(ran)).toHaveLength(2)
    // A person's own change of the soft label is not fought; the next entry begins anew.
    expect(effects(ran, 'label.add').filter((line) => line.includes('testing'))).toEqual([
      '01-05T10:00 acme/app#7 label.add testing <products>',
      '01-05T13:00 acme/app#7 label.add testing <products>',
    ])
  })

  test('only what is still so is acted upon: what it passed through hands nothing over', async () => {
    const ran = await play([opened, set('10:00', 'dan', 'QA project'), set('10:00', 'ann', 'verified')])
    expect(effects(ran, 'label.add', 'label.remove', 'comment.add')).toEqual([
      '01-05T09:00 acme/app#7 label.add in-dev <products>',
      '01-05T10:00 acme/app#7 label.remove in-dev <products>',
      '01-05T10:00 acme/app#7 label.remove QA project <products>',
    ])
  })

  test('membership that is not known leaves it, and it is ruled on when it is', async () => {
    const ran = await replayed({
      policy: policy.replace('qa: "@acme/qa"', 'qa: "@acme/testers"'),
      world,
      decisions: true,
      told: [
        opened,
        set('10:00', 'dan', 'QA project'),
        set('11:00', 'tess', 'verified'),
        membership('2026-01-05T12:00', 'added', 'tess', 'testers'),
      ],
    })
    expect(verdicts(ran, 'products').slice(-2)).toEqual(['01-05T11:00 unknown', '01-05T12:00 pass'])
    expect(effects(ran, 'label.remove').slice(1)).toEqual([
      '01-05T12:00 acme/app#7 label.remove QA project <products>',
      '01-05T12:00 acme/app#7 label.remove testing <products>',
    ])
  })
})

describe('what other rules see of it', () => {
  const others = `
  in-test: { when: "step:\\"QA project\\"", do: [{ label: busy }] }
  shown: { when: "label:verified", do: [{ notify: "@lea" }] }
  develop: { kind: sla, when: "step:in-dev", within: 2h, on-breach: [{ label: late }] }
`

  test('one state, from the instant it lawfully began, and never one that was put back', async () => {
    const ran = await replayed({
      policy: policy + others,
      world,
      told: [
        opened,
        set('09:30', 'eve', 'verified'),
        set('10:30', 'dan', 'QA project'),
        set('11:15', 'ann', 'verified'),
      ],
      until: '2026-01-05T18:00',
    })
    expect(effects(ran).filter((line) => !line.endsWith('<products>'))).toEqual([
      '01-05T10:30 acme/app#7 label.add busy <in-test>',
      '01-05T11:15 acme/app#7 label.remove busy <in-test>',
      '01-05T11:15 acme/app#7 comment.add <shown>',
    ])
  })

  test('while it is not known, they do not know either', async () => {
    const unlisted = { ...world, teams: { 'acme/dev': ['dan'] } }
    const ran = await replayed({
      policy: policy + others,
      world: unlisted,
      decisions: true,
      told: [opened, set('10:30', 'dan', 'QA project'), set('11:15', 'ann', 'verified')],
    })
    expect(verdicts(ran, 'in-test').at(-1)).toBe('01-05T11:15 unknown')
    expect(verdicts(ran, 'shown').at(-1)).toBe('01-05T11:15 unknown')
  })

  test('a clock on a state ends with it, also where Reeve came late to take its label off', async () => {
    const ran = await replayed({
      policy: policy + others,
      world,
      told: [opened, set('10:59', 'dan', 'QA project')],
      until: '2026-01-05T18:00',
    })
    expect(effects(ran, 'label.add').some((line) => line.includes('late'))).toBe(false)
  })
})

describe('fights', () => {
  test('undone three times within a day it is left alone, and said; the work stays where it lawfully is', async () => {
    const ran = await play([
      opened,
      ...['10', '11', '12', '13'].map((hour) => set(`${hour}:00`, 'eve', 'done')),
      set('14:00', 'dan', 'QA project'),
    ])
    expect(effects(ran, 'label.remove')).toEqual([
      ...['10', '11', '12'].map((hour) => `01-05T${hour}:00 acme/app#7 label.remove done <products>`),
      '01-05T14:00 acme/app#7 label.remove done <products>',
      '01-05T14:00 acme/app#7 label.remove in-dev <products>',
    ])
    expect(ran.said.some((line) => line.body?.includes('three times'))).toBe(true)
  })

  test('going back and forth as the team may is no fight', async () => {
    const turns = ['10', '11', '12', '13', '14'].flatMap((hour) => [
      set(`${hour}:00`, 'dan', 'QA project'),
      set(`${hour}:30`, 'ann', 'in-dev'),
    ])
    const ran = await play([opened, ...turns])
    expect(effects(ran, 'label.remove').filter((line) => /in-dev|QA/.test(line))).toHaveLength(10)
    expect(notice(ran)).toBeUndefined()
  })

  test('closed again and again it is left closed, and said', async () => {
    const closings = ['10', '11', '12', '13'].map((hour) => issue(`2026-01-05T${hour}:00`).closed())
    const ran = await play([opened, ...closings])
    expect(effects(ran, 'issue.reopen')).toHaveLength(3)
    expect(notice(ran)).toContain('three times')
  })
})

describe('labels and policies that change on the way', () => {
  const inQa = [opened, set('10:00', 'dan', 'QA project')]

  test('a state’s label that is renamed keeps the place of the work, and the policy is asked to follow', async () => {
    const ran = await play([
      ...inQa,
      labelRenamed('2026-01-05T11:00', 'QA project', 'With QA'),
      set('11:30', 'eve', 'other'),
    ])
    expect(effects(ran).filter((line) => line.startsWith('01-05T11'))).toEqual([
      '01-05T11:00 acme/app#7 notice.put reeve <products>',
    ])
    expect(notice(ran)).toContain('whose label is called `With QA` now')
  })

  test('and goes on once the policy names it so', async () => {
    const ran = await play([
      ...inQa,
      labelRenamed('2026-01-05T11:00', 'QA project', 'With QA'),
      policyLine('2026-01-05T11:30', policy.replaceAll('QA project', 'With QA')),
      set('12:00', 'ann', 'verified'),
    ])
    expect(notice(ran)).toBeUndefined()
    expect(effects(ran, 'label.add', 'label.remove').filter((line) => line.startsWith('01-05T12'))).toEqual([
      '01-05T12:00 acme/app#7 label.remove testing <products>',
      '01-05T12:00 acme/app#7 label.remove With QA <products>',
    ])
  })

  test('a state’s label that is deleted: nothing is set or said, and it comes back with the label', async () => {
    const ran = await play([
      ...inQa,
      repoLabel('2026-01-05T11:00', 'deleted', 'QA project'),
      set('11:30', 'eve', 'other'),
      repoLabel('2026-01-05T12:00', 'created', 'QA project'),
    ])
    const since = effects(ran).filter((line) => line > '01-05T10:30')
    expect(since).toEqual(['01-05T12:00 acme/app#7 label.add QA project <products>'])
  })

  test('a workflow that comes into force takes each item as it is', async () => {
    const before = 'rules: { other: { when: is:pr } }'
    const ran = await replayed({
      policy: before,
      world,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['product', 'verified'] }).opened(),
        issue('2026-01-05T09:00', 8, { labels: ['product'] }).opened(),
        policyLine('2026-01-05T10:00', policy),
        set('11:00', 'eve', 'QA project'),
        issue('2026-01-05T11:30', 8, { by: 'dan' }).labeled('QA project'),
        set('12:00', 'ann', 'done'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.remove QA project <products>',
      '01-05T11:30 acme/app#8 label.add testing <products>',
      '01-05T12:00 acme/app#7 label.remove verified <products>',
    ])
  })

  test('only enforced it changes anything', async () => {
    for (const mode of ['warn', 'observe', 'off']) {
      const ran = await replayed({
        policy: policy.replace('kind: workflow', `kind: workflow\n    mode: ${mode}`),
        world,
        told: wholeWay,
      })
      expect(effects(ran).filter((line) => !line.includes('notice.'))).toEqual([])
      expect(ran.said.some((line) => line.do === 'notice.put')).toBe(mode === 'warn')
    }
  })
})

describe('two workflows on one issue', () => {
  const two = `${policy}  shipping:
    kind: workflow
    when: is:issue label:product
    states: [unplanned, planned]
    moves: { from: unplanned, to: planned, by: dev }
`

  test('each keeps its own state', async () => {
    const ran = await replayed({
      policy: two,
      world,
      told: [
        opened,
        set('10:00', 'dan', 'QA project'),
        set('11:00', 'eve', 'planned'),
        set('12:00', 'dan', 'planned'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove').filter((line) => !line.includes('testing'))).toEqual([
      '01-05T09:00 acme/app#7 label.add in-dev <products>',
      '01-05T09:00 acme/app#7 label.add unplanned <shipping>',
      '01-05T10:00 acme/app#7 label.remove in-dev <products>',
      '01-05T11:00 acme/app#7 label.remove planned <shipping>',
      '01-05T12:00 acme/app#7 label.remove unplanned <shipping>',
    ])
  })
})

describe('`/reeve move` to a state', () => {
  const told = (who: string, text: string) => [opened, comment('2026-01-05T10:00', 7, text, who)]

  test.each<[string, string, string, string[]]>([
    [
      'by the right one: Reeve sets it',
      'dan',
      '/reeve move QA project',
      ['add QA project', 'add testing', 'remove in-dev'],
    ],
    ['by somebody else', 'eve', '/reeve move QA project', []],
    ['who may not triage', 'zed', '/reeve move QA project', []],
    ['inside code', 'dan', '`/reeve move QA project`', []],
    ['in a quotation', 'dan', '> /reeve move QA project', []],
  ])('%s', async (_, who, text, expected) => {
    const ran = await play(told(who, text))
    const changed = effects(ran, 'label.add', 'label.remove').filter((line) => line.startsWith('01-05T10'))
    expect(changed).toEqual(expected.map((change) => `01-05T10:00 acme/app#7 label.${change} <products>`))
    expect(notice(ran)).toBeUndefined()
  })
})

describe('the action `move`', () => {
  const moving = (rule: string) => policy.replace('rules:\n', `rules:\n  on: ${rule}\n`)
  const asks = moving('{ when: label:ship, do: [{ move: verified }] }')
  const ships = (time: string) => set(time, 'eve', 'ship')
  const inQa = [opened, set('09:30', 'dan', 'QA project')]
  const states = (lines: readonly string[]) =>
    lines.filter((line) => /in-dev|QA|verified|done/.test(line) && line > '01-05T09:31')

  test('moves once for its cause, whoever may; the old state goes, and its hand-over ends', async () => {
    const ran = await replayed({ policy: asks, world, told: [...inQa, ships('10:00')] })
    expect(effects(ran).filter((line) => line.startsWith('01-05T10'))).toEqual([
      '01-05T10:00 acme/app#7 label.add verified <on>',
      '01-05T10:00 acme/app#7 label.remove QA project <on>',
      '01-05T10:00 acme/app#7 label.remove testing <products>',
    ])
  })

  test('only along moves that are listed; what is not is said, and done once it can be', async () => {
    const ran = await replayed({
      policy: asks,
      world,
      told: [opened, ships('09:10'), set('10:00', 'eve', 'other')],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T09:00 acme/app#7 label.add in-dev <products>',
    ])
    expect(notice(ran)).toContain('which does not follow on `in-dev`')
  })

  test('`requires` must match: it waits, says so, and moves when it does', async () => {
    const needs = asks.replace('to: verified, by: qa }', 'to: verified, by: qa, requires: label:tested }')
    const told = [...inQa, ships('10:00')]
    const waits = await replayed({ policy: needs, world, told })
    expect(notice(waits)).toContain('It does not go on to `verified` yet')
    const moves = await replayed({ policy: needs, world, told: [...told, set('11:00', 'eve', 'tested')] })
    expect(states(effects(moves, 'label.add', 'label.remove')).slice(-2)).toEqual([
      '01-05T11:00 acme/app#7 label.add verified <on>',
      '01-05T11:00 acme/app#7 label.remove QA project <on>',
    ])
    expect(notice(moves)).toBeUndefined()
  })

  test('people win: moved on since, or moved back afterwards, it stays', async () => {
    const back = await replayed({
      policy: asks.replace(
        'to: in-dev, by: [dev, qa] }',
        'to: in-dev, by: [dev, qa] }\n      - { from: verified, to: QA project }',
      ),
      world,
      told: [...inQa, ships('10:00'), set('11:00', 'eve', 'QA project'), set('12:00', 'eve', 'other')],
    })
    expect(states(effects(back, 'label.add'))).toEqual(['01-05T10:00 acme/app#7 label.add verified <on>'])
  })

  test('of a command of the policy', async () => {
    const own = `commands: { tested: { by: qa, do: [{ move: verified }] } }\n${policy}`
    const told = [...inQa, comment('2026-01-05T10:00', 7, '/reeve tested', 'ann')]
    const ran = await replayed({ policy: own, world, told })
    expect(states(effects(ran, 'label.add', 'label.remove'))).toEqual([
      '01-05T10:00 acme/app#7 label.add verified </reeve tested>',
      '01-05T10:00 acme/app#7 label.remove QA project </reeve tested>',
    ])
  })

  test('on breach of a clock', async () => {
    const clock = moving(
      '{ kind: sla, when: "step:\\"QA project\\"", within: 1h, on-breach: [{ move: in-dev }] }',
    )
    const ran = await replayed({ policy: clock, world, told: inQa, until: '2026-01-05T12:00' })
    expect(states(effects(ran, 'label.add', 'label.remove'))).toEqual([
      '01-05T10:30 acme/app#7 label.add in-dev <on>',
      '01-05T10:30 acme/app#7 label.remove QA project <on>',
    ])
  })
})
