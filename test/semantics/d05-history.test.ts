import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, type Told } from '../builders/replayed.ts'
import { comment, issue, labelRenamed, pull, repoLabel } from '../builders/told.ts'

const clock =
  'rules: { fix: { kind: sla, when: "label:critical", within: 4h, on-breach: [{ label: overdue }] } }'
const qa = 'people: { qa: "@ann" }\nrules:\n  g: { kind: label-guard, labels: [verified], by: qa }\n'

describe('D5 History', () => {
  test('labelled when it is on, or unlabelled when it is off, adds nothing', async () => {
    const ran = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T10:00').labeled('critical'),
        issue('2026-01-05T10:30').unlabeled('other'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T13:00 acme/app#7 label.add overdue <fix>'])
  })

  test('labels of an opening count as set by the author at the creation', async () => {
    const ran = await replayed({
      policy: qa,
      world: { permissions: { 'acme/app': { eve: 'write' } } },
      told: [issue('2026-01-05T09:00', 7, { labels: ['verified'] }).opened()],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T09:00 acme/app#7 label.remove verified <g>'])
  })

  test('a label at the opening that its author could not have set came from a template (D21)', async () => {
    const ran = await replayed({
      policy: qa,
      world: { permissions: { 'acme/app': {} } },
      told: [issue('2026-01-05T09:00', 7, { labels: ['verified'] }).opened()],
    })
    expect(effects(ran)).toEqual([])
  })

  test('a payload changes only what its action says: what else its snapshot shows is passed over', async () => {
    const ran = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { labels: ['critical', 'other'] }).labeled('other'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran)).toEqual([])
  })

  test('what is first seen by a later webhook is taken from its snapshot, as it was just before', async () => {
    const ran = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T10:00', 7, {
          labels: ['critical', 'other'],
          created_at: '2026-01-05T08:00:00Z',
        }).labeled('other'),
      ],
      until: '2026-01-06T00:00',
    })
    // Nobody saw it set: it counts from the creation.
    expect(effects(ran, 'label.add')).toEqual(['01-05T12:00 acme/app#7 label.add overdue <fix>'])
  })

  test.each([
    ['a closing', issue('2026-01-05T10:00', 7, { labels: ['x'] }).closed(), '01-05T10:00'],
    ['a comment', comment('2026-01-05T10:00', 7, 'Hello'), undefined],
  ])('first seen by %s', async (_, line, closed) => {
    const ran = await replayed({
      policy: 'rules: { done: { when: "is:issue is:closed", do: [{ label: done }] } }',
      told: [line],
    })
    expect(effects(ran)).toEqual(closed ? [`${closed} acme/app#7 label.add done <done>`] : [])
  })

  test('within one second removals come first, so that what is there in the end is there', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T10:00').labeled('a'),
        issue('2026-01-05T10:00').unlabeled('a'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app#7 label.add b <r>'])
  })

  test.each([
    ['d1', 'd2', 'critical'],
    ['d2', 'd1', 'major'],
  ])(
    'two labels of one second are in the order of their deliveries (%s, %s)',
    async (major, critical, stays) => {
      const ran = await replayed({
        policy: 'rules: { one: { kind: label-group, pick: at most one, of: [critical, major] } }',
        told: [
          issue('2026-01-05T09:00').opened(),
          { ...issue('2026-01-05T10:00').labeled('major'), delivery: major },
          { ...issue('2026-01-05T10:00').labeled('critical'), delivery: critical },
        ],
      })
      const goes = stays === 'critical' ? 'major' : 'critical'
      expect(effects(ran, 'label.remove')).toEqual([`01-05T10:00 acme/app#7 label.remove ${goes} <one>`])
    },
  )

  test('`unlabeled` without a label, as when the label was deleted: the labels are read', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a', 'c'] }).opened(),
        issue('2026-01-05T10:00', 7, { labels: ['b', 'c'] }).did('unlabeled'),
        issue('2026-01-05T11:00').labeled('d'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add b <r>',
      '01-05T10:00 acme/app#7 label.remove b <r>',
    ])
  })

  test('a payload that shows no labels takes none away', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T10:00').did('unlabeled'),
        issue('2026-01-05T11:00').labeled('d'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app#7 label.add b <r>'])
  })

  test('a label deleted from the repository is off everywhere, and its guard is silent', async () => {
    const ran = await replayed({
      policy: `${qa}  r: { when: "label:verified", do: [{ label: ready }] }`,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        repoLabel('2026-01-05T11:00', 'deleted', 'verified'),
        issue('2026-01-05T11:00', 7, { labels: ['ready'], by: 'dana' }).did('unlabeled'),
        issue('2026-01-05T11:00', 7, { labels: ['ready'], by: 'dana' }).unlabeled('verified'),
        issue('2026-01-05T12:00').labeled('other'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add ready <r>',
      '01-05T11:00 acme/app#7 label.remove ready <r>',
    ])
    expect(notice(ran)).toBeUndefined()
  })

  test('the repository’s own webhook is enough for that', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        repoLabel('2026-01-05T10:00', 'deleted', 'a'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add b <r>',
      '01-05T10:00 acme/app#7 label.remove b <r>',
    ])
  })

  test('a label that is renamed stays the same label', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a2", do: [{ label: b }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        labelRenamed('2026-01-05T10:00', 'a', 'a2'),
        issue('2026-01-05T11:00').unlabeled('a2'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add b <r>',
      '01-05T11:00 acme/app#7 label.remove b <r>',
    ])
  })

  test('an occurrence is named by its entry', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ notify: "@dana" }] } }',
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').labeled('a')],
    })
    expect(ran.said[0]?.key).toContain('labeled:a@2026-01-05T10:00:00Z')
  })

  test('a deleted issue is forgotten, and a pull request that named it is judged anew', async () => {
    const ran = await replayed({
      policy: 'rules: { logged: { kind: linked-issue, when: is:pr, matching: is:open } }',
      world: { closing: { 'acme/app#12': [] } },
      told: [
        issue('2026-01-05T09:00').opened(),
        pull('2026-01-05T10:00', 12, { body: 'fixes #7' }).opened(),
        issue('2026-01-05T11:00').did('deleted'),
      ],
    })
    expect(effects(ran, 'check.put')).toEqual([
      '01-05T10:00 acme/app@abc1 check.put success <logged>',
      '01-05T11:00 acme/app@abc1 check.put in_progress <logged>',
    ])
  })

  describe('a deleted issue stays deleted, whatever comes late about it', () => {
    const policy = 'rules: { r: { when: is:issue label:a, do: [{ comment: Hello }] } }'
    const deleted = issue('2026-01-05T10:00').did('deleted')
    const hellos = async (...told: Told[]) =>
      effects(await replayed({ policy, told, until: '2026-01-06T00:00' }), 'comment.add')
    const late = (at: string) => issue(at, 7, { labels: ['a'] }).labeled('a')

    test.each([
      ['a webhook of later', [late('2026-01-05T10:05')]],
      ['a webhook of the same second', [late('2026-01-05T10:00')]],
      ['a comment', [comment('2026-01-05T10:05', 7, 'Is it gone?'), late('2026-01-05T10:06')]],
    ])('%s', async (_, told) => {
      expect(await hellos(issue('2026-01-05T09:00').opened(), deleted, ...told)).toEqual([])
    })

    test('also one that nothing else was heard of', async () => {
      expect(await hellos(deleted, late('2026-01-05T10:05'))).toEqual([])
    })

    test('before it was deleted it was there', async () => {
      const told = [issue('2026-01-05T09:00').opened(), late('2026-01-05T09:59'), deleted]
      expect(await hellos(...told)).toEqual(['01-05T09:59 acme/app#7 comment.add <r>'])
    })

    test('one that is opened there since is another', async () => {
      const again = issue('2026-01-05T11:00', 7, { labels: ['a'] }).opened()
      expect(await hellos(issue('2026-01-05T09:00').opened(), deleted, again)).toEqual([
        '01-05T11:00 acme/app#7 comment.add <r>',
      ])
    })

    test('it does not count again', async () => {
      const limit = `
rules: { few: { kind: checklist, when: is:pr, items: [{ text: None, blocked-by: "is:issue is:open label:a" }] } }`
      const ran = await replayed({
        policy: limit,
        told: [
          issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
          pull('2026-01-05T09:30').opened(),
          deleted,
          issue('2026-01-05T10:05', 7, { labels: ['a'] }).assigned('ann'),
          pull('2026-01-05T10:05').did('edited', { changes: { title: { from: 'x' } } }),
        ],
      })
      expect(effects(ran, 'check.put')).toEqual([
        '01-05T09:30 acme/app@abc1 check.put failure <few>',
        '01-05T10:00 acme/app@abc1 check.put success <few>',
      ])
    })
  })

  test('a review that is dismissed is no approval any more', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:pr, must: "review:approved" } }',
      told: [
        pull('2026-01-05T09:00').opened(),
        pull('2026-01-05T10:00').reviewed('approved', 'ann', { id: 1 }),
        pull('2026-01-05T11:00').reviewed('dismissed', 'ann', { id: 1 }),
      ],
    })
    expect(effects(ran, 'check.put').map((line) => line.slice(0, 11) + line.slice(-12))).toHaveLength(3)
    expect(effects(ran, 'check.put')).toEqual([
      '01-05T09:00 acme/app@abc1 check.put failure <r>',
      '01-05T10:00 acme/app@abc1 check.put success <r>',
      '01-05T11:00 acme/app@abc1 check.put failure <r>',
    ])
  })
})
