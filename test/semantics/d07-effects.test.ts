import { describe, expect, test } from 'vitest'
import { effects, replayed } from '../builders/replayed.ts'
import { comment, issue } from '../builders/told.ts'

const app = 'reeve[bot]'

describe('D7 Effects', () => {
  const policy = `
rules:
  g: { kind: label-guard, labels: [verified], by: "@ann" }
  r: { when: "label:a", do: [{ label: b }, { assign: "@dana" }, { notify: "@dana" }] }
  done: { when: "is:issue is:open label:done", do: [close] }
`
  const told = [
    issue('2026-01-05T09:00').opened(),
    issue('2026-01-05T10:00').labeled('verified'),
    issue('2026-01-05T11:00').labeled('a'),
    issue('2026-01-05T12:00').labeled('done'),
    issue('2026-01-05T14:00').unlabeled('a'),
  ]

  test('Reeve’s own webhooks confirm what it did and change nothing else', async () => {
    const plain = await replayed({ policy, told })
    expect(effects(plain)).toHaveLength(8)
    const returning = await replayed({
      policy,
      told: [
        ...told,
        issue('2026-01-05T10:00:02Z', 7, { by: app }).unlabeled('verified'),
        comment('2026-01-05T10:00:02Z', 7, 'the notice', app),
        issue('2026-01-05T11:00', 7, { by: app }).labeled('b'),
        issue('2026-01-05T11:00:03Z', 7, { by: app }).assigned('dana'),
        issue('2026-01-05T12:00:01Z', 7, { by: app }).closed('completed'),
        issue('2026-01-05T14:00:01Z', 7, { by: app }).unlabeled('b'),
      ],
    })
    expect(returning.output).toBe(plain.output)
  })

  test('a notice is put once: what Reeve does itself does not change what it says', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:story", must: "label:ok", on-fail: [{ label: bad }] } }',
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').labeled('story')],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add bad <r>',
      '01-05T10:00 acme/app#7 notice.put reeve <r>',
    ])
  })

  test('an own webhook that comes after a person’s next change does not undo that', async () => {
    const ran = await replayed({
      policy,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T11:00').labeled('a'),
        issue('2026-01-05T11:00:02Z').unlabeled('b'),
        issue('2026-01-05T11:00:03Z', 7, { by: app }).labeled('b'),
        issue('2026-01-05T13:00').unlabeled('a'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual(['01-05T11:00 acme/app#7 label.add b <r>'])
  })

  test('comments and issues that Reeve makes carry their key', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: "label:a", do: [{ comment: Hello }, { open-issue: { title: Follow up } }] } }',
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()],
    })
    const made = ran.said.filter((line) => line.do === 'comment.add' || line.do === 'issue.open')
    expect(made).toHaveLength(2)
    for (const { body, key } of made) expect(body).toContain(`<!-- reeve:${key} -->`)
  })

  test('what goes out of GitHub carries its key for whoever gets it twice', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: "label:a", do: [{ webhook: chat }, { dispatch: { event: go, to: acme/app } }] } }',
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()],
    })
    expect(ran.said).toMatchObject([
      { do: 'dispatch.send', event: 'go', payload: { key: expect.any(String), subject: 'acme/app#7' } },
      { do: 'webhook.send', name: 'chat', payload: { key: expect.any(String), subject: 'acme/app#7' } },
    ])
  })

  test('Reeve’s own comments count for nobody: not as activity, not as an answer', async () => {
    const ran = await replayed({
      policy: `
rules:
  r: { when: "comments:>0", do: [{ label: discussed }] }
  a: { kind: sla, when: is:issue, clock: respond, within: 1h, on-breach: [{ label: late }] }
`,
      world: { permissions: { 'acme/app': { 'reeve[bot]': 'write' } } },
      told: [
        issue('2026-01-05T09:00').opened(),
        comment('2026-01-05T09:10', 7, 'Hello', app, { author_association: 'MEMBER' }),
      ],
      until: '2026-01-05T12:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T10:00 acme/app#7 label.add late <a>'])
  })
})
