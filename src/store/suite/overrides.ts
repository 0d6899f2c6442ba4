import { expect, it } from 'vitest'
import type { Override } from '../../core/override.ts'
import type { Bench } from './bench.ts'
import { aRow, hour, monday } from './builders.ts'

export function testOverrides(bench: Bench): void {
  const made: Override = {
    subject: 'acme/app#1',
    rule: 'logged',
    by: 'dana',
    because: 'so',
    from: monday,
    until: monday + 2 * hour,
    count: 2,
    cause: 'commented:5@2026-01-05T09:00:00Z',
  }
  const at = (instant: number, repo = 'acme/app') => bench.store.overrides(repo, instant)

  it('are listed for their repository while they last', async () => {
    await bench.look('acme/app#1', { overrides: [made] })
    await bench.look('acme/other#1', {
      row: aRow({ key: 'acme/other#1', repo: 'acme/other' }),
      overrides: [{ ...made, subject: 'acme/other#1' }],
    })
    expect(await at(monday - 1)).toEqual([])
    expect(await at(monday)).toEqual([made])
    expect(await at(monday + 2 * hour - 1)).toEqual([made])
    expect(await at(monday + 2 * hour)).toEqual([])
  })
  it('end when they are revoked, and are recorded once', async () => {
    const ended = { ...made, ended: { by: 'zoe', at: monday + hour, how: 'revoked' } } as const
    await bench.look('acme/app#1', { overrides: [made] })
    await bench.look('acme/app#1', { overrides: [ended] })
    expect(await at(monday + hour - 1)).toEqual([ended])
    expect(await at(monday + hour)).toEqual([])
    expect(await bench.database.query('select cause from reeve.overrides')).toHaveLength(1)
  })
  it('that took another’s place are told from revoked ones', async () => {
    const replaced = { ...made, ended: { by: 'zoe', at: monday + hour, how: 'replaced' } } as const
    await bench.look('acme/app#1', { overrides: [replaced] })
    expect(await at(monday)).toEqual([replaced])
  })
  it('are recorded of every repository, with what has ended', async () => {
    const over = { ...made, cause: 'b', until: monday + hour }
    const other = { ...made, subject: 'acme/other#1', cause: 'c' }
    const ended = { ...made, cause: 'd', ended: { by: 'zoe', at: monday + hour, how: 'revoked' } } as const
    await bench.look('acme/app#1', { overrides: [made, over, ended] })
    await bench.look('acme/other#1', {
      row: aRow({ key: 'acme/other#1', repo: 'acme/other' }),
      overrides: [other],
    })
    const recorded = (asked: { repo?: string; since?: number }) => bench.store.overridesRecorded(asked)
    expect(await recorded({})).toEqual([over, made, ended, other])
    expect(await recorded({ repo: 'acme/other' })).toEqual([other])
    expect(await recorded({ since: monday + hour - 1 })).toHaveLength(4)
    expect(await recorded({ since: monday + hour })).toEqual([made, other])
  })
  it('stay in the record when their subject goes', async () => {
    await bench.look('acme/app#1', { overrides: [made] })
    await bench.look('acme/app#1', { row: undefined })
    expect(await at(monday)).toEqual([made])
  })
}
