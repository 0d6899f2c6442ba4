import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, follow, type GivenFacts, policyOf, unread } from '../../../test/builders/judged.ts'

const rule = (sections: string, keys = '') =>
  `rules: { it: { kind: form, when: is:issue, sections: ${sections}${keys} } }`

function judge(body: string, policy: string, facts: GivenFacts = { 'templates:acme/app': [] }) {
  return evaluateRule({ policy, item: anItem({ body }), facts, now: 'Mon 12:00' })
}

describe('a section is there and filled in', () => {
  const policy = rule('[Steps]')

  test.each<[string, string, string]>([
    ['filled in', '### Steps\n\nSign in.', 'pass'],
    ['of another level, in other letters', '# steps #\nSign in.', 'pass'],
    ['underlined', 'Steps\n=====\nSign in.', 'pass'],
    ['with sections of its own', '## Steps\n### First\nSign in.', 'pass'],
    ['a picture', '### Steps\n![](https://pictures.example/1.png)', 'pass'],
    ['a table', '### Steps\n| a |\n|---|\n| b |', 'pass'],
    ['code', '### Steps\n```\nrun\n```', 'pass'],
    [
      'a picture as GitHub pastes it',
      '### Steps\n<img width="300" alt="" src="https://pictures.example/1.png" />',
      'pass',
    ],
    [
      'details that fold, on one line',
      '### Steps\n<details><summary>Log</summary>Sign in.</details>',
      'pass',
    ],
    ['in the second section of that name', '## Steps\n\n## Steps\nSign in.', 'pass'],
    ['a link in brackets', '### Steps\n[the log](https://logs.example/1)', 'pass'],
    ['details that fold', '### Steps\n<details>\n\nSign in.\n\n</details>', 'pass'],
    ['none of that name', '### Stepping\nSign in.', 'fail'],
    ['nothing at all', '', 'fail'],
    ['nothing under it', '### Steps\n\n### Other\nSign in.', 'fail'],
    ['only an HTML comment', '### Steps\n<!-- what did you do? -->', 'fail'],
    ['what an issue form writes for no answer', '### Steps\n\n_No response_', 'fail'],
    ['to be done', '### Steps\nTBD', 'fail'],
    ['not available', '### Steps\nn/a.', 'fail'],
    ['brackets that are no link', '### Steps\n[describe the steps]', 'fail'],
    ['angle brackets', '### Steps\n<the steps>', 'fail'],
    ['angle brackets around what is no tag', '### Steps\n<What happened?>', 'fail'],
    ['brackets over two lines', '### Steps\n[describe\nthe steps]', 'fail'],
    ['brackets with emphasis in them', '### Steps\n[**describe** the steps]', 'fail'],
    ['brackets in bold', '### Steps\n**[describe]**', 'fail'],
    ['brackets in brackets', '### Steps\n[describe [all] steps]', 'fail'],
    ['brackets around a link', '### Steps\n[see [the log](https://logs.example/1)]', 'pass'],
    ['brackets around code', '### Steps\n[`npm test`]', 'pass'],
    ['brackets in code', '### Steps\n`[x]`', 'pass'],
    ['brackets that open in one paragraph and close in another', '### Steps\n[first\n\nlast]', 'pass'],
    ['a link by reference', '### Steps\n[log][1]\n\n[1]: https://logs.example/1', 'pass'],
    ['a ticked box', '### Steps\n- [x] signed in', 'pass'],
    ['a box with nothing beside it', '### Steps\n- [ ]', 'fail'],
    ['angle brackets with emphasis in them', '### Steps\n<the *steps*>', 'fail'],
    ['less and more', '### Steps\nx < y and z > w', 'pass'],
    ['an address in angle brackets', '### Steps\n<https://logs.example/1>', 'pass'],
    ['lines that end as on Windows', '### Steps\r\n\r\nSign in.\r\n', 'pass'],
    ['lines that end so, and no answer', '### Steps\r\n\r\n_No response_\r\n', 'fail'],
    ['a comment that nobody closed', '### Steps\n<!-- what\n\ndid you do?', 'fail'],
    ['text beside a comment', '### Steps\nI <!-- really --> signed in.', 'pass'],
    ['a list of nothing', '### Steps\n- N/A\n- TBD.', 'fail'],
    ['an answer that names one', '### Steps\nGPU: N/A, CPU: fast', 'pass'],
    ['no response of something', '### Steps\nNo response from the server', 'pass'],
    ['a line break', '### Steps\n<br>', 'fail'],
    ['a heading in a code block', '```\n### Steps\nSign in.\n```', 'fail'],
    ['a heading in a quotation', '> ### Steps\n> Sign in.', 'fail'],
    ['only punctuation', '### Steps\n...', 'fail'],
  ])('%s', (_, body, expected) => {
    expect(judge(body, policy).verdict).toBe(expected)
  })
})

