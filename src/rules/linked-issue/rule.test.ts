import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const rule = (keys = '') => `rules: { logged: { kind: linked-issue, when: is:pr${keys} } }`
const nothing = { 'closing:acme/app#12': [] }

function judge(body: string, { policy = rule(), facts = nothing as GivenFacts } = {}) {
  return evaluateRule({ policy, item: aPullItem({ body }), facts, now: 'Mon 10:00' })
}

const issue = (number: number, difference = {}) => ({
  [`issue:acme/app#${number}`]: { item: anItem({ number, ...difference }), history: [] },
})

describe('what names an issue', () => {
  test.each([
    ['a keyword', 'Fixes #7', 'pass'],
    ['another one, with a colon', 'closes: #7', 'pass'],
    ['of another repository', 'resolves acme/ops#7', 'pass'],
    ['by its address', 'fix https://github.com/acme/app/issues/7', 'pass'],
    ['as GH-7', 'Fixes GH-7', 'pass'],
    ['further down', 'A long story.\n\n- and it fixes #7', 'pass'],
    ['no keyword', 'see #7', 'fail'],
    ['a keyword and no issue', 'fixes it', 'fail'],
    ['a word that only ends so', 'prefixes #7', 'fail'],
    ['inside a code block', '```\nfixes #7\n```', 'fail'],
    ['inside inline code', 'write `fixes #7` there', 'fail'],
    ['inside an HTML comment', '<!-- fixes #7 -->', 'fail'],
    ['nothing at all', '', 'fail'],
  ])('%s: %s', (_, body, expected) => {
    expect(judge(body).verdict).toBe(expected)
  })

  test.each<[string, unknown, string]>([
    ['the Development panel counts too', ['acme/app#7'], 'pass'],
    ['nothing is linked there', [], 'fail'],
    ['it could not be read', unread(), 'unknown'],
  ])('%s', (_, closing, expected) => {
    expect(judge('A story.', { facts: { 'closing:acme/app#12': closing } }).verdict).toBe(expected)
  })

  test('a keyword is enough, whatever cannot be read', () => {
    expect(judge('fixes #7', { facts: { 'closing:acme/app#12': unread() } }).verdict).toBe('pass')
  })

  test.each<[string, GivenFacts, string]>([
    ['an issue', issue(7), 'pass'],
    ['another pull request', { 'issue:acme/app#7': { item: aPullItem({ number: 7 }), history: [] } }, 'fail'],
    ['what cannot be read', { 'issue:acme/app#7': unread() }, 'pass'],
  ])('%s is named', (_, named, expected) => {
    expect(judge('fixes #7', { facts: { ...nothing, ...named } }).verdict).toBe(expected)
  })

  test('an issue is not asked for an issue', () => {
    const policy = 'rules: { logged: { kind: linked-issue } }'
    expect(evaluateRule({ policy, now: 'Mon 10:00' }).verdict).toBe('not-applicable')
  })
})

describe('keywords', () => {
  const policy = rule(', keywords: [refs, part of]')

  test.each([
    ['refs #7', 'pass'],
    ['Part of acme/ops#7', 'pass'],
    ['fixes #7', 'pass'],
    ['mentions #7', 'fail'],
  ])('%s', (body, expected) => {
    expect(judge(body, { policy }).verdict).toBe(expected)
  })

  test('what GitHub links counts as well', () => {
    expect(judge('fixes #7', { policy, facts: { 'closing:acme/app#12': ['acme/app#7'] } }).verdict).toBe(
      'pass',
    )
  })
})

