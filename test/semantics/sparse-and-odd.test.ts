import { describe, expect, test } from 'vitest'
import { effects, replayed, type Told, verdicts } from '../builders/replayed.ts'
import { comment, issue, pull } from '../builders/told.ts'

const repository = { full_name: 'acme/app' }

describe('payloads with no more in them than somebody would write', () => {
  test('a label as a name alone, a repository by owner and name', async () => {
    const told: Told[] = [
      {
        at: '2026-01-05T09:00',
        event: 'issues',
        payload: {
          action: 'opened',
          repository: { name: 'app', owner: { login: 'acme' } },
          issue: { number: 7, labels: ['a'] },
        },
      },
    ]
    expect(
      effects(await replayed({ policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }', told })),
    ).toEqual(['01-05T09:00 acme/app#7 label.add b <r>'])
  })

  test('without delivery ids: the same line twice is one', async () => {
    const line = JSON.stringify({
      at: '2026-01-05T09:00:00Z',
      event: 'issues',
      payload: { action: 'opened', repository, issue: { number: 7 } },
    })
    const labeled = JSON.stringify({
      at: '2026-01-05T10:00:00Z',
      event: 'issues',
      payload: {
        action: 'labeled',
        repository,
        sender: { login: 'eve' },
        issue: { number: 7 },
        label: { name: 'a' },
      },
    })
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ notify: "@dana" }] } }',
      told: [labeled, line, labeled].join('\n'),
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 comment.add <r>'])
  })

  test('an instant with an offset, or with parts of a second', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { kind: sla, when: is:issue, within: 1h, on-breach: [{ label: late }] } }',
      told: [issue('2026-01-05T11:00:00.250+02:00').opened()].map((line) => JSON.stringify(line)).join('\n'),
      until: '2026-01-05T12:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T10:00 acme/app#7 label.add late <r>'])
  })

  test('a push to a pull request says its head and nothing else', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:pr base:production", must: "label:ok" } }',
      told: [
        pull('2026-01-05T09:00', 12, { base: 'production' }).opened(),
        {
          at: '2026-01-05T10:00',
          event: 'pull_request',
          payload: { action: 'synchronize', repository, pull_request: { number: 12, head: { sha: 'abc2' } } },
        },
        {
          at: '2026-01-05T11:00',
          event: 'pull_request',
          payload: { action: 'labeled', repository, pull_request: { number: 12 }, label: { name: 'ok' } },
        },
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app@abc1 check.put failure <r>',
      '01-05T10:00 acme/app@abc2 check.put failure <r>',
      '01-05T11:00 acme/app@abc2 check.put success <r>',
    ])
  })

  test('senders that are bots, and accounts that are gone', async () => {
    const ran = await replayed({
      policy:
        'people: { qa: ["@ann", app/releaser] }\nrules: { g: { kind: label-guard, labels: v, by: qa } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'releaser[bot]' }).labeled('v'),
        issue('2026-01-05T11:00', 7, { by: 'other[bot]' }).unlabeled('v'),
        issue('2026-01-05T12:00', 7, { by: 'ghost' }).unlabeled('v'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual(['01-05T11:00 acme/app#7 label.add v <g>'])
  })

  test('a name that differs only in case is the same label, login and team', async () => {
    const ran = await replayed({
      policy:
        'rules: { g: { kind: label-guard, labels: Verified, by: "@Acme/QA" }, r: { when: "label:VERIFIED", do: [{ label: ready }] } }',
      world: { teams: { 'acme/qa': ['Ann'] } },
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ANN' }).labeled('verified'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 label.add ready <r>'])
  })

  test('two comments of one second without ids are two', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "comments:>1", do: [{ label: busy }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        comment('2026-01-05T10:00', 7, 'One', 'ann'),
        comment('2026-01-05T10:00', 7, 'Two', 'ann'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 label.add busy <r>'])
  })

  test('a pull request that nobody saw opened is judged from its first webhook on', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:pr, must: "label:ok" } }',
      told: [pull('2026-01-05T10:00', 12, { labels: ['ok'] }).reviewed('commented', 'ann')],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app@abc1 check.put success <r>'])
  })

  test('what is transferred away is forgotten here', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { kind: sla, when: is:issue, within: 4h, on-breach: [{ label: late }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').did('transferred', {
          changes: { new_issue: { number: 3 }, new_repository: { full_name: 'acme/web' } },
        }),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran)).toEqual([])
  })

  describe('what was opened with `follow: closed` is followed to where it was transferred', () => {
    const policy = `
accepts: [{ from: acme/*, do: [open-issue, follow] }]
rules: { r: { when: "is:issue label:a", do: [{ open-issue: { in: acme/ops, title: Do it, follow: closed } }] } }`
    const opened = issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()
    const moved = (at: string, from: string, to: string, number = 1, into = 3) =>
      issue(at, number, { repo: from }).did('transferred', {
        changes: { new_issue: { number: into }, new_repository: { full_name: to } },
      })
    const closedThere = (at: string, repo = 'acme/web', number = 3) =>
      issue(at, number, { repo }).closed('not_planned')
    const closed = async (...told: Told[]) =>
      effects(await replayed({ policy, told: [opened, ...told], until: '2026-01-07T00:00' }), 'issue.close')

    test('its closing there closes this', async () => {
      const told = [moved('2026-01-05T10:00', 'acme/ops', 'acme/web'), closedThere('2026-01-05T11:00')]
      expect(await closed(...told)).toEqual(['01-05T11:00 acme/app#7 issue.close <r>'])
      expect(await closed(...told.toReversed())).toEqual(['01-05T11:00 acme/app#7 issue.close <r>'])
    })

    test('twice, and by the webhook of where it came', async () => {
      const came = issue('2026-01-05T10:30', 9, { repo: 'acme/shop' }).did('opened', {
        changes: { old_issue: { number: 3 }, old_repository: { full_name: 'acme/web' } },
      })
      const told = [
        moved('2026-01-05T10:00', 'acme/ops', 'acme/web'),
        came,
        closedThere('2026-01-05T11:00', 'acme/shop', 9),
      ]
      expect(await closed(...told)).toEqual(['01-05T11:00 acme/app#7 issue.close <r>'])
    })

    test('the closing of another is none of its business', async () => {
      const told = [
        moved('2026-01-05T10:00', 'acme/ops', 'acme/web'),
        closedThere('2026-01-05T11:00', 'acme/web', 4),
      ]
      expect(await closed(...told)).toEqual([])
    })

    test('where it went is not told: it is not followed', async () => {
      const gone = issue('2026-01-05T10:00', 1, { repo: 'acme/ops' }).did('transferred')
      expect(await closed(gone, closedThere('2026-01-05T11:00'))).toEqual([])
    })
  })

  test('a rule without `when` is about every issue and pull request', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { must: "label:ok" } }',
      decisions: true,
      told: [issue('2026-01-05T09:00').opened(), pull('2026-01-05T09:00').opened()],
    })
    expect(verdicts(ran, 'r')).toEqual(['01-05T09:00 fail', '01-05T09:00 fail'])
  })

  test('a thousand issues at once, shared in turn', async () => {
    const told = Array.from({ length: 1000 }, (_, index) =>
      issue('2026-01-05T09:00', index + 1, { labels: ['a'] }).opened(),
    )
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ assign: ["@ann", "@bo"] }] } }',
      told,
    })
    expect(ran.said).toHaveLength(1000)
    expect(ran.said.slice(0, 4).map(({ login }) => login)).toEqual(['ann', 'bo', 'ann', 'bo'])
  })
})
