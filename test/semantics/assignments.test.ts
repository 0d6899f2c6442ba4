import { describe, expect, test } from 'vitest'
import { answers, reactions, wrote } from '../builders/commanded.ts'
import { effects, notice, replayed, type Story, type Told, verdicts, written } from '../builders/replayed.ts'
import { issue, policyLine, pull } from '../builders/told.ts'

const people = `
people:
  rota: { rotation: ["@ann", "@bo"], every: 1w, from: 2026-01-05T09:00 }
  em: "@erin"
  pm: "@pat"
`
const support = `kind: assign, why: All other issues are handled only by the on-rotation engineer, when: is:issue label:support, to: rota`
const firm = `${people}rules: { support: { ${support}, only: true, unless: "label:urgent", spill-over-with: [em, pm] } }`
const world = { teams: { 'acme/qa': ['cy', 'ann', 'bo'] } }

const at = (time: string) => (time.includes('-') ? time : `2026-01-05T${time}`)
const on = (time: string, by = 'eve', number = 7) => issue(at(time), number, { by })
const opened = (time = '10:00', number = 7, more = {}) =>
  issue(at(time), number, { labels: ['support'], ...more }).opened()

const play = (policy: string, told: readonly Told[], more: Partial<Story> = {}) =>
  replayed({ policy, told, world, ...more })
const moves = async (policy: string, told: readonly Told[], more: Partial<Story> = {}) =>
  effects(await play(policy, told, more), 'assignee.add', 'assignee.remove')

