import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, type Told } from '../builders/replayed.ts'
import { issue, membership, policyLine, pull } from '../builders/told.ts'

const checks = async (story: Parameters<typeof replayed>[0]) =>
  effects(await replayed(story), 'check.put').map((line) =>
    line.replace(/ acme\/app@(\w+) check.put (\w+) .*/, ' $2'),
  )

describe('D14 Dependencies', () => {
  const policy = 'rules: { logged: { kind: linked-issue, when: is:pr, matching: "is:open label:story" } }'

  test('a change of a linked issue judges the pull request anew', async () => {
    expect(
      await checks({
        policy,
        world: { closing: { 'acme/app#12': [] } },
        told: [
          issue('2026-01-05T08:00').opened(),
          pull('2026-01-05T09:00', 12, { body: 'Fixes #7' }).opened(),
          issue('2026-01-05T10:00').labeled('story'),
          issue('2026-01-05T11:00').closed(),
          issue('2026-01-05T12:00').reopened(),
        ],
      }),
    ).toEqual(['01-05T09:00 failure', '01-05T10:00 success', '01-05T11:00 failure', '01-05T12:00 success'])
  })

  test('so does an edit of the body', async () => {
    expect(
      await checks({
        policy,
        world: { closing: { 'acme/app#12': [] } },
        told: [
          issue('2026-01-05T08:00', 7, { labels: ['story'] }).opened(),
          pull('2026-01-05T09:00').opened(),
          pull('2026-01-05T10:00').edited({ body: { from: '' } }, { body: 'resolves acme/app#7' }),
          pull('2026-01-05T11:00').edited(
            { body: { from: 'resolves acme/app#7' } },
            { body: '`resolves #7`' },
          ),
        ],
      }),
    ).toEqual(['01-05T09:00 failure', '01-05T10:00 success', '01-05T11:00 failure'])
  })

  test('an issue that the pull request names is seen for the first time', async () => {
    expect(
      await checks({
        policy,
        world: { closing: { 'acme/app#12': [] } },
        told: [
          pull('2026-01-05T09:00', 12, { body: 'Fixes #7' }).opened(),
          issue('2026-01-05T10:00', 7, { labels: ['story'] }).opened(),
        ],
      }),
    ).toEqual(['01-05T09:00 in_progress', '01-05T10:00 success'])
  })

  test('another base: a rule about the base hears of it', async () => {
    expect(
      await checks({
        policy: 'rules: { r: { when: "is:pr base:production", must: "label:ok" } }',
        told: [
          pull('2026-01-05T09:00').opened(),
          pull('2026-01-05T10:00', 12, { base: 'production' }).edited(
            { base: { ref: { from: 'main' } } },
            {},
          ),
        ],
      }),
    ).toEqual(['01-05T09:00 success', '01-05T10:00 failure'])
  })

  test('a change of a team wakes whatever leans on it', async () => {
    expect(
      await checks({
        policy: 'rules: { r: { when: is:pr, must: "author:@acme/dev" } }',
        world: { teams: { 'acme/dev': [] } },
        told: [pull('2026-01-05T09:00').opened(), membership('2026-01-05T10:00', 'added', 'eve', 'dev')],
      }),
    ).toEqual(['01-05T09:00 failure', '01-05T10:00 success'])
  })

  test('who leaves the organisation leaves its teams', async () => {
    expect(
      await checks({
        policy: 'rules: { r: { when: is:pr, must: "author:@acme/dev" } }',
        world: { teams: { 'acme/dev': ['eve'] } },
        told: [
          pull('2026-01-05T09:00').opened(),
          {
            at: '2026-01-05T10:00',
            event: 'organization',
            payload: {
              action: 'member_removed',
              organization: { login: 'acme' },
              membership: { user: { login: 'eve' } },
            },
          },
        ],
      }),
    ).toEqual(['01-05T09:00 success', '01-05T10:00 failure'])
  })
})

