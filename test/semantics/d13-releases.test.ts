import { describe, expect, test } from 'vitest'
import { effects, type Replayed, replayed, type Told } from '../builders/replayed.ts'
import { pull } from '../builders/told.ts'

// 2026-01-07 is a Wednesday.
const policy = (more = '') => `
windows: { release: { open: [Sun-Wed 00:00-24:00] } }
people: { ops-lead: "@dana" }
rules:
  freeze: { kind: release-window, when: "base:production", window: release, releases: v*${more} }
`
const repository = { full_name: 'acme/app' }
const sender = { login: 'ann' }

const release = (at: string, tag: string, action = 'published', more: object = {}): Told => ({
  at,
  event: 'release',
  payload: { action, release: { tag_name: tag, ...more }, repository, sender },
})
const made = (at: string, ref: string, type = 'tag'): Told => ({
  at,
  event: 'create',
  payload: { ref, ref_type: type, repository, sender },
})
const pushed = (at: string, ref: string, more: object = { created: true }): Told => ({
  at,
  event: 'push',
  payload: { ref, after: 'c1', repository, sender, ...more },
})
const ask = (told: readonly Told[], more: { policy?: string; world?: unknown } = {}) =>
  replayed({ policy: policy(), told, decisions: true, until: '2026-01-12T00:00', ...more })

/** `01-08T10:00 freeze acme/app v1`. */
const violations = ({ said, status, complained }: Replayed) =>
  status !== 0
    ? [complained]
    : said
        .filter((line) => line.do === 'violation.record')
        .map(
          ({ at, rules, subject, what }) =>
            `${at.slice(5, 16)} ${rules} ${subject} ${/^`(\S+)`/.exec(String(what))?.[1]}`,
        )

