import { describe, expect, test } from 'vitest'
import { blocksOf, plainText } from './markdown.ts'
import { spokenText } from './references.ts'

describe('what is nested beyond measure is read as fast as anything else', () => {
  test.each<[string, string]>([
    ['quotations', '> '.repeat(30_000)],
    ['quotations without spaces', '>'.repeat(60_000)],
    ['lists', '- '.repeat(30_000)],
    ['numbered lists', '1. '.repeat(20_000)],
    ['lists in quotations', '>- '.repeat(20_000)],
    ['emphasis', `${'*a '.repeat(12_000)}${'x* '.repeat(10_000)}`],
    ['strong emphasis', `${'**a '.repeat(8000)}${'x** '.repeat(8000)}`],
    ['pictures', `${'!['.repeat(12_000)}${'](x)'.repeat(10_000)}`],
  ])('%s', (_, deep) => {
    const text = `${deep}\n\nHello \`code\` there`
    expect(spokenText(text).trim().endsWith('Hello        there')).toBe(true)
    expect(plainText(blocksOf(text)).endsWith('Hello code there')).toBe(true)
  })
})

describe('what people write is read as it stands', () => {
  test.each<[string, string]>([
    ['code with many signs', `\`\`\`c\n${'char **a_b[i] = *p;\n'.repeat(300)}\`\`\``],
    ['a long list of stars', '* one_name_here and [this]\n'.repeat(300).trim()],
    ['brackets that nobody closes', `${'[INFO x_y '.repeat(60)}`.trim()],
  ])('%s', (_, text) => {
    const words = (of: string) => of.match(/[\w[\]]+/g)
    expect(words(plainText(blocksOf(text)))).toEqual(words(text.replace(/```c?/g, '')))
  })

  test('a quotation in a quotation in a list is still one', () => {
    expect(spokenText('- > > `x` @ann\n  and @bo', { quotes: false }).match(/@\w+/g)).toBeNull()
    expect(spokenText('- > > `x` @ann\n\n  and @bo', { quotes: false }).match(/@\w+/g)).toEqual(['@bo'])
  })

  test('what is deeper than anybody quotes says nothing', () => {
    expect(spokenText(`${'> '.repeat(40)}@ann`, { quotes: true })).not.toContain('@ann')
  })
})