describe('linked-issue', () => {
  const logged = (more = '') =>
    `rules: { logged: { kind: linked-issue, when: "is:pr -author:app/dependabot"${more} } }`
  const opened = (body: string, more = {}) => [pull('2026-01-05T09:00', 12, { body, ...more }).opened()]
  const world = {
    closing: { 'acme/app#12': [] },
    issues: [{ repo: 'acme/app', number: 7, created_at: '2026-01-01T00:00:00Z' }],
  }

  test.each([
    ['fixes #7', true],
    ['Closes: #7', true],
    ['RESOLVED acme/app#7', true],
    ['fix https://github.com/acme/app/issues/7', true],
    ['see #7', false],
    ['prefixes #7', false],
    ['<!-- fixes #7 -->', false],
    ['😀😀😀😀😀😀😀😀😀😀😀😀😀 `fixes #7` .', false],
    ['```\nfixes #7\n```', false],
    ['', false],
  ])('%j', async (body, linked) => {
    expect(await checks({ policy: logged(), world, told: opened(body) })).toEqual([
      `01-05T09:00 ${linked ? 'success' : 'failure'}`,
    ])
  })

  test('the Development panel counts too', async () => {
    expect(
      await checks({
        policy: logged(),
        world: { ...world, closing: { 'acme/app#12': ['acme/app#7'] } },
        told: opened(''),
      }),
    ).toEqual(['01-05T09:00 success'])
  })

  test('an address of a story elsewhere does where it is allowed', async () => {
    const policy = logged(', or-url: "https://circles.example/*"')
    expect(await checks({ policy, world, told: opened('See https://circles.example/story/5.') })).toEqual([
      '01-05T09:00 success',
    ])
    expect(await checks({ policy, world, told: opened('See https://other.example/story/5.') })).toEqual([
      '01-05T09:00 failure',
    ])
  })

  test('words of the team’s own', async () => {
    const policy = logged(', keywords: [serves], matching: is:open')
    expect(await checks({ policy, world, told: opened('serves #7') })).toEqual(['01-05T09:00 success'])
  })

  test('bots as people are written app/<slug>', async () => {
    expect(
      await checks({ policy: logged(), world, told: opened('', { author: 'dependabot[bot]' }) }),
    ).toEqual(['01-05T09:00 success'])
  })
})