describe('D13: releases and tags, which GitHub lets nobody stop', () => {
  test.each<[string, readonly Told[], string[]]>([
    ['published while the window is open', [release('2026-01-07T23:59', 'v1')], []],
    [
      'published in its first closed second',
      [release('2026-01-08T00:00', 'v1')],
      ['01-08T00:00 freeze acme/app v1'],
    ],
    [
      'a tag that was pushed',
      [pushed('2026-01-08T10:00', 'refs/tags/v1')],
      ['01-08T10:00 freeze acme/app v1'],
    ],
    [
      'pushed and made is one',
      [pushed('2026-01-08T10:00', 'refs/tags/v1'), made('2026-01-08T10:00:01', 'v1')],
      ['01-08T10:00 freeze acme/app v1'],
    ],
    ['a tag that was taken away', [pushed('2026-01-08T10:00', 'refs/tags/v1', { deleted: true })], []],
    ['a tag is a release too', [made('2026-01-08T10:00', 'v1')], ['01-08T10:00 freeze acme/app v1']],
    [
      'published and released, of a tag just made: once',
      [
        made('2026-01-08T10:00', 'v1'),
        release('2026-01-08T10:01', 'v1'),
        release('2026-01-08T10:01', 'v1', 'released'),
      ],
      ['01-08T10:00 freeze acme/app v1'],
    ],
    [
      'tagged in time and published too late',
      [made('2026-01-07T10:00', 'v1'), release('2026-01-08T10:00', 'v1')],
      ['01-08T10:00 freeze acme/app v1'],
    ],
    [
      'another one the next day is another',
      [release('2026-01-08T10:00', 'v1'), release('2026-01-09T10:00', 'v2')],
      ['01-08T10:00 freeze acme/app v1', '01-09T10:00 freeze acme/app v2'],
    ],
    ['of another name than those that the rule is about', [release('2026-01-08T10:00', 'nightly')], []],
    ['a draft', [release('2026-01-08T10:00', 'v1', 'created', { draft: true })], []],
    [
      'edited or deleted',
      [release('2026-01-08T10:00', 'v1', 'edited'), release('2026-01-08T10:00', 'v2', 'deleted')],
      [],
    ],
    ['a branch called like a version', [made('2026-01-08T10:00', 'v1', 'branch')], []],
  ])('%s', async (_, told, expected) => {
    expect(violations(await ask(told))).toEqual(expected)
    expect(violations(await ask([...told, ...told].reverse()))).toEqual(expected)
  })

  test('says when it was, and when it opens again', async () => {
    const { said } = await ask([release('2026-01-08T10:00', 'v1')])
    expect(said.find((line) => line.do === 'violation.record')?.what).toBe(
      '`v1` was released on Thu 8 Jan 2026, 10:00 (UTC), while the window was closed. It opens again at Sun 11 Jan 2026, 00:00 (UTC).',
    )
  })

  test('what happened before the rule was in force is not recorded (D6)', async () => {
    expect(
      violations(await ask([release('2026-01-08T10:00', 'v1')], { policy: policy(', since: 2026-01-09') })),
    ).toEqual([])
  })

  test('a rule that names no releases has nothing to say about the repository', async () => {
    const ran = await ask([release('2026-01-08T10:00', 'v1')], {
      policy: policy().replace(', releases: v*', ''),
    })
    expect(ran.said).toEqual([])
  })

  test('what the policy asks for is done elsewhere, once', async () => {
    const ran = await ask([release('2026-01-08T10:00', 'v1'), made('2026-01-08T10:00', 'v1')], {
      policy: policy(
        ', on-fail: [{ open-issue: { title: "{{ title }}: {{ reason }}" } }, { webhook: chat }]',
      ),
    })
    expect(effects(ran, 'issue.open', 'webhook.send')).toHaveLength(2)
    expect(ran.said.find((line) => line.do === 'issue.open')?.title).toMatch(/^v1: `v1` was released on Thu/)
  })

  describe('a hotfix', () => {
    const hotfix = policy(', hotfix: { when: "label:hotfix", approved-by: ops-lead }')
    const fix = pull('2026-01-08T09:00', 12, { base: 'production', sha: 'c1', labels: ['hotfix'] })
    const approved = (by: string): Told =>
      pull('2026-01-08T09:30', 12, { sha: 'c1' }).reviewed('approved', by)
    const ran = (told: readonly Told[], ships?: readonly string[]) =>
      ask([fix.opened(), ...told, release('2026-01-08T10:00', 'v1')], {
        policy: hotfix,
        world: ships ? { ships: { 'acme/app@v1': ships } } : {},
      })

    test('that was approved may come out', async () => {
      expect(violations(await ran([approved('dana')], ['acme/app#12']))).toEqual([])
    })
    test('approved by somebody else is recorded', async () => {
      expect(violations(await ran([approved('eve2')], ['acme/app#12']))).toEqual([
        '01-08T10:00 freeze acme/app v1',
      ])
    })
    test('with something else beside it is recorded', async () => {
      const other = pull('2026-01-08T09:00', 13, { base: 'production', sha: 'c2' }).opened()
      expect(violations(await ran([approved('dana'), other], ['acme/app#12', 'acme/app#13']))).toEqual([
        '01-08T10:00 freeze acme/app v1',
      ])
    })
    test('what is not told is what was merged there since the release before it', async () => {
      const main = { target_commitish: 'main' }
      const fixed = { base: 'main', labels: ['hotfix'] }
      const told = (...pulls: readonly Told[]) => [
        ...pulls,
        release('2026-01-08T10:00', 'v1', 'published', main),
      ]
      const plain = [
        pull('2026-01-08T08:00', 11, { base: 'main' }).opened(),
        pull('2026-01-08T08:30', 11, { base: 'main' }).merged(),
      ]
      const hot = [
        pull('2026-01-08T08:00', 12, fixed).opened(),
        pull('2026-01-08T08:10', 12, fixed).reviewed('approved', 'dana'),
        pull('2026-01-08T08:30', 12, fixed).merged(),
      ]
      expect(violations(await ask(told(...hot), { policy: hotfix }))).toEqual([])
      expect(violations(await ask(told(...plain, ...hot), { policy: hotfix }))).toEqual([
        '01-08T10:00 freeze acme/app v1',
      ])
    })
    test('where nobody tells of any pull request it came without one', async () => {
      const told = [release('2026-01-08T10:00', 'v1'), made('2026-01-09T10:00', 'v2')]
      expect(violations(await ask(told, { policy: hotfix }))).toEqual([
        '01-08T10:00 freeze acme/app v1',
        '01-09T10:00 freeze acme/app v2',
      ])
    })
    test('nobody is accused while what it brings is not known', async () => {
      expect(violations(await ran([approved('dana')]))).toEqual([])
    })
  })
})