describe('matching', () => {
  const policy = rule(', matching: "is:open label:story"')
  const story = issue(7, { labels: ['story'] })
  const bug = issue(8, { labels: ['bug'] })
  const closed = issue(9, { labels: ['story'], state: 'closed' })

  test.each<[string, string, GivenFacts, string]>([
    ['the one named matches', 'fixes #7', story, 'pass'],
    ['it does not', 'fixes #8', bug, 'fail'],
    ['it is closed', 'fixes #9', closed, 'fail'],
    ['one of two is enough', 'fixes #8, fixes #7', { ...story, ...bug }, 'pass'],
    ['it could not be read', 'fixes #7', { 'issue:acme/app#7': unread() }, 'unknown'],
    [
      'one matches, the other could not be read',
      'fixes #7, fixes #8',
      { ...story, 'issue:acme/app#8': unread() },
      'pass',
    ],
    [
      'one does not, the other could not be read',
      'fixes #8, fixes #7',
      { ...bug, 'issue:acme/app#7': unread() },
      'unknown',
    ],
    ['none is named', 'A story.', {}, 'fail'],
    [
      'the one named does not, and the Development panel could not be read',
      'fixes #8',
      { ...bug, 'closing:acme/app#12': unread() },
      'unknown',
    ],
  ])('%s', (_, body, facts, expected) => {
    expect(judge(body, { policy, facts: { ...nothing, ...facts } }).verdict).toBe(expected)
  })

  test('what is only linked in the Development panel is asked, too', () => {
    const linked = (facts: GivenFacts, number: number) =>
      judge('A story.', { policy, facts: { 'closing:acme/app#12': [`acme/app#${number}`], ...facts } })
        .verdict
    expect(linked(story, 7)).toBe('pass')
    expect(linked(bug, 8)).toBe('fail')
  })

  test('named by a word of its own', () => {
    const own = rule(', matching: "label:story", keywords: refs')
    expect(judge('refs #7', { policy: own, facts: { ...nothing, ...story } }).verdict).toBe('pass')
    expect(judge('refs #8', { policy: own, facts: { ...nothing, ...bug } }).verdict).toBe('fail')
  })

  test('is looked at again when time may change it', () => {
    const fresh = rule(', matching: "created:>@today-7d"')
    const facts = { ...nothing, ...issue(7, { createdAt: Date.parse('2026-01-05T08:00:00Z') }) }
    expect(judge('fixes #7', { policy: fresh, facts })).toMatchObject({
      verdict: 'pass',
      next: expect.any(String),
    })
  })
})

describe('or-url', () => {
  const policy = rule(', or-url: ["https://circles.example/*/story/*", "https://plan.example/1"]')

  test.each([
    ['for https://circles.example/web/story/12.', 'pass'],
    ['[the story](https://circles.example/web/story/12)', 'pass'],
    ['https://plan.example/1', 'pass'],
    ['https://plan.example/12', 'fail'],
    ['https://circles.example/web/task/12', 'fail'],
    ['https://evil.example/?https://circles.example/web/story/12', 'fail'],
    ['`https://plan.example/1`', 'fail'],
    ['fixes #7', 'pass'],
  ])('%s: %s', (body, expected) => {
    expect(judge(body, { policy }).verdict).toBe(expected)
  })

  test('is enough, whatever `matching` asks of issues', () => {
    const both = rule(', matching: label:story, or-url: "https://plan.example/*"')
    expect(judge('https://plan.example/1', { policy: both }).verdict).toBe('pass')
  })
})

describe('what it says', () => {
  const said = (...asked: Parameters<typeof judge>) => {
    const { what, fix } = judge(...asked)
    return `${what} ${fix}`.trim()
  }

  test('broken', () => {
    expect(said('')).toMatchInlineSnapshot(
      `"It names no issue. Write \`fixes #<number>\` in the description, or link the issue under Development."`,
    )
    expect(
      said('', { policy: rule(', or-url: "https://plan.example/*", keywords: refs') }),
    ).toMatchInlineSnapshot(
      `"It names no issue. Write \`fixes #<number>\` in the description, or link the issue under Development, or give the address of the story (\`https://plan.example/*\`)."`,
    )
    const open = rule(', matching: is:open')
    const gone = { ...issue(8, { state: 'closed' }), ...issue(9, { state: 'closed' }) }
    expect(said('fixes #8', { policy: open, facts: { ...nothing, ...gone } })).toMatchInlineSnapshot(
      `"It names #8, which does not match \`is:open\`. Name an issue that matches \`is:open\`."`,
    )
    expect(
      said('fixes #8, fixes #9', { policy: open, facts: { ...nothing, ...gone } }),
    ).toMatchInlineSnapshot(
      `"It names #8 and #9, which do not match \`is:open\`. Name an issue that matches \`is:open\`."`,
    )
  })

  test('kept and unknown', () => {
    expect(said('fixes #7 and closes acme/ops#3')).toMatchInlineSnapshot(`"It names #7 and acme/ops#3."`)
    expect(
      said('https://plan.example/1', { policy: rule(', or-url: "https://plan.example/*"') }),
    ).toMatchInlineSnapshot(`"It names <https://plan.example/1>."`)
    expect(said('', { facts: { 'closing:acme/app#12': unread() } })).toMatchInlineSnapshot(
      `"Which issues it names could not be read (502 from GitHub). Nothing to do: Reeve tries again by itself."`,
    )
    expect(
      said('fixes #7', { policy: rule(', matching: is:open'), facts: { 'issue:acme/app#7': unread() } }),
    ).toMatchInlineSnapshot(
      `"Whether an issue it names matches \`is:open\` could not be read (closing not read yet). Nothing to do: Reeve tries again by itself."`,
    )
  })
})
