import { describe, expect, test } from 'vitest'
import { commanded, permissions, reactions, wroteOnPull } from '../builders/commanded.ts'
import { effects, type Told } from '../builders/replayed.ts'

const policyWith = (more = '', override = '{ for: 4h }') => `
commands:
  override: { do: [{ open-issue: { title: "Make good {{ repo }}#{{ number }}: {{ args }}", body: "{{ reason }} See {{ url }}.", labels: [follow-up]${more} } }, { label: overridden }] }
rules: { logged: { kind: linked-issue, when: is:pr, override: ${override} } }
`

// The author of the pull request, eve, may do anything else there.
const world = { permissions: { 'acme/app': { ...permissions['acme/app'], eve: 'admin' } } }
const onPull = { onPull: true, until: '2026-01-06T00:00', world } as const
const by = (time: string, login: string, rest = 'logged because so') =>
  wroteOnPull(time, login, `/reeve override ${rest}`)
const opened = async (told: readonly Told[], policy = policyWith()) =>
  (await commanded(policy, told, onPull)).said.filter((line) => line.do === 'issue.open')

describe('D16 what is done as well at an override: an issue to follow it up', () => {
  test('is opened when it was obeyed, and says what was written, by whom', async () => {
    const [one, ...others] = await opened([
      by('10:00', 'dana', 'logged because the story is elsewhere for 2h'),
    ])
    expect(others).toEqual([])
    expect(one).toMatchObject({
      at: '2026-01-05T10:00:00Z',
      subject: 'acme/app#12',
      rules: ['/reeve override'],
      repo: 'acme/app',
      title: 'Make good acme/app#12: logged because the story is elsewhere for 2h',
      labels: ['follow-up'],
      assignees: [],
    })
    expect(one?.body?.split('\n')[0]).toBe(
      'dana wrote `/reeve override logged because the story is elsewhere for 2h`. See https://github.com/acme/app/pull/12.',
    )
  })

  test('has the whole of a long reason', async () => {
    const reason = `because ${'the story is elsewhere and '.repeat(8)}so on`
    const [one] = await opened([by('10:00', 'dana', `logged ${reason}`)])
    expect(one?.body).toContain(`\`/reeve override logged ${reason}\``)
  })

  test('its words ping nobody, name no issue and close none', async () => {
    const [one] = await opened([
      by('10:00', 'dana', 'logged because @acme/all fixes #7 <!-- reeve:reeve --> `x`'),
    ])
    for (const text of [one?.title, one?.body?.split('\n')[0]]) {
      expect(text).not.toMatch(/@acme|fixes #7|<!-- reeve:reeve/)
      expect(text).toContain('acme/all fixes')
    }
  })

  test.each<[string, readonly Told[]]>([
    ['who may not', [by('10:00', 'bo')]],
    ['the author', [by('10:00', 'eve')]],
    ['without a reason', [by('10:00', 'dana', 'logged')]],
    ['of a rule that is not there', [by('10:00', 'dana', 'loged because so')]],
    ['for no time', [by('10:00', 'dana', 'logged because so for 0m')]],
    ['of a bot', [by('10:00', 'dana[bot]')]],
    ['revoked only', [wroteOnPull('10:00', 'dana', '/reeve revoke logged')]],
  ])('not of one that is refused: %s', async (_, told) => {
    const ran = await commanded(policyWith(), told, onPull)
    expect(effects(ran, 'issue.open', 'label.add')).toEqual([])
  })

  test('once for each comment, whenever and however often it is told', async () => {
    const first = by('10:00', 'dana')
    expect(await opened([first, { ...first, delivery: 'again' }, first])).toHaveLength(1)
    expect(await opened([first, by('11:00', 'dana'), by('12:00', 'zoe')])).toHaveLength(3)
    const edited = { ...first, at: '2026-01-05T10:30', payload: { ...first.payload, action: 'edited' } }
    expect(await opened([first, edited])).toHaveLength(1)
  })

  test('of one that takes two each is a comment of its own; `once-per: subject` opens one', async () => {
    const told = [by('10:00', 'dana'), by('11:00', 'zoe')]
    expect(await opened(told, policyWith('', '{ count: 2 }'))).toHaveLength(2)
    expect(await opened(told, policyWith(', once-per: subject', '{ count: 2 }'))).toHaveLength(1)
  })

  test('its end, or a revoke, takes nothing back', async () => {
    const told = [
      by('10:00', 'dana', 'logged because so for 1h'),
      wroteOnPull('10:30', 'zoe', '/reeve revoke logged'),
    ]
    const ran = await commanded(policyWith(), told, onPull)
    expect(effects(ran, 'label.add', 'label.remove', 'issue.open', 'issue.close')).toEqual([
      '01-05T10:00 acme/app#12 label.add overridden </reeve override>',
      '01-05T10:00 acme/app#12 issue.open </reeve override>',
    ])
    expect(reactions(ran)).toEqual(['1000 +1', '1030 +1'])
  })

  test('only where the file says so for this command: `when`, and `needs-reason`', async () => {
    const narrow = policyWith().replace('override: { do', 'override: { when: "label:urgent", do')
    const ran = await commanded(narrow, [by('10:00', 'dana')], onPull)
    expect(effects(ran, 'issue.open')).toEqual([])
    expect(reactions(ran)).toEqual(['1000 -1'])
    const urgent = await commanded(narrow, [by('10:00', 'dana')], { ...onPull, labels: ['urgent'] })
    expect(effects(urgent, 'issue.open')).toHaveLength(1)
  })
})