describe("the repository's own template", () => {
  const policy = rule('[Steps, Expected]')
  const templates = { 'templates:acme/app': ['## Steps\n\nTell us *what* you did.\n\n## Expected\n'] }

  test.each<[string, string, GivenFacts, string]>([
    ['unchanged', '## Steps\n\nTell us *what* you did.\n## Expected\nA page.', templates, 'fail'],
    ['with other white space', '## Steps\nTell us *what*\nyou did.\n## Expected\nA page.', templates, 'fail'],
    ['filled in', '## Steps\nI signed in.\n## Expected\nA page.', templates, 'pass'],
    [
      'that could not be read blames nobody',
      '## Steps\nTell us *what* you did.\n## Expected\nA page.',
      { 'templates:acme/app': unread() },
      'pass',
    ],
  ])('%s', (_, body, facts, expected) => {
    expect(judge(body, policy, facts).verdict).toBe(expected)
  })
})

describe('min-words', () => {
  const asked = (words: number) => rule(`[{ heading: Impact, min-words: ${words} }]`)

  test.each<[string, string, number, string]>([
    ['just enough', '## Impact\nPayments time out.', 3, 'pass'],
    ['one too few', '## Impact\nPayments time out.', 4, 'fail'],
    ['placeholders are no words', '## Impact\nPayments [how many?] TBD', 2, 'fail'],
    ['words without spaces', '## Impact\n登录失败，页面空白。', 4, 'pass'],
    ['more of those than there are signs', '## Impact\n登录失败，页面空白。', 9, 'fail'],
    ['accents apart from their letters', '## Impact\nCafe\u0301 ferme\u0301', 3, 'fail'],
    ['optional, left out', 'Something.', 0, 'pass'],
    ['optional, left empty', '## Impact\n_No response_', 0, 'pass'],
    ['optional, but left a placeholder', '## Impact\nTBD', 0, 'fail'],
    ['optional, and filled in', '## Impact\nPayments.', 0, 'pass'],
  ])('%s', (_, body, words, expected) => {
    expect(judge(body, asked(words)).verdict).toBe(expected)
  })
})

describe('matches', () => {
  const policy = rule("[{ heading: Partner, matches: 'ticket-\\d+$' }]")

  test.each<[string, string]>([
    ['## Partner\nSee TICKET-12', 'pass'],
    ['## Partner\nSee [what they wrote](https://desk.example/ticket-12)', 'pass'],
    ['## Partner\nSee [theirs](https://desk.example/1), TICKET-12', 'pass'],
    ['## Partner\nSee ticket-x', 'fail'],
    ['## Partner\nticket-12 of May', 'fail'],
  ])('%s', (body, expected) => {
    expect(judge(body, policy).verdict).toBe(expected)
  })

  test('an expression that RE2 does not have is a mistake of the policy', () => {
    expect(() => policyOf(rule("[{ heading: Partner, matches: '(?<=a)b' }]"))).toThrow('is no expression')
  })
})

