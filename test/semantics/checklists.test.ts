import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, type Story, type Told, verdicts, written } from '../builders/replayed.ts'
import { comment, issue, membership, pull } from '../builders/told.ts'

const policy = `
people: { pm: "@acme/pm" }
rules:
  ship:
    kind: checklist
    why: A release ships when its criteria are met
    when: is:open
    items: [{ text: Release notes read, by: pm }, Announced]
`
const voided = `${policy}    void-on-push: true\n`
const world = {
  teams: { 'acme/pm': ['paul'] },
  permissions: { 'acme/app': { ann: 'write', paul: 'write', eve: 'read' } },
}

const box = (text: string, isTicked = true) => `- [${isTicked ? 'x' : ' '}] ${text}`

/** Somebody ticks, or unticks, a box of the list as it stands in a comment. */
function inList(
  at: string,
  by: string,
  body: string,
  { text = 'Release notes read', ticks = true, writer = 'reeve[bot]' } = {},
): Told {
  const payload = comment(at, 12, body.replace(box(text, !ticks), box(text, ticks)), by, {
    onPull: true,
  }).payload
  return {
    at,
    event: 'issue_comment',
    payload: {
      ...payload,
      action: 'edited',
      comment: { ...(payload.comment as object), user: { login: writer } },
      changes: { body: { from: body } },
    },
  }
}

const told = [pull('2026-01-05T09:00').opened()]
const listOf = async (story: Partial<Story> = {}) =>
  notice(await replayed({ policy, world, told, ...story }), 'acme/app#12', 'checklist/ship') ?? ''