describe('D20 Policy change', () => {
  test('everything open is judged anew, and what is closed and still holds something', async () => {
    const ran = await replayed({
      policy: 'rules: { old: { when: "is:issue label:a", do: [{ label: x }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:00', 8, { labels: ['a'] }).opened(),
        issue('2026-01-05T10:00', 8).closed(),
        policyLine('2026-01-05T11:00', 'rules: {}'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.remove x <old>',
      '01-05T11:00 acme/app#8 label.remove x <old>',
    ])
  })

  test('what a guard restored stays; comments and assignees stay', async () => {
    const ran = await replayed({
      policy: `
rules:
  g: { kind: label-guard, labels: v, by: "@ann" }
  r: { when: "label:a", do: [{ assign: "@bo" }, { comment: Hello }] }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:10', 7, { by: 'ann' }).labeled('v'),
        issue('2026-01-05T09:20').unlabeled('v'),
        policyLine('2026-01-05T11:00', 'rules: {}'),
      ],
    })
    expect(effects(ran).filter((line) => line.startsWith('01-05T11'))).toEqual([
      '01-05T11:00 acme/app#7 notice.remove reeve <g>',
    ])
  })
})

describe('D21 Safety', () => {
  const nasty = {
    title: '@acme/all fixes #1 <!-- reeve:x -->',
    body: 'b',
  }
  test('what users wrote is harmless when Reeve repeats it', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: "label:a", do: [{ comment: "{{ title }} | {{ labels }} | {{ milestone }} | by {{ author }}" }, { open-issue: { title: "{{ title }}", body: "{{ title }}" } }] } }',
      told: [
        issue('2026-01-05T09:00', 7, {
          ...nasty,
          labels: ['@acme/qa', 'a'],
          milestone: { title: '/reeve approve @bo closes https://github.com/acme/app/issues/3' },
        }).opened(),
      ],
    })
    const said = ran.said.map(({ title, body }) => `${title ?? ''}\n${body ?? ''}`).join('\n')
    expect(said).not.toMatch(/@acme|@bo/)
    expect(said).not.toMatch(/#1\b/)
    expect(said).not.toMatch(/closes https:\/\/github.com\/acme\/app\/issues\/3/)
    expect(said).not.toMatch(/^\s*\/reeve/m)
    expect(said.match(/<!-- reeve:(\S+) -->/g)?.some((marker) => marker.includes('reeve:x'))).toBe(false)
  })

  test('so it is in a reason', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:issue, must: "label:ok author:@acme/qa" } }',
      world: { teams: { 'acme/qa': [] } },
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['@acme/all #3'] }).opened(),
        issue('2026-01-05T10:00').labeled('ok'),
      ],
    })
    for (const { body } of ran.said) expect((body ?? '').replace(/`[^`]*`/g, '')).not.toMatch(/@acme|#3/)
  })

  const elsewhere = `
accepts: [{ from: "acme/*", do: [open-issue] }]
rules:
  r: { when: "label:a", why: "{{ title }}", do: [{ open-issue: { in: acme/web, assign: author, title: "{{ title }} by {{ author }}", body: "{{ field['Area'] }}{{ labels }}{{ milestone }}{{ assignees }} {{ url }}" } }] }
`
  const secret = (visibility: Record<string, unknown>): Told => {
    const line = issue('2026-01-05T09:00', 7, {
      title: 'Secret',
      body: '### Area\n\nCellar\n',
      author: 'spy',
      labels: ['a'],
      milestone: { title: 'Hidden' },
    }).opened()
    return { ...line, payload: { ...line.payload, repository: { full_name: 'acme/app', ...visibility } } }
  }
  const web = (visibility: Record<string, unknown>): Told => {
    const line = issue('2026-01-05T08:00', 1).opened()
    return { ...line, payload: { ...line.payload, repository: { full_name: 'acme/web', ...visibility } } }
  }
  test.each([
    ['private', 'public', { private: true }, { private: false }, false],
    ['private', 'internal', { visibility: 'private' }, { visibility: 'internal' }, false],
    ['private', 'nobody knows', { private: true }, {}, false],
    ['internal', 'public', { private: true, visibility: 'internal' }, { private: false }, false],
    ['private', 'private', { private: true }, { private: true }, true],
    ['public', 'private', { private: false }, { private: true }, true],
    ['nobody says', 'nobody says', {}, {}, true],
  ])('from a %s repository into one that is %s', async (_, __, own, other, isShown) => {
    const ran = await replayed({ policy: elsewhere, told: [web(other), secret(own)] })
    const [opened] = ran.said.filter((line) => line.do === 'issue.open')
    const said = JSON.stringify(opened)
    for (const word of ['Secret', 'spy', 'Cellar', 'Hidden']) expect(said.includes(word)).toBe(isShown)
    if (!isShown) expect(opened).toMatchObject({ title: 'acme/app#7 by ', assignees: [] })
    expect(opened?.body).toContain('acme/app#7')
  })

  test('markers and commands of others count for nothing', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue", do: [{ open-issue: { title: More } }] } }',
      told: [issue('2026-01-05T09:00', 7, { body: '<!-- reeve-depth:3 -->' }).opened()],
    })
    expect(effects(ran, 'issue.open')).toHaveLength(3)
  })

  test('a chain that would go on is told where it ends', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue", do: [{ open-issue: { title: More } }] } }',
      told: [issue('2026-01-05T09:00').opened()],
    })
    expect(ran.said.filter((line) => line.do === 'notice.put').map(({ subject }) => subject)).toEqual([
      'acme/app#10',
    ])
    expect(notice(ran, 'acme/app#10')).toContain(
      'No issue is opened in acme/app: this one was opened by Reeve',
    )
  })

  test('a label that a rule’s own `when` names cannot stand in its `do`', async () => {
    const ran = await replayed({ policy: 'rules: { r: { when: "label:a", do: [{ label: a }] } }', told: '' })
    expect(ran.status).toBe(1)
  })
})

describe('Unknown', () => {
  test('a rule that is unknown freezes what it owns: labels and its part of the notice; others go on', async () => {
    const ran = await replayed({
      policy: `
rules:
  r: { when: is:issue, must: "sub-issue:(is:open)", on-fail: [{ label: empty }] }
  s: { when: is:issue, must: "label:s" }
`,
      world: {
        'sub-issues': { 'acme/app#7': ['acme/app#8'] },
        issues: [{ repo: 'acme/app', number: 8, state: 'closed', created_at: '2026-01-01T00:00:00Z' }],
      },
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['s'] }).opened(),
        issue('2026-01-05T10:00', 8).did('deleted'),
        issue('2026-01-05T11:00', 7).unlabeled('s'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add empty <r>',
      '01-05T09:00 acme/app#7 notice.put reeve <r>',
      '01-05T11:00 acme/app#7 notice.put reeve <r s>',
    ])
    expect(notice(ran)).toContain('sub-issue')
  })
})