describe('columns', () => {
  const policy = rule(
    '[{ heading: Decisions, columns: { Date: date, Decision: text, By: person, Notes: link } }]',
  )
  const table = (...rows: string[]) =>
    ['## Decisions', '| date | Decision | By | Notes |', '|---|---|---|---|', ...rows].join('\n')
  const facts = { 'templates:acme/app': [], 'user:dana': true, 'user:nobody': false, 'user:bo': unread() }
  const good = '| 2026-12-01 | Go | @dana | [why](https://a.example) |'

  test.each<[string, string, string, string]>([
    ['every row filled', table(good, good), 'pass', ''],
    [
      'no table',
      '## Decisions\nGo.',
      'fail',
      'has no table with the columns `Date`, `Decision`, `By` and `Notes`',
    ],
    ['no row', table(), 'fail', 'The table in `Decisions` has no row.'],
    ['no date', table(good, good.replace('2026-12-01', 'soon')), 'fail', 'Row 2 of `Decisions` has no date'],
    ['no such date', table(good.replace('12-01', '02-30')), 'fail', 'Row 1 of `Decisions` has no date'],
    ['a placeholder', table(good.replace('Go', '[what]')), 'fail', 'has no text under `Decision`'],
    ['no link', table(good.replace('[why](https://a.example)', 'why')), 'fail', 'has no link under `Notes`'],
    ['an address is one', table(good.replace('[why](https://a.example)', 'https://a.example')), 'pass', ''],
    ['nobody', table(good.replace('@dana', 'Dana')), 'fail', 'has no person such as @dana under `By`'],
    [
      'somebody whom nobody knows',
      table(good.replace('dana', 'nobody')),
      'fail',
      'names nobody, whom GitHub does not know',
    ],
    ['somebody who could not be looked up', table(good.replace('dana', 'bo')), 'unknown', 'GitHub knows bo'],
    ['a row that is too short', table('| 2026-12-01 |'), 'fail', 'Row 1 of `Decisions` has no text'],
  ])('%s', (_, body, verdict, what) => {
    const judged = judge(body, policy, facts)
    expect(judged.verdict).toBe(verdict)
    expect(judged.what).toContain(what)
  })
})

describe('file', () => {
  const policy =
    'rules: { it: { kind: form, when: is:pr, file: docs/processes.md, sections: [Decision Records] } }'
  const key = `contents:acme/app@${'a'.repeat(40)}:docs/processes.md`
  const asked = (text: unknown) =>
    evaluateRule({ policy, item: aPullItem({ body: '' }), facts: { [key]: text }, now: 'Mon 12:00' })

  test.each<[string, unknown, string]>([
    ['has the section', '# Decision Records\nWe go.', 'pass'],
    ['has it not', '# Others', 'fail'],
    ['is not there', null, 'fail'],
    ['could not be read', unread(), 'unknown'],
  ])('%s', (_, text, expected) => {
    expect(asked(text).verdict).toBe(expected)
  })

  test('an issue has no files', () => {
    const issues = policy.replace('is:pr', 'is:issue')
    expect(evaluateRule({ policy: issues, now: 'Mon 12:00' }).verdict).toBe('not-applicable')
  })
})

test('one sentence names everything that is missing', () => {
  const policy = rule('[Steps, Expected, { heading: Impact, min-words: 3 }]')
  expect(judge('## Expected\nTBD\n## Impact\nMuch.', policy)).toMatchObject({
    what: 'There is no section `Steps`, `Expected` is not filled in and `Impact` has 1 of at least 3 words.',
    fix: 'Edit the description and fill that in.',
  })
})

describe('what is done about it', () => {
  const policy = rule('[Steps]', ', label-while-missing: incomplete, close-after: 24h')
  const asked = (body: string) =>
    follow({
      policy: `labels: { incomplete: {} }\n${policy}`,
      item: anItem({ body }),
      facts: { 'templates:acme/app': [] },
      until: 'Wed 12:00',
    })

  test('labelled at once, and closed when the time is up', () => {
    expect(asked('Nothing.')).toEqual(['Mon 09:00 fail', 'Mon 09:00 +incomplete', 'Tue 09:00 close'])
  })

  test('nothing, where nothing is missing', () => {
    expect(asked('## Steps\nSign in.')).toEqual(['Mon 09:00 pass'])
  })
})
