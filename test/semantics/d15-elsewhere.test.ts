import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, written } from '../builders/replayed.ts'
import { comment, issue, policyLine } from '../builders/told.ts'

const policy = `
accepts: [{ from: "acme/app", do: [open-issue, follow] }]
rules:
  handed-over:
    when: is:issue label:ready
    do:
      - open-issue: { in: acme/ops, title: "Deploy {{ title }}", body: "{{ url }}", labels: [deploy], follow: closed }
  deployed: { when: "is:issue label:ready linked:(repo:acme/ops label:live)", do: [{ label: shipped }] }
`
const there = { repo: 'acme/ops', labels: ['deploy'] }
const told = [
  issue('2026-01-05T09:00', 7, { title: 'The shop' }).opened(),
  issue('2026-01-05T10:00').labeled('ready'),
  issue('2026-01-05T10:30').labeled('other'),
]
describe('an issue in another repository', () => {
  test('is opened once, names whence it came, and is closed there and here', async () => {
    const ran = await replayed({
      policy,
      told: [...told, issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).closed('completed')],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 issue.open <handed-over>',
      '01-06T09:00 acme/app#7 issue.close <handed-over>',
    ])
    const [opened] = ran.said
    expect(opened).toMatchObject({ repo: 'acme/ops', title: 'Deploy The shop', labels: ['deploy'] })
    expect(opened?.body).toContain('acme/app#7\n\n<!-- reeve:')
  })

  test('a person who opens it again wins', async () => {
    const closed = issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).closed('completed')
    const again = issue('2026-01-06T10:00').reopened()
    const later = issue('2026-01-06T11:00').labeled('more')
    const ran = await replayed({ policy, told: [...told, closed, again, later] })
    expect(effects(ran, 'issue.close')).toHaveLength(1)
  })

  test('what was not planned there is not planned here', async () => {
    const closed = issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).closed('not_planned')
    const ran = await replayed({ policy, told: [...told, closed] })
    expect(ran.said.find((line) => line.do === 'issue.close')?.reason).toBe('not_planned')
  })

  test('is linked: what becomes of it moves the one it was opened for', async () => {
    const live = issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).labeled('live')
    const ran = await replayed({ policy, told: [...told, live] })
    expect(effects(ran, 'label.add')).toEqual(['01-06T09:00 acme/app#7 label.add shipped <deployed>'])
  })

  test.each([
    ['nothing is followed where only opening is accepted', '[open-issue]', 1, undefined],
    [
      'nothing is opened where that is not accepted, and it is said',
      '[follow]',
      0,
      'does not accept open-issue',
    ],
  ])('%s', async (_, accepted, opened, said) => {
    const closed = issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).closed('completed')
    const ran = await replayed({
      policy: policy.replace('[open-issue, follow]', accepted),
      told: [...told, closed],
    })
    expect(effects(ran, 'issue.open')).toHaveLength(opened)
    expect(effects(ran, 'issue.close')).toEqual([])
    if (said === undefined) expect(notice(ran)).toBeUndefined()
    else expect(notice(ran)).toContain(said)
  })

  test('without `follow` its closing changes nothing here', async () => {
    const closed = issue('2026-01-06T09:00', 1, { ...there, by: 'omar' }).closed('completed')
    const ran = await replayed({ policy: policy.replace(', follow: closed', ''), told: [...told, closed] })
    expect(effects(ran, 'issue.close')).toEqual([])
  })
})

describe('D15: an event sent to another repository', () => {
  const sending = (accepted: string) =>
    `accepts: [{ from: "acme/app", do: [${accepted}] }]
rules: { sent: { when: is:issue label:ready, do: [{ dispatch: { event: go, to: acme/ops } }] } }`
  const unready = issue('2026-01-05T11:00').unlabeled('ready')

  test('goes where its name is accepted', async () => {
    const ran = await replayed({ policy: sending('"dispatch:go"'), told })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 dispatch.send <sent>'])
  })

  test('goes nowhere else, which is said while its cause holds', async () => {
    const ran = await replayed({ policy: sending('"dispatch:other"'), told })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 notice.put reeve <sent>'])
    expect(notice(ran)).toContain(
      '`go` could not be sent to acme/ops: the policy of acme/ops does not accept dispatch:go from acme/app. It is not sent again',
    )
    const ended = await replayed({ policy: sending('open-issue'), told: [...told, unready] })
    expect(effects(ended)).toEqual([
      '01-05T10:00 acme/app#7 notice.put reeve <sent>',
      '01-05T11:00 acme/app#7 notice.remove reeve <sent>',
    ])
  })
})

