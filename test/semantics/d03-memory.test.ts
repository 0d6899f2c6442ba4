import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, verdicts } from '../builders/replayed.ts'
import { comment, issue, membership, policyLine, pull } from '../builders/told.ts'

const guard = 'people: { qa: "@acme/qa" }\nrules:\n  g: { kind: label-guard, labels: [verified], by: qa }\n'

describe('D3 Memory', () => {
  test('a ruling is made once: who leaves the team later has set it lawfully', async () => {
    const ran = await replayed({
      policy: guard,
      world: { teams: { 'acme/qa': ['ann'] } },
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        membership('2026-01-05T11:00', 'removed', 'ann'),
        issue('2026-01-05T12:00').labeled('other'),
      ],
    })
    expect(effects(ran)).toEqual([])
  })

  test('who joins the team later has not set it lawfully', async () => {
    const ran = await replayed({
      policy: guard,
      world: { teams: { 'acme/qa': ['ann'] } },
      decisions: true,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'bo' }).labeled('verified'),
        membership('2026-01-05T11:00', 'added', 'bo'),
        issue('2026-01-05T12:00').labeled('other'),
        issue('2026-01-05T13:00', 7, { by: 'bo' }).labeled('verified'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove verified <g>',
    ])
    expect(notice(ran)).toBeUndefined()
  })

  test('two changes that turn out not to be allowed make up for each other', async () => {
    const ran = await replayed({
      policy: guard,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'bo' }).labeled('verified'),
        issue('2026-01-05T11:00', 7, { by: 'bo' }).unlabeled('verified'),
        membership('2026-01-05T12:00', 'removed', 'bo'),
      ],
    })
    expect(effects(ran)).toEqual([])
  })

  test('a policy that changes does not reopen a ruling', async () => {
    const ran = await replayed({
      policy: guard,
      world: { teams: { 'acme/qa': ['ann'] } },
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        policyLine('2026-01-05T11:00', guard.replace('@acme/qa', '@bo')),
        issue('2026-01-05T12:00').labeled('other'),
      ],
    })
    expect(effects(ran)).toEqual([])
  })

  test('a ruling waits until all it needs is known, and is made about the time of the change', async () => {
    const ran = await replayed({
      policy: guard,
      decisions: true,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        membership('2026-01-05T11:00', 'added', 'ann'),
        membership('2026-01-05T12:00', 'removed', 'ann'),
      ],
    })
    expect(effects(ran)).toEqual([])
    expect(verdicts(ran, 'g')).toEqual(['01-05T09:00 pass', '01-05T10:00 unknown', '01-05T11:00 pass'])
  })

  test('a breach is kept: an answer afterwards does not take it back', async () => {
    const ran = await replayed({
      policy: 'rules: { fix: { kind: sla, when: "label:critical", within: 4h } }',
      decisions: true,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T14:00').closed(),
      ],
    })
    expect(verdicts(ran, 'fix')).toEqual(['01-05T09:00 pass', '01-05T13:00 fail', '01-05T14:00 fail'])
  })

  test('who answered is ruled once: leaving the team later does not take the answer back, joining it makes none', async () => {
    const run = async (before: string[], action: 'added' | 'removed') =>
      verdicts(
        await replayed({
          policy:
            'people: { qa: "@acme/qa" }\nrules: { fix: { kind: sla, when: is:issue, clock: respond, by: qa, within: 1h } }',
          world: { teams: { 'acme/qa': before } },
          told: [
            issue('2026-01-05T09:00').opened(),
            comment('2026-01-05T09:30', 7, 'Looking', 'ann'),
            membership('2026-01-05T09:45', action, 'ann'),
          ],
          until: '2026-01-06T00:00',
          decisions: true,
        }),
        'fix',
      )
    expect(await run(['ann'], 'removed')).toEqual(['01-05T09:00 pass', '01-05T09:30 pass'])
    expect(await run([], 'added')).toEqual(['01-05T09:00 pass', '01-05T10:00 fail'])
  })

  test('when a query first held is taken from the history where every term has one', async () => {
    const ran = await replayed({
      policy:
        'rules: { fix: { kind: sla, when: "label:critical", within: 4h, on-breach: [{ label: overdue }] } }',
      world: {
        issues: [
          {
            repo: 'acme/app',
            number: 7,
            labels: ['critical'],
            created_at: '2026-01-01T00:00:00Z',
            history: [{ what: 'labeled', label: 'critical', by: 'eve', at: '2026-01-05T08:00:00Z' }],
          },
        ],
      },
      told: [issue('2026-01-05T09:00').labeled('other')],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T12:00 acme/app#7 label.add overdue <fix>'])
  })

  test('else it is when Reeve first saw it, and that is kept', async () => {
    const ran = await replayed({
      policy:
        'rules: { fix: { kind: sla, when: "is:pr path:src/**", clock: "label:done", within: 4h, on-breach: [{ label: overdue }] } }',
      world: {
        files: {
          'acme/app#12@abc2': ['src/a.ts'],
          'acme/app#12@abc1': ['README.md'],
          'acme/app#12@abc3': ['src/b.ts'],
        },
      },
      told: [
        pull('2026-01-05T09:00').opened(),
        pull('2026-01-05T10:00').pushed('abc2'),
        pull('2026-01-05T11:00').pushed('abc3', 'abc2'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T14:00 acme/app#12 label.add overdue <fix>'])
  })

  test('a renamed rule keeps its memory: what was done is not done again', async () => {
    const ran = await replayed({
      policy: 'rules: { old: { when: "label:sev-1", do: [{ notify: "@dana" }, { label: incident }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['sev-1'] }).opened(),
        policyLine(
          '2026-01-05T10:00',
          'rules: { new: { was: old, when: "label:sev-1", do: [{ notify: "@dana" }, { label: incident }] } }',
        ),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add incident <old>',
      '01-05T09:00 acme/app#7 comment.add <old>',
    ])
  })
})
