import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aKind, type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'
import * as keys from '../../rules/keys.ts'

describe('rules that would fight', () => {
  test.each<PolicyCase>([
    [
      'one puts a label on that the other takes off',
      'rules:\n  a: { do: { label: x } }\n  b: { on-fail: { unlabel: X } }',
      ['3:3 fighting-rules'],
    ],
    [
      'the other way round',
      'rules:\n  a: { do: { unlabel: x } }\n  b: { do: { label: x } }',
      ['3:3 fighting-rules'],
    ],
    ['both put it on', 'rules:\n  a: { do: { label: x } }\n  b: { do: { label: x } }', []],
    [
      'about different things: issues and pull requests',
      'rules:\n  a: { when: is:issue, do: { label: x } }\n  b: { when: is:pr, do: { unlabel: x } }',
      [],
    ],
    [
      'about different things: with a label and without',
      'rules:\n  a: { when: label:q, do: { label: x } }\n  b: { when: is:issue -label:q, do: { unlabel: x } }',
      [],
    ],
    [
      'about things that may be both',
      'rules:\n  a: { when: label:q, do: { label: x } }\n  b: { when: label:r, do: { unlabel: x } }',
      ['3:3 fighting-rules'],
    ],
    [
      'one sets a label of a group where another of it has to be',
      'rules:\n  a: { kind: label-group, of: [x, y] }\n  b: { when: label:x, do: { label: y } }',
      ['3:3 fighting-rules'],
    ],
    [
      'one sets a label of a group where none has to be',
      'rules:\n  a: { kind: label-group, of: [x, y] }\n  b: { when: label:q, do: { label: y } }',
      [],
    ],
    [
      'one sets a label of a group that may have several',
      'rules:\n  a: { kind: label-group, of: [x, y], pick: at least one }\n  b: { when: label:x, do: { label: y } }',
      [],
    ],
    [
      'one closes what the other opens again',
      'rules:\n  a: { when: label:x, do: close }\n  b: { when: label:x is:issue, do: reopen }',
      ['3:3 fighting-rules'],
    ],
    [
      'one closes, and the other opens what need not be the same',
      'rules:\n  a: { when: label:x, do: close }\n  b: { when: label:y, do: reopen }',
      [],
    ],
    [
      'one assigns whom the other takes off',
      'rules:\n  a: { do: { assign: "@x" } }\n  b: { do: { unassign: "@x" } }',
      ['3:3 fighting-rules'],
    ],
    [
      'one assigns, and the other takes somebody else off',
      'rules:\n  a: { do: { assign: "@x" } }\n  b: { do: { unassign: "@y" } }',
      [],
    ],
    [
      'guards of one label with people who are not the same',
      'rules:\n  a: { kind: label-guard, labels: v, by: "@x" }\n  b: { kind: label-guard, labels: v, by: "@y" }',
      ['3:3 fighting-rules'],
    ],
    [
      'guards of one label with the same person under two names',
      'people: { p: "@x", q: [p, "@z"] }\nrules:\n  a: { kind: label-guard, labels: v, by: p }\n  b: { kind: label-guard, labels: v, by: q }',
      [],
    ],
    [
      'guards of one label with conditions that exclude each other',
      'rules:\n  a: { kind: label-guard, labels: v, requires: label:x }\n  b: { kind: label-guard, labels: v, requires: "-label:x" }',
      ['3:3 fighting-rules'],
    ],
    [
      'guards of one label with conditions that can both be',
      'rules:\n  a: { kind: label-guard, labels: v, requires: label:x }\n  b: { kind: label-guard, labels: v, requires: label:y }',
      [],
    ],
    [
      'one of them only watches',
      'rules:\n  a: { do: { label: x }, mode: observe }\n  b: { do: { unlabel: x } }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })

  const group = aKind({
    name: 'group',
    options: z.strictObject({ of: keys.labels() }),
    fights: (mine, other) => sharedOf(mine.options, other.options),
  })

  test.each<PolicyCase>([
    [
      'two of a kind that share a label',
      'rules:\n  a: { kind: group, of: [x, y] }\n  b: { kind: group, of: [y, z] }',
      ['3:3 fighting-rules'],
    ],
    [
      'two of a kind that share none',
      'rules:\n  a: { kind: group, of: [x, y] }\n  b: { kind: group, of: [z] }',
      [],
    ],
    [
      'about different things',
      'rules:\n  a: { kind: group, of: [x], when: is:open }\n  b: { kind: group, of: [x], when: is:closed }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text, { kinds: [group] })).toEqual(expected)
  })
})

function sharedOf(mine: unknown, other: unknown): readonly string[] {
  const labels = z.object({ of: z.array(z.string()) })
  const theirs = labels.parse(other).of
  return labels.parse(mine).of.filter((label) => theirs.includes(label))
}