describe('whom it goes to', () => {
  const plain = `${people}rules: { support: { ${support} } }`
  const team = (keys = '') => `rules: { qa: { kind: assign, when: label:support, to: "@acme/qa"${keys} } }`

  test('whoever is on when it first matches, and it stays with that one when the rotation hands over', async () => {
    const ran = await moves(
      plain,
      [
        on('09:00').opened(),
        on('2026-01-12T08:59').labeled('support'),
        opened('2026-01-12T09:00', 8),
        on('2026-01-12T10:00').labeled('other'),
      ],
      { until: '2026-02-01T00:00' },
    )
    expect(ran).toEqual([
      '01-12T08:59 acme/app#7 assignee.add ann <support>',
      '01-12T09:00 acme/app#8 assignee.add bo <support>',
    ])
  })

  test('D14: before the first hand-over it goes to nobody, and to whoever is on first as soon as somebody is', async () => {
    const ran = await play(plain, [opened('08:30')], { until: '2026-01-05T10:00' })
    expect(effects(ran)).toEqual([
      '01-05T08:30 acme/app#7 notice.put reeve <support>',
      '01-05T09:00 acme/app#7 assignee.add ann <support>',
      '01-05T09:00 acme/app#7 notice.remove reeve <support>',
    ])
  })

  test('of a team whoever this rule gave work to least recently, then the first by login', async () => {
    const requests = [1, 2, 3, 4].map((number) => opened(`1${number}:00`, number))
    expect(await moves(team(), requests)).toEqual([
      '01-05T11:00 acme/app#1 assignee.add ann <qa>',
      '01-05T12:00 acme/app#2 assignee.add bo <qa>',
      '01-05T13:00 acme/app#3 assignee.add cy <qa>',
      '01-05T14:00 acme/app#4 assignee.add ann <qa>',
    ])
  })

  test('each rule has turns of its own, and keeps them under a new name', async () => {
    const renamed = 'rules: { tests: { was: qa, kind: assign, when: label:support, to: "@acme/qa" } }'
    const ran = await moves(team(), [
      opened('11:00', 1),
      policyLine('2026-01-05T12:00', renamed),
      opened('13:00', 2),
    ])
    expect(ran).toEqual([
      '01-05T11:00 acme/app#1 assignee.add ann <qa>',
      '01-05T13:00 acme/app#2 assignee.add bo <tests>',
    ])
  })

  const busy = [
    { repo: 'acme/app', number: 1, assignees: ['ann', 'bo'] },
    { repo: 'acme/app', number: 2, assignees: ['ann', 'cy'] },
    { repo: 'acme/app', number: 3, assignees: ['cy'] },
    { repo: 'acme/app', number: 4, state: 'closed', assignees: ['bo'] },
    { repo: 'acme/app', number: 5, assignees: ['bo'], pull: {} },
    { repo: 'acme/web', number: 6, assignees: ['bo'] },
  ]
  test('least loaded: the fewest open issues of this repository, of those the world and its lines tell', async () => {
    const least = team(', pick: least-loaded')
    const ran = await moves(
      least,
      [
        opened('11:00', 11),
        opened('12:00', 12),
        on('13:00', 'zoe', 3).closed(),
        on('13:00', 'zoe', 2).closed(),
        opened('14:00', 14),
      ],
      { world: { ...world, issues: busy } },
    )
    // ann 2, bo 1, cy 2; then all alike, and nobody had one but bo; then cy has none.
    expect(ran).toEqual([
      '01-05T11:00 acme/app#11 assignee.add bo <qa>',
      '01-05T12:00 acme/app#12 assignee.add ann <qa>',
      '01-05T14:00 acme/app#14 assignee.add cy <qa>',
    ])
  })

  test('least loaded where no issue is listed: as in turn', async () => {
    const ran = await moves(team(', pick: least-loaded'), [opened('11:00', 1), opened('12:00', 2)])
    expect(ran.map((line) => line.split(' ')[3])).toEqual(['ann', 'bo'])
  })

  test('all: everybody of the team, ten at most', async () => {
    expect(await moves(team(', pick: all'), [opened()])).toEqual(
      ['ann', 'bo', 'cy'].map((login) => `01-05T10:00 acme/app#7 assignee.add ${login} <qa>`),
    )
    const many = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`)
    const ran = await moves(team(', pick: all'), [opened()], { world: { teams: { 'acme/qa': many } } })
    expect(ran).toHaveLength(10)
  })

  test.each<[string, Told[], string[]]>([
    [
      'one of them has it already: nobody else gets it',
      [opened('10:00', 7, { assignees: [{ login: 'cy' }] })],
      [],
    ],
    [
      'somebody else has it as well: one of them gets it',
      [opened('10:00', 7, { assignees: [{ login: 'zoe' }] })],
      ['ann'],
    ],
    [
      'matching goes on: once',
      [opened(), on('11:00').labeled('x'), on('12:00').closed(), on('13:00').reopened()],
      ['ann'],
    ],
    [
      'leaving and coming back is a new time',
      [
        opened(),
        on('11:00').unassigned('ann'),
        on('12:00').unlabeled('support'),
        on('13:00').labeled('support'),
      ],
      ['ann', 'bo'],
    ],
    [
      'coming back to somebody who still has it',
      [opened(), on('12:00').unlabeled('support'), on('13:00').labeled('support')],
      ['ann'],
    ],
    [
      'who takes it off a person is left alone',
      [opened(), on('11:00').unassigned('ann'), on('12:00').labeled('x')],
      ['ann'],
    ],
  ])('%s', async (_, told, expected) => {
    const ran = await moves(team(), told)
    expect(ran.map((line) => line.split(' ')[3])).toEqual(expected)
  })

  test('a team that is not known: nobody, and unknown', async () => {
    const ran = await play(team(), [opened()], { world: {}, decisions: true })
    expect(effects(ran)).toEqual([])
    expect(verdicts(ran, 'qa')).toEqual(['01-05T10:00 unknown'])
  })

  test('a query that history cannot answer: leaving and coming back is a new time as well', async () => {
    const policy = 'rules: { doc: { kind: assign, when: "in:body urgent", to: ["@ann", "@bo"] } }'
    const body = (time: string, from: string, now: string) =>
      on(time).edited({ body: { from } }, { body: now })
    const ran = await moves(policy, [
      on('09:00').opened(),
      body('10:00', '', 'urgent'),
      body('11:00', 'urgent', 'calm'),
      on('11:30').unassigned('ann'),
      body('12:00', 'calm', 'urgent'),
    ])
    expect(ran).toEqual([
      '01-05T10:00 acme/app#7 assignee.add ann <doc>',
      '01-05T12:00 acme/app#7 assignee.add bo <doc>',
    ])
  })
})

describe('D22 nobody', () => {
  test.each([
    ['the owner', ', owner: "@dana"', ['01-05T10:00 acme/app#7 assignee.add dana <qa>']],
    ['nobody at all: said on the notice', '', ['01-05T10:00 acme/app#7 notice.put reeve <qa>']],
  ])('%s', async (_, keys, expected) => {
    const policy = `rules: { qa: { kind: assign, when: label:support, to: "@acme/none"${keys} } }`
    const ran = await play(policy, [opened()], { world: { teams: { 'acme/none': [] } } })
    expect(effects(ran)).toEqual(expected)
    if (keys === '') expect(notice(ran)).toContain('Nobody could be assigned: `acme/none` names nobody.')
  })

  test('nobody on duty: the backup', async () => {
    const policy = `
calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }
people: { rota: { rotation: ["@ann"], from: 2026-01-05T09:00, calendar: ops, backup: "@dana" } }
rules: { support: { kind: assign, when: label:support, to: rota, only: true } }`
    expect(await moves(policy, [opened('2026-01-04T10:00')])).toEqual([
      '01-04T10:00 acme/app#7 assignee.add dana <support>',
    ])
  })
})

describe('only', () => {
  test.each<[string, Told[], string[]]>([
    [
      'somebody else is taken off',
      [opened(), on('11:00').assigned('zoe')],
      ['10:00 add ann', '11:00 remove zoe'],
    ],
    [
      'who is on now may join',
      [opened('10:00', 7), on('2026-01-12T10:00').assigned('bo')],
      ['10:00 add ann'],
    ],
    [
      'who is not on any more may not',
      [opened('2026-01-12T10:00'), on('2026-01-12T11:00').assigned('ann')],
      ['10:00 add bo', '11:00 remove ann'],
    ],
    [
      'opened with somebody else',
      [opened('10:00', 7, { assignees: [{ login: 'zoe' }] })],
      ['10:00 add ann', '10:00 remove zoe'],
    ],
    [
      'assigned before it matched',
      [on('09:00').opened(), on('09:30').assigned('zoe'), on('10:00').labeled('support')],
      ['10:00 add ann', '10:00 remove zoe'],
    ],
    [
      'assigned before it matched: judged by who is on then',
      [on('09:00').opened(), on('09:30').assigned('ann'), on('2026-01-12T10:00').labeled('support')],
      ['10:00 add bo', '10:00 remove ann'],
    ],
    ['what it does not match is nobody’s business', [on('09:00').opened(), on('09:30').assigned('zoe')], []],
    [
      '`unless` lifts it',
      [opened(), on('11:00').labeled('urgent'), on('11:00').assigned('zoe'), on('12:00').assigned('yan')],
      ['10:00 add ann'],
    ],
    [
      'who came while it was lifted may stay',
      [
        opened(),
        on('11:00').labeled('urgent'),
        on('11:30').assigned('zoe'),
        on('12:00').unlabeled('urgent'),
        on('13:00').assigned('yan'),
      ],
      ['10:00 add ann', '13:00 remove yan'],
    ],
    [
      'lifted too late',
      [opened(), on('11:00').assigned('zoe'), on('12:00').labeled('urgent'), on('13:00').assigned('zoe')],
      ['10:00 add ann', '11:00 remove zoe'],
    ],
  ])('%s', async (_, told, expected) => {
    const ran = await moves(firm, told)
    expect(ran.map((line) => line.replace(/^.*T(\S+) .*assignee\.(\w+) (\w+).*$/, '$1 $2 $3'))).toEqual(
      expected,
    )
  })

  test('the reason quotes the handbook and says who may let it be, and goes with a lawful change or the closing', async () => {
    const story = [opened(), on('11:00').assigned('zoe')]
    const said = notice(await play(firm, story))
    expect(said).toContain('zoe was assigned; this is for rota.')
    expect(said).toContain('zoe was taken off again. If em or pm writes `/reeve approve @zoe`')
    expect(said).toContain('> All other issues are handled only by the on-rotation engineer')
    expect(notice(await play(firm, [...story, on('12:00').closed()]))).toBeUndefined()
    expect(
      notice(await play(firm, [...story, on('12:00').labeled('urgent'), on('13:00').assigned('zoe')])),
    ).toBeUndefined()
  })

  test('undone three times within a day it is left alone and said; a fourth on the next day is not', async () => {
    const fight = (times: string[]) => [opened(), ...times.map((time) => on(time).assigned('zoe'))]
    const ran = await play(firm, fight(['11:00', '12:00', '13:00', '14:00']), { decisions: true })
    expect(effects(ran, 'assignee.remove')).toHaveLength(3)
    expect(notice(ran)).toContain('`zoe` was changed back three times within a day')
    expect(verdicts(ran, 'support').at(-1)).toBe('01-05T14:00 fail')
    const slow = await play(firm, fight(['11:00', '12:00', '13:00', '2026-01-06T12:01']))
    expect(effects(slow, 'assignee.remove')).toHaveLength(4)
  })

  test('what Reeve does for another rule is never judged', async () => {
    const policy = `${firm.replace(/ }\s*$/, '')}, triage: { when: "label:triage", do: [{ assign: "@zoe" }] } }`
    expect(await moves(policy, [opened(), on('11:00').labeled('triage')])).toEqual([
      '01-05T10:00 acme/app#7 assignee.add ann <support>',
      '01-05T11:00 acme/app#7 assignee.add zoe <triage>',
    ])
  })

  test('D3: who belonged when it was ruled stays, whoever leaves the team later', async () => {
    const policy = 'rules: { qa: { kind: assign, when: label:support, to: "@acme/qa", only: true } }'
    const left = {
      at: '2026-01-05T12:00',
      event: 'membership',
      payload: {
        action: 'removed',
        organization: { login: 'acme' },
        team: { slug: 'qa' },
        member: { login: 'cy' },
      },
    }
    expect(
      await moves(policy, [opened(), on('11:00').assigned('cy'), left, on('13:00').labeled('x')]),
    ).toEqual(['01-05T10:00 acme/app#7 assignee.add ann <qa>'])
    expect(await moves(policy, [opened(), left, on('13:00').assigned('cy')])).toEqual([
      '01-05T10:00 acme/app#7 assignee.add ann <qa>',
      '01-05T13:00 acme/app#7 assignee.remove cy <qa>',
    ])
  })

  test('membership unknown: nobody is taken off', async () => {
    const policy =
      'rules: { qa: { kind: assign, when: label:support, to: ["@ann", "@acme/elsewhere"], only: true } }'
    const ran = await play(policy, [opened(), on('11:00').assigned('zoe')], { decisions: true })
    expect(effects(ran)).toEqual([])
    expect(verdicts(ran, 'qa').at(-1)).toBe('01-05T11:00 unknown')
  })

  test('on a pull request, too', async () => {
    const policy = `${people}rules: { mine: { kind: assign, when: is:pr, to: author, only: true } }`
    const ran = await play(policy, [
      pull('2026-01-05T10:00').opened(),
      pull('2026-01-05T11:00', 12, { by: 'bo' }).assigned('zoe'),
    ])
    expect(effects(ran, 'assignee.add', 'assignee.remove')).toEqual([
      '01-05T10:00 acme/app#12 assignee.add eve <mine>',
      '01-05T11:00 acme/app#12 assignee.remove zoe <mine>',
    ])
    expect(notice(ran, 'acme/app#12')).toContain('zoe was assigned; this is for the author.')
  })
})

describe('modes and D6', () => {
  test('warn only says', async () => {
    const ran = await play(`mode: warn\n${firm}`, [opened(), on('11:00').assigned('zoe')])
    expect(effects(ran).map((line) => line.split(' ')[2])).toEqual(['notice.put', 'notice.put'])
    expect(notice(ran)).toContain('zoe was assigned; this is for rota. Nothing was changed.')
    const first = await play(`mode: warn\n${firm}`, [opened()])
    expect(notice(first)).toContain('It is for rota, and none of them is assigned. Assign ann.')
  })

  test('observe decides only', async () => {
    const ran = await play(`mode: observe\n${firm}`, [opened(), on('11:00').assigned('zoe')], {
      decisions: true,
    })
    expect(effects(ran)).toEqual([])
    expect(verdicts(ran, 'support')).toEqual(['01-05T10:00 fail', '01-05T11:00 fail'])
  })

  test('items from before are listed, not acted on; what happens from then on is', async () => {
    const since = firm.replace('kind: assign', 'since: 2026-01-06, kind: assign')
    const ran = await play(
      since,
      [
        opened('10:00', 7),
        on('11:00').assigned('zoe'),
        on('2026-01-07T10:00').labeled('x'),
        on('2026-01-07T11:00').assigned('yan'),
        on('2026-01-07T12:00').unlabeled('support'),
        on('2026-01-07T13:00').labeled('support'),
      ],
      { decisions: true },
    )
    expect(effects(ran, 'assignee.add', 'assignee.remove')).toEqual([
      '01-07T11:00 acme/app#7 assignee.remove yan <support>',
      '01-07T13:00 acme/app#7 assignee.add ann <support>',
    ])
    expect(verdicts(ran, 'support')[0]).toBe('01-05T10:00 fail')
  })
})

describe('spill-over', () => {
  const taken = [opened(), on('11:00').assigned('zoe')]
  const approve = (time: string, by: string, about = '@zoe') => wrote(time, by, `/reeve approve ${about}`)
  const again = on('13:00').assigned('zoe')

  test.each<[string, Told[], string[], string[]]>([
    ['em may let it spill over', [approve('12:00', 'erin'), again], ['1200 +1'], []],
    [
      'pm may, in any letters and to several',
      [approve('12:00', 'pat', '@Yan, @ZOE because we drown'), again],
      ['1200 +1'],
      [],
    ],
    ['somebody else may not', [approve('12:00', 'zoe'), again], ['1200 -1'], ['13:00']],
    ['it is for that user only', [approve('12:00', 'erin', '@yan'), again], ['1200 +1'], ['13:00']],
    ['a team is no user', [approve('12:00', 'erin', '@zoe @acme/ops'), again], ['1200 -1'], ['13:00']],
    ['a plain approval is about nobody', [approve('12:00', 'erin', ''), again], ['1200 confused'], ['13:00']],
    [
      'from another issue it says nothing here',
      [wrote('12:00', 'erin', '/reeve approve @zoe', { number: 8 }), again],
      ['1200 confused'],
      ['13:00'],
    ],
  ])('%s', async (_, told, reacted, removed) => {
    const ran = await play(firm, [...taken, ...told])
    expect(reactions(ran)).toEqual(reacted)
    expect(effects(ran, 'assignee.remove').map((line) => line.slice(6, 11))).toEqual(['11:00', ...removed])
  })

  test('a refusal says who may', async () => {
    const ran = await play(firm, [...taken, approve('12:00', 'zoe')])
    expect(answers(ran)[0]).toContain('This is to be approved by em or pm.')
  })

  test('an approval ends what was said of it, and holds when it comes before the assignment', async () => {
    const ran = await play(firm, [opened(), approve('10:30', 'erin'), on('11:00').assigned('zoe')])
    expect(effects(ran, 'assignee.remove', 'notice.put').filter((line) => !line.includes('answers'))).toEqual(
      [],
    )
    expect(notice(await play(firm, [...taken, approve('12:00', 'erin')]))).toBeUndefined()
  })

  test('help names it where it has a meaning', async () => {
    const helped = (policy: string) => play(policy, [opened(), wrote('12:00', 'eve', '/reeve help')])
    expect(answers(await helped(firm))[0]).toContain('/reeve approve @user')
    expect(answers(await helped(firm.replace('only: true', 'only: false')))[0]).not.toContain('approve')
  })
})

test('told twice and in any order it ends in the same bytes', async () => {
  const told = [
    opened(),
    on('11:00').assigned('zoe'),
    wrote('11:30', 'zoe', '/reeve approve @zoe'),
    wrote('12:00', 'erin', '/reeve approve @zoe'),
    on('13:00').assigned('zoe'),
    opened('2026-01-13T10:00', 8),
    on('2026-01-13T11:00').assigned('yan'),
  ]
  const lines = written(told).split('\n')
  const plain = await play(firm, told, { decisions: true })
  const mixed = [...lines, ...lines].map((line, index) => ({ line, place: (index * 7) % 15 }))
  const text = mixed
    .sort((a, b) => a.place - b.place)
    .map(({ line }) => line)
    .join('\n')
  const again = await replayed({ policy: firm, world, told: text, decisions: true })
  expect(effects(plain, 'assignee.add', 'assignee.remove')).toEqual([
    '01-05T10:00 acme/app#7 assignee.add ann <support>',
    '01-05T11:00 acme/app#7 assignee.remove zoe <support>',
    '01-13T10:00 acme/app#8 assignee.add bo <support>',
    '01-13T11:00 acme/app#7 assignee.remove yan <support>',
  ])
  expect(again.output).toBe(plain.output)
})
