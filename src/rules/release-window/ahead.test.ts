import { describe, expect, test } from 'vitest'
import { aPullItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule } from '../../../test/builders/judged.ts'

const freeze = (open = 'Sun-Wed 00:00-24:00') => `
windows: { release: { open: [${open}] } }
rules: { freeze: { kind: release-window, when: is:pr, window: release } }
`
const minute = 60_000

function judge(more: Partial<Asked> & Pick<Asked, 'now'>) {
  return evaluateRule({ policy: freeze(), item: aPullItem(), leadMs: 5 * minute, ...more })
}

describe('checks turn ahead of the edge at which a window closes (D18)', () => {
  test.each([
    ['long before: looks again an hour ahead', 'Wed 22:59:59', 'pass', 'Wed 23:00'],
    ['an hour ahead: looks again when they are to turn', 'Wed 23:00', 'pass', 'Wed 23:55'],
    ['in the last second before they turn', 'Wed 23:54:59', 'pass', 'Wed 23:55'],
    ['when they turn', 'Wed 23:55', 'wait', 'Sun 00:00'],
    ['when it closes: nothing is new', 'Thu 00:00', 'wait', 'Sun 00:00'],
    ['nothing opens ahead', 'Sat 23:59:59', 'wait', 'Sun 00:00'],
    ['but in time', 'Sun 00:00', 'pass', '2026-01-14 23:00'],
  ])('%s', (_, now, verdict, next) => {
    expect(judge({ now })).toMatchObject({ verdict, next })
  })

  test('it says when it really closes, and says the same afterwards: nothing is put twice', () => {
    const ahead = judge({ now: 'Wed 23:56' })
    expect(ahead.what).toBe(
      'The window is closed from Thu 8 Jan 2026, 00:00 (UTC) on. It opens again at Sun 11 Jan 2026, 00:00 (UTC).',
    )
    const { remember: memory } = ahead
    expect(judge({ now: 'Fri 12:00', memory }).what).toBe(ahead.what)
    expect(judge({ now: '2026-01-16 12:00', memory }).what).toBe(
      'The window is closed. It opens again at Sun 18 Jan 2026, 00:00 (UTC).',
    )
  })

  test('what was told stays told, though the lead is shorter by now', () => {
    const { remember: memory } = judge({ now: 'Wed 23:56' })
    expect(judge({ now: 'Wed 23:57', leadMs: minute }).verdict).toBe('pass')
    expect(judge({ now: 'Wed 23:57', leadMs: minute, memory }).verdict).toBe('wait')
    expect(judge({ now: '2026-01-14 12:00', leadMs: minute, memory }).verdict).toBe('pass')
  })

  test('what is open for less than twice the lead is not closed for all of it', () => {
    const short = freeze('Wed 23:51-24:00')
    expect(judge({ policy: short, now: 'Wed 23:59' })).toMatchObject({ verdict: 'pass', next: 'Thu 00:00' })
    const longer = freeze('Wed 23:50-24:00')
    expect(judge({ policy: longer, now: 'Wed 23:59' }).verdict).toBe('wait')
  })

  test('without a lead, as in a replay: at the edge and not before', () => {
    expect(judge({ now: 'Wed 23:59:59', leadMs: 0 })).toMatchObject({ verdict: 'pass', next: 'Thu 00:00' })
  })
})
