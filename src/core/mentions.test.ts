import { expect, test } from 'vitest'
import { mentionsIn } from './mentions.ts'

test.each<[string, string, string[]]>([
  ['somebody', 'Please look, @dana.', ['dana']],
  ['at the beginning, twice, in other letters', '@dana and @Dana', ['dana']],
  ['several', '(@ann, @bo-b)', ['ann', 'bo-b']],
  ['a team', 'cc @acme/core-team!', ['acme/core-team']],
  ['an e-mail address', 'write to dana@acme.example', []],
  ['part of a path', 'see npm/@scope/name and https://a.example/@dana', []],
  ['code', 'run `@dana` or\n\n```\n@dana\n```', []],
  ['a quotation', '> @dana said so\n\nNo.', []],
  ['an HTML comment', '<!-- @dana -->', []],
  ['in bold', '**@dana**', ['dana']],
  ['nobody', 'at @ home', []],
])('%s', (_, text, expected) => {
  expect(mentionsIn(text).map((mention) => ('team' in mention ? mention.team : mention.login))).toEqual(
    expected,
  )
})