describe('a list to tick in, in a comment of its own', () => {
  test('has a box for what only people can say, and who may', async () => {
    expect(await listOf()).toMatchInlineSnapshot(`
      "<!-- reeve:checklist/ship -->

      **ship**

      - [ ] Release notes read
        <br><sub>for pm</sub>
      - [ ] Announced
        <br><sub>for everyone who may write here</sub>

      <sub>Tick it here, or write \`/reeve approve "<text>"\`. What somebody else ticks does not count, and is taken off again.</sub>"
    `)
    const computed = policy.replace(
      'Announced]',
      '{ text: Fast, check: bench }, { text: Read by two, by: pm, query: label:x }]',
    )
    expect((await listOf({ policy: computed })).match(/- \[.\]/g)).toHaveLength(1)
    expect(await listOf({ policy: computed.replace('{ text: Release notes read, by: pm }, ', '') })).toBe('')
  })

  test('ticked by one who may, it counts and says who', async () => {
    const list = await listOf()
    const story = {
      policy,
      world,
      told: [
        ...told,
        inList('2026-01-05T10:00', 'paul', list),
        inList('2026-01-05T11:00', 'ann', list, { text: 'Announced' }),
      ],
    }
    expect(verdicts(await replayed({ ...story, decisions: true }), 'ship')).toEqual([
      '01-05T09:00 fail',
      '01-05T10:00 fail',
      '01-05T11:00 pass',
    ])
    expect(await listOf(story)).toContain('- [x] Release notes read\n  <br><sub>paul</sub>\n- [x] Announced')
    expect(effects(await replayed(story), 'notice.put')).toEqual([
      '01-05T09:00 acme/app#12 notice.put checklist/ship <ship>',
      '01-05T10:00 acme/app#12 notice.put checklist/ship <ship>',
      '01-05T11:00 acme/app#12 notice.put checklist/ship <ship>',
    ])
  })

  test('ticked by somebody else, it is taken off, told, and counts for nothing; each time', async () => {
    const list = await listOf()
    const once = await replayed({ policy, world, told: [...told, inList('2026-01-05T10:00', 'ann', list)] })
    expect(effects(once, 'notice.put')).toEqual([
      '01-05T09:00 acme/app#12 notice.put checklist/ship <ship>',
      '01-05T10:00 acme/app#12 notice.put checklist/ship <ship>',
      '01-05T10:00 acme/app#12 notice.put reeve <ship>',
    ])
    expect(notice(once, 'acme/app#12')).toContain(
      '“Release notes read” was ticked by ann; that is for pm. It does not count. Ask pm.\n\n> A release ships',
    )
    const after = notice(once, 'acme/app#12', 'checklist/ship') ?? ''
    expect(after).toContain(box('Release notes read', false))
    const again = await replayed({
      policy,
      world,
      told: [...told, inList('2026-01-05T10:00', 'ann', list), inList('2026-01-05T11:00', 'ann', after)],
    })
    expect(effects(again, 'notice.put').at(-1)).toBe(
      '01-05T11:00 acme/app#12 notice.put checklist/ship <ship>',
    )
  })

  test('what is told goes once it is ticked by one who may', async () => {
    const list = await listOf()
    const story = {
      policy,
      world,
      told: [...told, inList('2026-01-05T10:00', 'ann', list), inList('2026-01-05T11:00', 'paul', list)],
    }
    expect(notice(await replayed(story), 'acme/app#12')).toBeUndefined()
  })

  test('who may tick may untick, and nobody else', async () => {
    const list = (await listOf()).replace(box('Announced', false), box('Announced'))
    const story = (by: string) => ({
      policy,
      world,
      decisions: true,
      told: [
        ...told,
        comment('2026-01-05T10:00', 12, '/reeve approve "Announced"', 'ann', { onPull: true }),
        comment('2026-01-05T10:00', 12, '/reeve approve "Release notes read"', 'paul', { onPull: true }),
        inList('2026-01-05T11:00', by, list, { text: 'Announced', ticks: false }),
      ],
    })
    expect(verdicts(await replayed(story('paul')), 'ship').at(-1)).toBe('01-05T11:00 fail')
    expect(verdicts(await replayed(story('eve')), 'ship').at(-1)).toBe('01-05T10:00 pass')
    expect(notice(await replayed(story('eve')), 'acme/app#12')).toContain('“Announced” was unticked by eve')
  })

  test('changed back three times within a day it is left alone, and still does not count (D1)', async () => {
    const list = await listOf()
    const ticks = ['10:00', '11:00', '12:00', '13:00'].map((time) =>
      inList(`2026-01-05T${time}`, 'ann', list),
    )
    const left = await listOf({ told: [...told, ...ticks] })
    expect(left).toContain(
      `${box('Release notes read')}\n  <br><sub>for pm; it was changed back three times within a day`,
    )
    expect(await listOf({ told: [...told, ...ticks.slice(1)] })).toContain(box('Release notes read', false))
    const later = inList('2026-01-06T11:00:01Z', 'ann', list)
    expect(await listOf({ told: [...told, ...ticks.slice(0, 3), later] })).toContain(
      box('Release notes read', false),
    )
    expect(
      verdicts(await replayed({ policy, world, told: [...told, ...ticks], decisions: true }), 'ship'),
    ).toEqual(['01-05T09:00 fail'])
  })

  test.each<[string, Told | undefined]>([['a list that somebody else wrote', undefined]])(
    '%s counts for nothing',
    async () => {
      const tick = inList('2026-01-05T10:00', 'paul', await listOf(), { writer: 'mallory' })
      expect(effects(await replayed({ policy, world, told: [...told, tick] }), 'notice.put')).toHaveLength(1)
    },
  )

  test('what Reeve itself writes there ticks nothing', async () => {
    const tick = inList('2026-01-05T10:00', 'reeve[bot]', await listOf())
    expect(effects(await replayed({ policy, world, told: [...told, tick] }), 'notice.put')).toHaveLength(1)
  })

  test('new commits untick what was ticked, where the policy says so', async () => {
    const story = (text: string) => ({
      policy: text,
      world,
      told: [...told, inList('2026-01-05T10:00', 'paul', list), pull('2026-01-05T11:00').pushed('c2')],
    })
    const list = await listOf()
    expect(await listOf(story(voided))).toContain(
      `${box('Release notes read', false)}\n  <br><sub>for pm (paul ticked it, for an older commit)`,
    )
    expect(await listOf(story(policy))).toContain(box('Release notes read'))
  })

  test('whether one may is ruled once: who leaves the team has ticked all the same (D3)', async () => {
    const story = [
      ...told,
      inList('2026-01-05T10:00', 'paul', await listOf()),
      membership('2026-01-05T11:00', 'removed', 'paul', 'pm'),
      pull('2026-01-05T12:00').labeled('x'),
    ]
    expect(await listOf({ told: story })).toContain(box('Release notes read'))
  })

  test('while it is not known who may, nothing is put back and nobody is told', async () => {
    const tick = inList('2026-01-05T10:00', 'ann', await listOf())
    const said = await replayed({
      policy,
      world: { permissions: world.permissions },
      told: [...told, tick],
      decisions: true,
    })
    expect(effects(said, 'notice.put')).toHaveLength(1)
    expect(said.said.findLast(({ rule }) => rule === 'ship')?.reason?.fix).toContain(
      '- ❔ Release notes read — whether the one who ticked it may could not be read',
    )
  })

  test('it goes where the rule is no longer about the item, and stays on what is closed', async () => {
    const labelled = policy.replace('is:open', '"-label:later"')
    expect(
      effects(
        await replayed({
          policy: labelled,
          world,
          told: [...told, pull('2026-01-05T10:00').labeled('later')],
        }),
        'notice.remove',
      ),
    ).toEqual(['01-05T10:00 acme/app#12 notice.remove checklist/ship <ship>'])
    expect(
      effects(
        await replayed({ policy, world, told: [...told, pull('2026-01-05T10:00').closed()] }),
        'notice.remove',
      ),
    ).toEqual([])
  })

  test('a rule that only watches keeps none, one that warns does', async () => {
    expect(await listOf({ policy: policy.replace('why:', 'mode: observe\n    why:') })).toBe('')
    expect(await listOf({ policy: policy.replace('why:', 'mode: warn\n    why:') })).toContain(
      box('Announced', false),
    )
  })
})

