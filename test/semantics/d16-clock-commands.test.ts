import { describe, expect, test } from 'vitest'
import { answers, commanded, reactions, wrote } from '../builders/commanded.ts'
import { comments, effects, notice, type Replayed, verdicts } from '../builders/replayed.ts'
import { comment, issue } from '../builders/told.ts'

const until = '2026-01-07T09:00'
/** When somebody was told, and who: `10:00 @ann`. */
const told = ({ said }: Replayed) =>
  said.flatMap((line) =>
    line.do === 'comment.add'
      ? [
          `${line.at.slice(8, 16).replace('T', ' ')} ${/(?<!\w)@[a-z]+/.exec((line.body ?? '').replace(/<!--.*-->/, ''))?.[0]}`,
        ]
      : [],
  )

const steps = `
rules:
  sev:
    kind: sla
    when: is:issue
    within: 20h
    until-acknowledged: true
    escalate: [{ after: 1h, notify: "@ann", every: 2h }, { after: 6h, notify: "@bo" }, { after: 2h, notify: "@cy" }]
`

describe('D16 ack', () => {
  const answered = (more = '') => `
rules:
  answered: { kind: sla, when: is:issue, clock: respond, within: 2h, on-breach: [{ comment: Late }]${more} }
`
  const late = async (policy: string, by: string, as?: string) => {
    const line = wrote('10:00', by, '/reeve ack', as ? { author_association: as } : {})
    const ran = await commanded(policy, [line], { until })
    return [reactions(ran).join(), comments(ran).length]
  }

  test('answers a clock that asks for an answer, whatever GitHub says of who wrote it', async () => {
    expect(await late(answered(), 'tina', 'NONE')).toEqual(['1000 +1', 0])
    expect(await late(answered(), 'rex', 'NONE')).toEqual(['1000 -1', 1])
    // Somebody's word that is no command counts by how they stand to the repository.
    const ran = await commanded(
      answered(),
      [comment('2026-01-05T10:00', 7, 'Hm', 'tina', { author_association: 'NONE' })],
      { until },
    )
    expect(comments(ran)).toHaveLength(1)
  })

  test('not from the author, and only of those whom the clock waits for', async () => {
    expect(await late(answered(), 'eve')).toEqual(['1000 confused', 1])
    expect(await late(answered(', by: "@zoe"'), 'tina')).toEqual(['1000 -1', 1])
    expect(await late(answered(', by: "@zoe"'), 'zoe')).toEqual(['1000 +1', 0])
  })

  test('nothing waits for it where nothing was to be acknowledged, or it was', async () => {
    const plain = 'rules: { done: { kind: sla, when: is:issue, within: 2h } }'
    expect(await late(plain, 'tina')).toEqual(['1000 confused', 0])
    const twice = [wrote('10:00', 'tina', '/reeve ack'), wrote('10:30', 'bo', '/reeve ack')]
    expect(reactions(await commanded(steps, twice))).toEqual(['1000 +1', '1030 confused'])
    const closed = [issue('2026-01-05T09:30').closed(), wrote('10:00', 'tina', '/reeve ack')]
    expect(reactions(await commanded(steps, closed))).toEqual(['1000 confused'])
  })

  test('ends the steps, and does not stop the clock', async () => {
    const ran = await commanded(steps, [wrote('11:30', 'tina', '/reeve ack')], { until, decisions: true })
    expect(told(ran)).toEqual(['05 10:00 @ann'])
    expect(verdicts(ran, 'sev').at(-1)).toBe('01-06T05:00 fail')
  })

  test('without `until-acknowledged` steps go on to the end of the clock', async () => {
    const policy = steps.replace('until-acknowledged: true', 'warn: 50%')
    const ran = await commanded(policy, [wrote('11:30', 'tina', '/reeve ack')], { until: '2026-01-05T13:00' })
    expect(told(ran)).toEqual(['05 10:00 @ann', '05 12:00 @ann'])
    expect(reactions(ran)).toEqual(['1130 confused'])
  })
})

