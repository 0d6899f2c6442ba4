import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'
import { load } from '../../../test/builders/policy.ts'

const head = 'a'.repeat(40)
const pull = (difference = {}) => aPullItem({ author: 'eve', ...difference })
const permissions = {
  'permission:acme/app/ann': 'write',
  'permission:acme/app/zoe': 'read',
  'team:acme/pm': ['paul'],
}

interface Given {
  items: string
  keys?: string
  item?: ReturnType<typeof anItem>
  history?: readonly string[]
  facts?: GivenFacts
}

function judge({ items, keys = '', item = pull(), history = [], facts = {} }: Given) {
  return evaluateRule({
    policy: `rules: { ship: { kind: checklist, items: [${items}]${keys} } }`,
    item,
    history,
    facts: { ...permissions, ...facts },
    now: 'Mon 12:00',
  })
}

const approved = (by: string, text = '"Notes read"', at = 'Mon 10:00') =>
  `${at} ${by} commented MEMBER /reeve approve ${text}`

describe('an item that is ticked', () => {
  const plain = 'Notes read'
  const byPm = '{ text: Notes read, by: "@acme/pm" }'

  test.each<[string, string, readonly string[], string]>([
    ['nobody did', plain, [], 'fail'],
    ['somebody who may write', plain, [approved('ann')], 'pass'],
    ['somebody who may not', plain, [approved('zoe')], 'fail'],
    ['the text in another case, without quotes', plain, [approved('ann', 'notes  READ')], 'pass'],
    ['another text', plain, [approved('ann', '"Notes written"')], 'fail'],
    ['no text: that is about other rules', plain, [approved('ann', '')], 'fail'],
    ['one of those named', byPm, [approved('paul')], 'pass'],
    ['somebody else who may write', byPm, [approved('ann')], 'fail'],
    ['a remark', byPm, ['Mon 10:00 paul commented MEMBER Notes read'], 'fail'],
  ])('%s', (_, items, history, expected) => {
    expect(judge({ items, history }).verdict).toBe(expected)
  })

  test('whether somebody may could not be read: nothing is ticked', () => {
    const facts = { 'team:acme/pm': unread(), 'member:acme/pm/paul': unread() }
    expect(judge({ items: byPm, history: [approved('paul')], facts }).verdict).toBe('fail')
  })

  test('the text may hold `because` and facts of the item', () => {
    const items = '{ text: "Held because of {{ milestone }}", by: "@acme/pm" }'
    const history = ['Mon 09:30 ann milestoned 2.0', approved('paul', '"Held because of 2.0"')]
    expect(judge({ items, history }).verdict).toBe('pass')
  })

  test('says who may, and how', () => {
    expect(judge({ items: `${byPm}, Notes written`, history: [approved('paul')] })).toMatchObject({
      what: '1 of 2 is done; missing: “Notes written”.',
      fix: '\n\n- ✅ Notes read (paul)\n- ❌ Notes written — to be ticked by everyone who may write here, by hand or with `/reeve approve "Notes written"`',
    })
    expect(judge({ items: byPm, history: [approved('paul')] }).what).toBe('“Notes read” is done.')
  })
})

describe('void-on-push', () => {
  const pushed = `Mon 10:30 eve synchronized ${head}`
  const voided = ', void-on-push: true'

  test.each<[string, string, readonly string[], string]>([
    ['ticked, then new commits', voided, [approved('ann'), pushed], 'fail'],
    ['ticked again after them', voided, [pushed, approved('ann', '"Notes read"', 'Mon 10:30')], 'pass'],
    ['without the key a tick stays', '', [approved('ann'), pushed], 'pass'],
  ])('%s', (_, keys, history, expected) => {
    expect(judge({ items: 'Notes read', keys, history }).verdict).toBe(expected)
  })

  test('says that it was for an older commit', () => {
    expect(judge({ items: 'Notes read', keys: voided, history: [approved('ann'), pushed] }).fix).toContain(
      '(ann ticked it, for an older commit)',
    )
  })
})