describe('boxes of the description with the text of an item', () => {
  const body = `Plan\n\n${box('Release notes read', false)}\n* [ ] **Announced**\n\n\`\`\`\n${box('Announced')}\n\`\`\``
  const opened = (text = body, author = 'eve') =>
    issue('2026-01-05T09:00', 7, { body: text, author, by: author }).opened()
  const ticked = (
    at: string,
    by: string,
    { from = body, to = body.replace(box('Release notes read', false), box('Release notes read')) } = {},
  ) => issue(at, 7, { by }).edited({ body: { from } }, { body: to })
  const only = policy.replace(', Announced]', ']')
  const went = async (lines: readonly Told[], more: Partial<Story> = {}) =>
    verdicts(await replayed({ policy: only, world, told: lines, decisions: true, ...more }), 'ship')

  test('ticked by one who may', async () => {
    expect(await went([opened(), ticked('2026-01-05T10:00', 'paul')])).toEqual([
      '01-05T09:00 fail',
      '01-05T10:00 pass',
    ])
  })

  test('ticked by somebody else: told, and counts for nothing', async () => {
    const lines = [opened(), ticked('2026-01-05T10:00', 'ann')]
    expect(await went(lines)).toEqual(['01-05T09:00 fail'])
    expect(notice(await replayed({ policy: only, world, told: lines }))).toContain(
      '“Release notes read” was ticked by ann; that is for pm.',
    )
  })

  test('what it was opened with was ticked by its author', async () => {
    const text = body.replace(box('Release notes read', false), box('Release notes read'))
    expect(await went([opened(text, 'paul')])).toEqual(['01-05T09:00 pass'])
    expect(await went([opened(text, 'eve')])).toEqual(['01-05T09:00 fail'])
  })

  test('ticked by nobody known is neither counted nor held against anybody', async () => {
    const text = body.replace(box('Release notes read', false), box('Release notes read'))
    const issues = [
      { repo: 'acme/app', number: 7, author: 'eve', created_at: '2026-01-05T09:00:00Z', body: text },
    ]
    const lines = [issue('2026-01-05T10:00', 7, { body: text }).labeled('x')]
    expect(await went(lines, { world: { ...world, issues } })).toEqual(['01-05T10:00 unknown'])
    const approved = comment('2026-01-05T11:00', 7, '/reeve approve "Release notes read"', 'paul')
    expect(await went([...lines, approved], { world: { ...world, issues } })).toEqual([
      '01-05T10:00 unknown',
      '01-05T11:00 pass',
    ])
  })

  test('in code it is no box; other marks and emphasis are other texts', async () => {
    const announced = policy.replace('{ text: Release notes read, by: pm }, ', '')
    const to = body.replace('* [ ] **Announced**', '* [x] Announced')
    expect(
      await went([opened(body, 'ann'), ticked('2026-01-05T10:00', 'ann', { to })], { policy: announced }),
    ).toEqual(['01-05T09:00 fail', '01-05T10:00 pass'])
  })

  test('so for pull requests', async () => {
    const lines = [
      pull('2026-01-05T09:00', 12, { body }).opened(),
      pull('2026-01-05T10:00', 12, { by: 'paul' }).edited(
        { body: { from: body } },
        { body: body.replace(box('Release notes read', false), box('Release notes read')) },
      ),
    ]
    expect(await went(lines)).toEqual(['01-05T09:00 fail', '01-05T10:00 pass'])
  })
})