describe('D16 escalate', () => {
  test('takes the next step at once; those after it count from there', async () => {
    const run = (...lines: Parameters<typeof commanded>[1]) => commanded(steps, lines, { until })
    expect(told(await run())).toEqual([
      '05 10:00 @ann',
      '05 12:00 @ann',
      '05 14:00 @ann',
      '05 16:00 @bo',
      '05 18:00 @cy',
    ])
    expect(told(await run(wrote('10:30', 'tina', '/reeve escalate nobody answers')))).toEqual([
      '05 10:00 @ann',
      '05 10:30 @bo',
      '05 12:30 @cy',
    ])
    expect(told(await run(wrote('09:10', 'tina', '/reeve escalate')))).toEqual([
      '05 09:10 @ann',
      '05 11:10 @ann',
      '05 13:10 @ann',
      '05 15:10 @bo',
      '05 17:10 @cy',
    ])
  })

  test('again and again, until every step has been taken', async () => {
    const lines = ['09:10', '09:20', '09:30', '09:40'].map((time) => wrote(time, 'tina', '/reeve escalate'))
    const ran = await commanded(steps, lines, { until })
    expect(told(ran)).toEqual(['05 09:10 @ann', '05 09:20 @bo', '05 09:30 @cy'])
    expect(reactions(ran)).toEqual(['910 +1', '920 +1', '930 +1', '940 -1'])
    expect(answers(ran)).toEqual([
      'Every step of this escalation has been taken. Whoever is to know was told.',
    ])
  })

  test('says who asks for it and why, and pings nobody by that', async () => {
    const ran = await commanded(steps, [wrote('09:10', 'tina', '/reeve escalate @acme/all is asleep')])
    expect(comments(ran)[0]).toContain('tina asks for it now: @\u200bacme/all is asleep')
  })

  test('every escalation that runs there', async () => {
    const policy = `${steps}  other: { kind: sla, when: is:issue, within: 20h, escalate: { after: 5h, notify: "@dana" } }
  elsewhere: { kind: sla, when: "is:issue label:b", within: 20h, escalate: { after: 5h, notify: "@zoe" } }
`
    const ran = await commanded(policy, [wrote('09:10', 'tina', '/reeve escalate')])
    expect(comments(ran)).toHaveLength(1)
    expect(comments(ran)[0]).toMatch(/@ann[\s\S]*@dana/)
    expect(comments(ran)[0]).not.toContain('@zoe')
  })

  test('in working hours: the step is taken though it is closed, the next one counts open time', async () => {
    const policy = `
calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }
rules:
  sev: { kind: sla, when: is:issue, calendar: ops, within: 5d, escalate: [{ after: 1h, notify: "@ann" }, { after: 4h, notify: "@bo" }, { after: 2h, notify: "@cy" }] }
`
    const ran = await commanded(
      policy,
      [
        // An hour of the first day has counted when it is paused by the night.
        wrote('2026-01-05T20:00', 'tina', '/reeve escalate', { id: 2000 }),
      ],
      { until: '2026-01-08T00:00' },
    )
    expect(told(ran)).toEqual(['05 10:00 @ann', '05 14:00 @bo', '05 16:00 @cy'])
    const early = await commanded(
      policy,
      [
        issue('2026-01-05T10:30').closed(),
        issue('2026-01-05T19:00').reopened(),
        wrote('2026-01-05T20:00', 'tina', '/reeve escalate', { id: 2000 }),
      ],
      { until: '2026-01-08T00:00' },
    )
    expect(told(early)).toEqual(['05 10:00 @ann', '05 20:00 @bo', '06 11:00 @cy'])
  })

  test('nothing runs: nothing to escalate', async () => {
    const closed = [issue('2026-01-05T09:30').closed(), wrote('10:00', 'tina', '/reeve escalate')]
    expect(reactions(await commanded(steps, closed))).toEqual(['1000 confused'])
    const acknowledged = [wrote('09:30', 'tina', '/reeve ack'), wrote('10:00', 'tina', '/reeve escalate')]
    expect(reactions(await commanded(steps, acknowledged))).toEqual(['930 +1', '1000 confused'])
  })
})