describe('an item that is worked out', () => {
  const files = (...paths: string[]) => ({ 'files:acme/app#12': paths })
  const checks = (state: string) => ({ [`checks:acme/app@${head}`]: [{ name: 'bench', state, own: false }] })
  const query = '{ text: Agreed, query: label:agreed }'
  const check = '{ text: Fast, check: bench }'
  const changed = '{ text: Noted, changed: docs/** }'

  test.each<[string, string, Partial<Given>, string]>([
    ['query matches', query, { item: pull({ labels: ['agreed'] }) }, 'pass'],
    ['query does not', query, {}, 'fail'],
    [
      'query could not be read',
      '{ text: Ours, query: "author:@acme/x" }',
      { facts: { 'team:acme/x': unread(), 'member:acme/x/eve': unread() } },
      'unknown',
    ],
    ['check succeeded', check, { facts: checks('success') }, 'pass'],
    ['check failed', check, { facts: checks('failure') }, 'fail'],
    ['check runs', check, { facts: checks('pending') }, 'fail'],
    ['checks could not be read', check, { facts: { [`checks:acme/app@${head}`]: unread() } }, 'unknown'],
    ['an issue has no check', check, { item: anItem() }, 'fail'],
    ['changed', changed, { facts: files('docs/a.md') }, 'pass'],
    ['not changed', changed, { facts: files('src/a.ts') }, 'fail'],
    ['changed under a name in other capitals', changed, { facts: files('Docs/a.md') }, 'fail'],
    ['files could not be read', changed, { facts: { 'files:acme/app#12': unread() } }, 'unknown'],
  ])('%s', (_, items, given, expected) => {
    expect(judge({ items, ...given }).verdict).toBe(expected)
  })

  describe('docs', () => {
    const docs = '{ text: Documented, docs: docs/** }'
    const issue = { item: anItem(), history: [] }
    const other = (paths: readonly string[], difference = {}, merged = false) => ({
      'issue:acme/app#13': { item: aPullItem({ number: 13, ...difference }, { merged }), history: [] },
      'files:acme/app#13': paths,
      'closers:acme/app#13': [],
    })
    const linked = {
      ...files('src/a.ts'),
      'closing:acme/app#12': ['acme/app#7'],
      'issue:acme/app#7': issue,
      'closers:acme/app#7': ['acme/app#12', 'acme/app#13'],
      'issue:acme/app#12': { item: pull(), history: [] },
      'opened:acme/app#7': [],
      'opened:acme/app#12': [],
    }

    test.each<[string, Partial<Given>, string]>([
      ['here', { facts: files('docs/a.md') }, 'pass'],
      [
        'in another pull request for the same issue',
        { facts: { ...linked, ...other(['docs/a.md']) } },
        'pass',
      ],
      ['which changes something else', { facts: { ...linked, ...other(['src/b.ts']) } }, 'fail'],
      ['which was given up', { facts: { ...linked, ...other(['docs/a.md'], { state: 'closed' }) } }, 'fail'],
      [
        'which is merged',
        { facts: { ...linked, ...other(['docs/a.md'], { state: 'closed' }, true) } },
        'pass',
      ],
      [
        'in a pull request that closes this issue',
        {
          item: anItem(),
          facts: { ...linked, 'closers:acme/app#7': ['acme/app#13'], ...other(['docs/a.md']) },
        },
        'pass',
      ],
      [
        'what is linked could not be read',
        { facts: { ...files('src/a.ts'), 'closing:acme/app#12': unread() } },
        'unknown',
      ],
    ])('%s', (_, given, expected) => {
      expect(judge({ items: docs, ...given }).verdict).toBe(expected)
    })
  })

  describe('blocked-by', () => {
    const bugs = 'is:open label:P0'
    const asked = (query: string, census: unknown) => ({
      items: `{ text: No bugs, blocked-by: "${query}" }`,
      facts: { [`count:acme/app/ship/${query}`]: census, [`count-unread:acme/app/ship/${query}`]: true },
    })
    const census = (members: Record<string, string>, open = 'whole') => ({
      members: Object.entries(members).map(([key, truth]) => ({ key, truth, since: 0 })),
      open,
      closedIsWhole: false,
    })

    test.each<[string, string, unknown, string]>([
      ['nothing matches', bugs, census({}), 'pass'],
      ['something does', bugs, census({ 'acme/app#7': 'yes' }), 'fail'],
      ['something may', bugs, census({ 'acme/app#7': 'unknown' }), 'unknown'],
      [
        'something does and something may',
        bugs,
        census({ 'acme/app#7': 'yes', 'acme/app#8': 'unknown' }),
        'fail',
      ],
      ['not everything was read', bugs, census({}, 'unread'), 'unknown'],
      ['it was not, but something matches', bugs, census({ 'acme/app#7': 'yes' }, 'unread'), 'fail'],
      ['it could not be counted', bugs, unread(), 'unknown'],
      ['what is closed was not all seen', 'label:P0', census({}), 'unknown'],
      ['what is closed matches', 'label:P0', census({ 'acme/app#7': 'yes' }), 'fail'],
    ])('%s', (_, query, given, expected) => {
      expect(judge(asked(query, given)).verdict).toBe(expected)
    })

    test('whoever asks counts as well', () => {
      expect(
        judge({ ...asked('is:open label:P0', census({})), item: pull({ labels: ['P0'] }) }).fix,
      ).toContain('- ❌ No bugs — #12 matches `is:open label:P0`')
    })

    test('five are named at most', () => {
      const many = Object.fromEntries([10, 9, 8, 7, 6, 5].map((number) => [`acme/app#${number}`, 'yes']))
      expect(judge(asked(bugs, census(many))).fix).toContain('#5, #6, #7, #8, #9 and 1 more match')
    })

    test('that everything is read is waited for only where it is not', () => {
      const reads = (open: string) => judge(asked(bugs, census({}, open))).evaluation.reads
      expect(reads('unread')).toContain(`count-unread:acme/app/ship/${bugs}`)
      expect(reads('whole')).not.toContain(`count-unread:acme/app/ship/${bugs}`)
    })

    test('a question that may match what is closed is remarked on', () => {
      const { problems } = load(
        'rules: { ship: { kind: checklist, items: { text: No bugs, blocked-by: "label:P0" } } }',
      )
      expect(problems.map(({ level, code }) => [level, code])).toContainEqual(['warning', 'counts-closed'])
      const fine = load(
        `rules: { ship: { kind: checklist, items: { text: No bugs, blocked-by: "${bugs}" } } }`,
      )
      expect(fine.problems.map(({ code }) => code)).not.toContain('counts-closed')
    })
  })

  test('what is missing decides before what could not be read, and both are said', () => {
    const facts = { 'files:acme/app#12': unread('502') }
    const { verdict, fix } = judge({ items: `${query}, ${changed}`, facts })
    expect(verdict).toBe('fail')
    expect(fix).toContain('- ❌ Agreed — it is not labelled agreed (`label:agreed`)')
    expect(fix).toContain('- ❔ Noted — what it changes could not be read')
  })

  test('with several keys all must hold', () => {
    const items = '{ text: Fast, check: bench, by: "@acme/pm" }'
    const done = { history: [approved('paul', 'Fast')], facts: checks('success') }
    expect(judge({ items, ...done }).verdict).toBe('pass')
    expect(judge({ items, ...done, history: [] }).verdict).toBe('fail')
    expect(judge({ items, ...done, facts: checks('failure') }).verdict).toBe('fail')
  })

  test('an answer that time alone changes says when', () => {
    expect(judge({ items: '{ text: Old, query: "created:<2026-01-07" }' }).next).toBeUndefined()
    expect(judge({ items: '{ text: Old, query: "created:<=@today-2d" }' }).next).toBe('Wed 00:00')
  })
})

test('two items of one text are told: a tick would be for both', () => {
  const { problems } = load(
    'rules: { ship: { kind: checklist, items: [Read, { text: " read", by: "@ann" }] } }',
  )
  expect(problems.map(({ level, code, column }) => [level, code, column])).toEqual([
    ['error', 'same-item', 49],
  ])
})