test('shuffled and doubled lines end in the same bytes', async () => {
  const list = await listOf()
  const lines = written([
    ...told,
    inList('2026-01-05T10:00', 'ann', list),
    inList('2026-01-05T10:00', 'paul', list),
    inList('2026-01-05T11:00', 'ann', list, { text: 'Announced' }),
    inList('2026-01-05T12:00', 'paul', list.replace(box('Announced', false), box('Announced')), {
      text: 'Announced',
      ticks: false,
    }),
    pull('2026-01-05T13:00').pushed('c2'),
    inList('2026-01-05T14:00', 'paul', list),
  ]).split('\n')
  const plain = await replayed({ policy: voided, world, told: lines.join('\n'), decisions: true })
  expect(verdicts(plain, 'ship').length).toBeGreaterThan(1)
  for (const order of [lines.toReversed(), [...lines, ...lines], [...lines.slice(3), ...lines]])
    expect((await replayed({ policy: voided, world, told: order.join('\n'), decisions: true })).output).toBe(
      plain.output,
    )
})

describe('/reeve approve', () => {
  const lists = `
people: { pm: "@paul", lead: "@dana" }
environments: { production: { checks: unit, hotfix: { when: "label:hotfix", approved-by: lead, lifts: checks } } }
rules:
  ship: { kind: checklist, items: [{ text: Release notes read, by: pm }, { text: Release done, by: pm }, Data restored] }
  other: { kind: checklist, items: [{ text: Announced, by: pm }] }
`
  const asked = async (text: string, by = 'paul') => {
    const opened = pull('2026-01-05T09:00', 12, { labels: ['hotfix'] }).opened()
    const spoken = comment('2026-01-05T10:00', 12, `/reeve approve ${text}`, by, { onPull: true })
    return notice(
      await replayed({ policy: lists, world, told: [opened, spoken], decisions: true }),
      'acme/app#12',
      'answers',
    )
  }

  test.each([
    ['in quotes', '"Data restored"'],
    ['as a keyboard writes them', '“Data restored”'],
    ['without, in another case', 'data RESTORED'],
    ['of the second list', '"Announced"'],
  ])('a text %s is ticked, and needs no words', async (_, text) => {
    expect(await asked(text)).toBeUndefined()
  })

  test.each<[string, string, string, string]>([
    ['a part of one', 'data', 'paul', 'Did you mean `/reeve approve "Data restored"`?'],
    [
      'a part of two',
      'release',
      'paul',
      '`/reeve approve "Release notes read"` or `/reeve approve "Release done"`?',
    ],
    [
      'a slip',
      '"Data restord"',
      'paul',
      'has the text “Data restord”. Nothing was approved. Did you mean `/reeve approve "Data restored"`?',
    ],
    [
      'something else',
      'lunch',
      'paul',
      'The items that somebody ticks are “Release notes read”, “Release done” and “Data restored”.',
    ],
    ['nothing', '', 'eve', 'is to be approved by'],
    [
      'by somebody who may not, in the second list',
      '"Announced"',
      'ann',
      '“Announced” is to be ticked by pm.',
    ],
    ['an environment, by somebody who may not', 'production', 'ann', 'This is to be approved by lead.'],
  ])('%s is answered with what was meant: %s', async (_, text, by, said) => {
    expect(await asked(text, by)).toContain(said)
  })
})