describe('D16 snooze', () => {
  const warned = `
rules:
  late: { kind: sla, when: is:issue, within: 10h, warn: [20%, 50%], on-warn: [{ notify: "@ann" }], on-breach: [{ comment: "@zoe: late" }] }
`
  const run = (policy: string, body: string, more: Parameters<typeof commanded>[1] = []) =>
    commanded(policy, [wrote('10:00', 'tina', body), ...more], { until })

  test('reminders are silent until then, and what fell into that time is done when it ends', async () => {
    expect(told(await run(warned, '/reeve explain'))).toEqual([
      '05 11:00 @ann',
      '05 14:00 @ann',
      '05 19:00 @zoe',
    ])
    expect(told(await run(warned, '/reeve snooze 3h because we wait for a part'))).toEqual([
      '05 13:00 @ann',
      '05 14:00 @ann',
      '05 19:00 @zoe',
    ])
    expect(told(await run(warned, '/reeve snooze 5h because we wait for a part'))).toEqual([
      '05 15:00 @ann',
      '05 19:00 @zoe',
    ])
  })

  test('a breach is recorded and announced all the same, and nobody is reminded of what has passed', async () => {
    const ran = await commanded(warned, [wrote('10:00', 'tina', '/reeve snooze 1d because so')], {
      until,
      decisions: true,
    })
    expect(told(ran)).toEqual(['05 19:00 @zoe'])
    expect(verdicts(ran, 'late').at(-1)).toBe('01-05T19:00 fail')
    expect(notice(ran)).toContain('It was to be closed by')
  })

  test('of the steps of an escalation the highest is taken when it ends', async () => {
    // A step of the very second in which it is snoozed is silent already.
    expect(told(await run(steps, '/reeve snooze 7h because so'))).toEqual(['05 17:00 @bo', '05 18:00 @cy'])
  })

  test('whoever asks for a step wants it now', async () => {
    const more = [wrote('10:30', 'tina', '/reeve escalate')]
    expect(told(await run(steps, '/reeve snooze 1d because so', more))).toEqual([
      '05 10:30 @bo',
      '06 10:00 @cy',
    ])
  })

  test('the newest one counts; none at all ends it', async () => {
    const longer = [wrote('10:30', 'tina', '/reeve snooze 6h because it takes longer')]
    expect(told(await run(warned, '/reeve snooze 3h because so', longer))[0]).toBe('05 16:30 @ann')
    const over = [wrote('10:30', 'tina', '/reeve snooze 0m because it is there')]
    expect(told(await run(warned, '/reeve snooze 1d because so', over))[0]).toBe('05 11:00 @ann')
  })

  test('what was put there before it stays', async () => {
    const policy = warned.replace('on-warn: [', 'on-warn: [{ label: at-risk }, ')
    const ran = await commanded(
      policy,
      [wrote('11:30', 'tina', '/reeve snooze 1d because so'), issue('2026-01-05T12:00').assigned('bo')],
      { until: '2026-01-05T18:00' },
    )
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.add at-risk <late>',
    ])
  })

  test.each([
    ['snooze', 'There is no length here. Write one, such as'],
    ['snooze 1d', 'It needs a reason. Write `/reeve snooze 1d because <why>`.'],
    ['snooze 1day because so', '`1day` is not how a length is written. Write `1d`'],
    ['snooze until Friday because so', '`until Friday` is not a length.'],
  ])('/reeve %s', async (command, said) => {
    const ran = await run(warned, `/reeve ${command}`)
    expect(answers(ran)[0]).toContain(said)
    expect(reactions(ran)).toEqual(['1000 confused'])
    expect(told(ran)[0]).toBe('05 11:00 @ann')
  })

  test('where nothing would remind anybody there is nothing to snooze', async () => {
    const plain = 'rules: { done: { kind: sla, when: is:issue, within: 2h } }'
    expect(answers(await run(plain, '/reeve snooze 1d because so'))).toEqual([
      'Nothing here uses `/reeve snooze`. `/reeve help` lists what there is.',
    ])
  })
})
