import { describe, expect, test } from 'vitest'
import { notice, replayed, type Told } from '../builders/replayed.ts'
import { comment, gateAsked, pull } from '../builders/told.ts'

const policy = `
windows: { release: { open: [Sun-Wed 00:00-24:00] } }
environments: { production: { window: release } }
rules: { logged: { kind: linked-issue, when: "is:pr label:story" } }
`
const merged = [11, 12].flatMap((number) => [
  pull('2026-01-05T08:00', number, { sha: `c${number}` }).opened(),
  pull('2026-01-05T09:00', number, { sha: `c${number}` }).merged(),
])
const world = { deployments: [], permissions: { 'acme/app': { dana: 'maintain' } } }

/** What `/reeve explain` on #12 is answered. */
async function explained(told: readonly Told[], words = 'explain', number = 12): Promise<string> {
  const asked = comment('2026-01-08T12:00', number, `/reeve ${words}`, 'dana')
  const ran = await replayed({ policy, world, told: [...merged, ...told, asked], until: '2026-01-08T12:00' })
  return notice(ran, `acme/app#${number}`, 'answers') ?? ran.complained
}

describe('/reeve explain on a pull request that waits to be deployed', () => {
  test('says where, since when, and for what', async () => {
    const said = await explained([gateAsked('2026-01-08T10:00', 'c12')])
    expect(said).toContain('`c12` (run 42), waits before `production` since Thu 8 Jan 2026, 10:00 (UTC):')
    expect(said).toContain(
      '- ⏳ window — The window is closed. It opens again at Sun 11 Jan 2026, 00:00 (UTC).',
    )
  })
  test('one that may go, that brings another, or that is asked about by rule, is none of it', async () => {
    expect(await explained([gateAsked('2026-01-07T10:00', 'c12')])).not.toContain('waits before')
    expect(await explained([gateAsked('2026-01-08T10:00', 'c12')], 'explain', 11)).not.toContain(
      'waits before',
    )
    expect(await explained([gateAsked('2026-01-08T10:00', 'c12')], 'explain logged')).not.toContain(
      'waits before',
    )
    expect(await explained([])).not.toContain('waits before')
  })
})
