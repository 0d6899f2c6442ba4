import { describe, expect, test } from 'vitest'
import { readYaml } from './read-yaml.ts'

describe('values are read as they are written', () => {
  test.each([
    ['5319e7', '5319e7'],
    ['09:00', '09:00'],
    ['off', 'off'],
    ['2026-12-01', '2026-12-01'],
    ['true', 'true'],
    ['0x10', '0x10'],
    ['1_000', '1_000'],
    ['~', '~'],
    ['null', 'null'],
    ['"@acme/qa"', '@acme/qa'],
    ["'it''s'", "it's"],
    ['', null],
    ['""', ''],
    ['[a, b]', ['a', 'b']],
    ['{ a: 1 }', { a: '1' }],
    ['!!binary aGVsbG8=', 'aGVsbG8='],
    ['!!int "5"', '5'],
    ['is:issue label:"in progress"', 'is:issue label:"in progress"'],
  ])('%s', (written, value) => {
    expect(readYaml('f', `key: ${written}\n`).source?.value).toEqual({ key: value })
  })

  test('anchors repeat what they stand for', () => {
    expect(readYaml('f', 'a: &team [x, y]\nb: *team\n').source?.value).toEqual({
      a: ['x', 'y'],
      b: ['x', 'y'],
    })
  })

  test('a mark of byte order counts for no column', () => {
    const { source } = readYaml('f', '\uFEFFkey: value\n')
    expect(source?.value).toEqual({ key: 'value' })
    expect(source?.position({ path: ['key'] })).toEqual({ line: 1, column: 6 })
  })

  test('a file without anything is nothing', () => {
    expect(readYaml('f', '# only a remark\n').source?.value).toBeNull()
  })
})

describe('places', () => {
  const text = [
    'one: plain words here',
    "two: 'quoted words here'",
    'three:',
    '  - first',
    '  - { deep: [x, "a b"] }',
    'four: >-',
    '  folded words',
    '  go on here',
    'five: |',
    '  block words',
    'six: "with \\"quotes\\" inside"',
    'seven:',
    'eight: &anchor { name: value }',
    'nine: *anchor',
    '',
  ].join('\n')
  const { source } = readYaml('f', text)

  test.each([
    ['a key', { path: ['one'], at: 'key' as const }, '1:1'],
    ['a value', { path: ['one'] }, '1:6'],
    ['a word of plain text', { path: ['one'], column: 6 }, '1:12'],
    ['a word of quoted text', { path: ['two'], column: 7 }, '2:14'],
    ['a list entry', { path: ['three', 0] }, '4:5'],
    ['deep in a flow list', { path: ['three', 1, 'deep', 1], column: 2 }, '5:20'],
    ['a word on a folded line', { path: ['four'], column: 19 }, '8:9'],
    ['a word of a block', { path: ['five'], column: 6 }, '10:9'],
    ['a word behind escaped quotes', { path: ['six'], column: 14 }, '11:23'],
    ['a value that is not written', { path: ['seven'] }, '12:1'],
    ['what is missing: its parent', { path: ['three', 7] }, '4:3'],
    ['nothing of that name: the top', { path: ['nowhere'] }, '1:1'],
    ['through an alias: where it is written', { path: ['nine', 'name'] }, '13:24'],
    ['one value that stands for a list of one', { path: ['one', 0], column: 6 }, '1:12'],
  ])('%s', (_, place, expected) => {
    const at = source?.position(place)
    expect(`${at?.line}:${at?.column}`).toBe(expected)
  })
})

describe('what cannot be read', () => {
  test.each([
    [
      'a text that begins with @',
      'people:\n  qa: @acme/qa\n',
      '2:7 bad-yaml',
      'Put the text in quotes: "@acme/qa".',
    ],
    ['a tab', 'a:\n\tb: c\n', '2:1 bad-yaml', 'Use spaces, two for each step.'],
    [
      'a key twice',
      'a: 1\nb: 2\na: 3\n',
      '3:1 duplicate-key',
      'Keep one of them, or give the other another name.',
    ],
    [
      'a colon inside a text',
      'a: b: c\n',
      '1:4 bad-yaml',
      'Text that holds a colon and a space needs quotes.',
    ],
    ['an open bracket', 'a: [1, 2\nb: 3\n', '1:4 bad-yaml', 'Add the closing ].'],
    ['the inner of two open brackets', 'a: { b: [1, 2 }\n', '1:9 bad-yaml', 'Add the closing ].'],
    ['an open quote', 'a: [x, "y]\nb: z\n', '1:8 bad-yaml', 'Add the closing ".'],
    [
      'a line indented unlike the others',
      'a:\n  b: 1\n c: 2\n',
      '3:2 bad-yaml',
      'Give all keys of one map the same number of spaces before them.',
    ],
    ['a key without a colon', 'a: 1\nb\n', '2:1 bad-yaml', 'Write key: value, with a space after the colon.'],
    ['a star alone', 'a: *\n', '1:4 bad-yaml', 'If the text itself is meant, put it in quotes: "*".'],
    ['brackets without end', `a: ${'['.repeat(5000)}`, '1:', 'Write it flatter.'],
    ['a letter that is no UTF-8', 'a: Gr\uFFFD\n', '1:6 not-utf8', 'Save the file as UTF-8.'],
    [
      'an invisible letter',
      'a: 1\nb: x\u0000y\n',
      '2:5 control-character',
      'Take it out; if the whole file looks odd, save it as UTF-8.',
    ],
    [
      'an invisible letter, written in quotes',
      'a: 1\nb: "x\\0y"\n',
      '2:4 control-character',
      'Take it out; if the whole file looks odd, save it as UTF-8.',
    ],
    [
      'half a letter, written in quotes',
      'a: "\\uD800"\n',
      '1:4 control-character',
      'Take it out; if the whole file looks odd, save it as UTF-8.',
    ],
    [
      'a star that is no anchor',
      'from: *all\n',
      '1:7 unknown-anchor',
      'Put it in quotes if the text itself is meant: "*all". Else mark something &all before.',
    ],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      '2:1 bad-yaml',
      'A policy is one document: take out the --- between the two.',
    ],
    [
      'a key that is a list',
      '? [a]\n: b\n',
      '1:3 bad-key',
      'Write name: value. Text that holds a comma or a colon needs quotes.',
    ],
    ['a key that would be dangerous', '__proto__: { a: b }\n', '1:1 bad-key', 'Give it another name.'],
    [
      'a key without a name',
      'a:\n  : b\n',
      '2:5 bad-key',
      'Write name: value. Text that holds a comma or a colon needs quotes.',
    ],
    [
      'an anchor that holds itself',
      'a: &a [*a]\n',
      '1:7 too-large',
      'Write out what the anchor stands for, or use fewer of them.',
    ],
  ])('%s', (_, text, place, fix) => {
    const { problems } = readYaml('f', text)
    expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)[0]).toContain(place)
    expect(problems[0]?.fix).toBe(fix)
  })

  test('a bomb of anchors is caught, and quickly', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0
        ? 'l0: &l0 [x, x, x, x, x, x, x, x]'
        : `l${level}: &l${level} [${Array(8)
            .fill(`*l${level - 1}`)
            .join(', ')}]`,
    )
    expect(readYaml('f', `${levels.join('\n')}\n`).problems.map(({ code }) => code)).toEqual(['too-large'])
  })

  test('a key that stands twice does not hide the rest', () => {
    const { source, problems } = readYaml('f', 'a: 1\na: 2\nb: 3\n')
    expect(problems).toHaveLength(1)
    expect(source?.value).toEqual({ a: '1', b: '3' })
  })
})
