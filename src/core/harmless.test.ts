import fc from 'fast-check'
import { expect, test } from 'vitest'
import { harmless } from './harmless.ts'
import { mentionsIn } from './mentions.ts'
import { referencesIn, tasksIn } from './references.ts'

const shown = (text: string) => text.replaceAll('\u200b', '')

test.each<[string, string]>([
  ['plain', '@dana'],
  ['in italics', '_@dana_'],
  ['in HTML', '<p>@dana</p>'],
  ['as an entity', '&#64;dana'],
  ['as an entity with zeros', '&#00064;dana'],
  ['as an entity in hexadecimal', '&#x40;dana'],
  ['as a named entity', '&commat;dana'],
  ['as an entity that nobody closed, in HTML', '<p>&#64dana</p>'],
  ['a name that begins with an entity', '@&#100;ana'],
  ['a team', '@acme/qa'],
  ['at its very end, before what the policy writes', '@'],
])('D21: whom a user mentions is not mentioned again: %s', (_, text) => {
  for (const around of [text, `<p>${text}</p>`, `_${text}_`])
    expect(mentionsIn(around.replace(text, harmless(text)))).toEqual([])
  expect(mentionsIn(`${harmless(text)}dana`)).toEqual([])
  expect(shown(harmless(text))).toBe(text)
  expect(harmless(harmless(text))).toBe(harmless(text))
})

test('D21: an entity is no way to name an issue either', () => {
  expect(harmless('fixes &#35;12')).toBe('fixes &\u200b#\u200b35;12')
})

test.each(['at @ home', 'a & b', 'R&D', '# Heading', 'a <b>'])(
  'what means nothing stays as it is: %s',
  (text) => {
    expect(harmless(text)).toBe(text)
  },
)

const pieces = ['@', '&#64;', '&#64', '&commat;', 'dana', 'acme/qa', 'fixes ', '#', '12', 'GH-', '- [ ] ']
const marks = [
  '_',
  '*',
  '`',
  '~~',
  '<p>',
  '</p>',
  '<b>',
  '<!--',
  '-->',
  '[',
  '](x)',
  '> ',
  '\n',
  ' ',
  '\\',
  '.',
  '-',
]

test('D21: nothing that users can write mentions or names anything when it is repeated', () => {
  const texts = fc.array(fc.constantFrom(...pieces, ...marks), { maxLength: 12 })
  fc.assert(
    fc.property(texts, (parts) => {
      const text = harmless(parts.join(''))
      expect(mentionsIn(text)).toEqual([])
      expect([...referencesIn(text, 'acme/app'), ...tasksIn(text, 'acme/app')]).toEqual([])
    }),
    { numRuns: 300 },
  )
})