describe('what is not accepted there', () => {
  const shut = policy.replace(/^accepts.*$/m, '')
  const other = (time: string) => issue(`2026-01-05T${time}`).labeled('more')

  test('is opened once it is, and no word of it is left', async () => {
    const ran = await replayed({
      policy: shut,
      told: [...told, policyLine('2026-01-05T12:00', policy), other('13:00')],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 notice.put reeve <handed-over>',
      '01-05T12:00 acme/app#7 issue.open <handed-over>',
      '01-05T12:00 acme/app#7 notice.remove reeve <handed-over>',
    ])
  })

  test('is not spoken of when nobody asks for it any more', async () => {
    const left = issue('2026-01-05T11:00').unlabeled('ready')
    const ran = await replayed({
      policy: shut,
      told: [...told, left, policyLine('2026-01-05T12:00', policy), other('13:00')],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 notice.put reeve <handed-over>',
      '01-05T11:00 acme/app#7 notice.remove reeve <handed-over>',
    ])
  })

  test('and was asked for by a command: it is said too, and done', async () => {
    const asked = 'commands: { deploy: { do: [{ open-issue: { in: acme/ops, title: Deploy } }] } }\nrules: {}'
    const ran = await replayed({
      policy: asked,
      world: { permissions: { 'acme/app': { eve: 'write' } } },
      told: [
        ...told,
        comment('2026-01-05T11:00', 7, '/reeve deploy', 'eve', { id: 5 }),
        policyLine('2026-01-05T12:00', `accepts: [{ from: acme/app, do: open-issue }]\n${asked}`),
      ],
    })
    expect(effects(ran, 'issue.open', 'notice.put', 'notice.remove')).toEqual([
      '01-05T11:00 acme/app#7 notice.put reeve </reeve deploy>',
      '01-05T12:00 acme/app#7 issue.open </reeve deploy>',
      '01-05T12:00 acme/app#7 notice.remove reeve </reeve deploy>',
    ])
  })
})

describe('`follow: closed`', () => {
  const shuffledTwice = (lines: readonly (typeof told)[number][]) => {
    const all = written(lines).split('\n')
    return [...all.toReversed(), ...all].join('\n')
  }
  const child = (time: string, number = 1) => issue(`2026-01-06T${time}`, number, { ...there, by: 'omar' })
  const origin = (time: string) => issue(`2026-01-06T${time}`)
  const again = [origin('06:00').unlabeled('ready'), origin('07:00').labeled('ready')]

  test.each<[string, readonly (typeof told)[number][], string[]]>([
    [
      'closed, opened and closed there again: closed here once',
      [child('09:00').closed(), child('10:00').reopened(), child('11:00').closed()],
      ['09:00 close'],
    ],
    [
      'opened again at both: closed again with it',
      [
        child('09:00').closed(),
        origin('10:00').reopened(),
        child('11:00').reopened(),
        child('12:00').closed(),
      ],
      ['09:00 close', '12:00 close'],
    ],
    ['closed here already', [origin('08:00').closed(), child('09:00').closed()], []],
    [
      'and opened here after that: a person wins',
      [origin('08:00').closed(), child('09:00').closed(), origin('10:00').reopened()],
      [],
    ],
    ['what it was opened for is over', [origin('08:00').unlabeled('ready'), child('09:00').closed()], []],
    [
      'two times, two issues: the one of now counts',
      [...again, child('09:00').closed(), child('10:00', 2).closed()],
      ['07:00 open', '10:00 close'],
    ],
  ])('%s', async (_, more, expected) => {
    const lines = [...told, ...more]
    const ran = await replayed({ policy, told: lines })
    const later = effects(ran, 'issue.open', 'issue.close').filter((line) => line.startsWith('01-06'))
    expect(later.map((line) => line.slice(6).replace(/acme\/app#7 issue\.| <.*/g, ''))).toEqual(expected)
    const doubled = await replayed({ policy, told: shuffledTwice(lines) })
    expect(doubled.output).toBe(ran.output)
  })

  test('opened once for all its times, its closing is followed each time', async () => {
    const once = policy.replace('follow: closed', 'once-per: subject, follow: closed')
    const ran = await replayed({ policy: once, told: [...told, ...again, child('09:00').closed()] })
    expect(effects(ran, 'issue.open', 'issue.close')).toEqual([
      '01-05T10:00 acme/app#7 issue.open <handed-over>',
      '01-06T09:00 acme/app#7 issue.close <handed-over>',
    ])
  })
})
