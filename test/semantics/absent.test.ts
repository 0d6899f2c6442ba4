import { describe, expect, test } from 'vitest'
import { fixCritical } from '../builders/fix-critical.ts'
import { effects, replayed, type Told } from '../builders/replayed.ts'
import { issue } from '../builders/told.ts'

const policy = `
rules:
  ${fixCritical}
`

function repository(at: string, action: string): Told {
  return { at, event: 'repository', payload: { action, repository: { id: 5, full_name: 'acme/app' } } }
}

function installation(at: string, action: string): Told {
  return { at, event: 'installation', payload: { action, installation: { account: { login: 'acme' } } } }
}

describe('where nothing can be done', () => {
  test.each([
    ['archived', repository('2026-01-05T09:30', 'archived'), repository('2026-01-05T12:30', 'unarchived')],
    ['suspended', installation('2026-01-05T09:30', 'suspend'), installation('2026-01-05T12:30', 'unsuspend')],
    ['uninstalled', installation('2026-01-05T09:30', 'deleted'), installation('2026-01-05T12:30', 'created')],
  ])('%s: nothing is done, and afterwards what is due by then', async (_, away, back) => {
    const told = [issue('2026-01-05T09:00').opened(), issue('2026-01-05T09:00').labeled('critical'), away]
    expect(effects(await replayed({ policy, told, until: '2026-01-05T12:00' }))).toEqual([])
    for (const lines of [
      [...told, back],
      [back, ...told, ...told, back],
    ]) {
      expect(effects(await replayed({ policy, told: lines, until: '2026-01-05T15:00' }))).toEqual([
        '01-05T12:30 acme/app#7 label.add overdue <fix-critical>',
        '01-05T12:30 acme/app#7 notice.put reeve <fix-critical>',
      ])
    }
  })
})
