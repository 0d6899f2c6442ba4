import { describe, expect, test } from 'vitest'
import type { Item } from '../../src/core/item.ts'
import { anItem, aPullItem } from '../builders/item.ts'
import { evaluateRule } from '../builders/judged.ts'

/** Ann is on on Monday, bo on Tuesday; Reeve looks for the first time on Tuesday, as after an outage. */
const people = 'people: { rota: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-05T00:00 } }'
const facts = { 'reviews:acme/app#12': [], 'files:acme/app#12': ['infra/main.tf'] }

function onTuesday(
  rule: string,
  { item = issue(), history = [] }: { item?: Item; history?: readonly string[] },
) {
  const policy = `${people}\nrules: { r: { ${rule} } }`
  return evaluateRule({ policy, item, history, facts, now: 'Tue 12:00' }).verdict
}

const issue = (difference: Partial<Item> = {}) => anItem({ author: 'eve', ...difference })
const on = { yes: 'ann', no: 'bo' }
const pull = (author = 'eve') => aPullItem({ author })

describe('D3: of those who take turns counts who was on when it was done, however late Reeve looks', () => {
  test.each<[string, (who: string) => string, [was: string, is: string]]>([
    [
      'who signed off by a command',
      (who) =>
        onTuesday('kind: sign-off, when: is:issue, from: rota', {
          history: [`Mon 10:00 ${who} commented MEMBER /reeve approve`],
        }),
      ['pass', 'fail'],
    ],
    [
      'whom a sign-off is to be distinct from',
      (who) =>
        onTuesday('kind: sign-off, when: is:issue, from: ["@ann", "@bo"], distinct-from: rota', {
          history: [`Mon 10:00 ${who} commented MEMBER /reeve approve`],
        }),
      ['fail', 'pass'],
    ],
    [
      'who answered in time',
      (who) =>
        onTuesday('kind: sla, when: is:issue, clock: respond, by: rota, within: 2h', {
          history: [`Mon 10:00 ${who} commented MEMBER I look`],
        }),
      ['pass', 'fail'],
    ],
    [
      'who ticked by a command',
      (who) =>
        onTuesday('kind: checklist, when: is:issue, items: [{ text: Read, by: rota }]', {
          history: [`Mon 10:00 ${who} commented MEMBER /reeve approve "Read"`],
        }),
      ['pass', 'fail'],
    ],
    [
      'who ticked by hand',
      (who) =>
        onTuesday('kind: checklist, when: is:issue, items: [{ text: Read, by: rota }]', {
          item: issue({ body: '- [x] Read' }),
          history: [`Mon 10:00 ${who} ticked Read`],
        }),
      ['pass', 'fail'],
    ],
    [
      'who is not to be mentioned',
      (who) =>
        onTuesday('kind: mentions, when: is:issue, protect: rota', {
          item: issue({ body: `@${who}, look` }),
        }),
      ['fail', 'pass'],
    ],
    [
      'who may be mentioned all the same',
      (who) =>
        onTuesday('kind: mentions, when: is:issue, protect: ["@ann", "@bo"], except: rota', {
          item: issue({ body: `@${who}, look` }),
        }),
      ['pass', 'fail'],
    ],
    [
      'who may change these paths by themselves',
      (who) => onTuesday('kind: paths, when: is:pr, changed: infra/**, by: rota', { item: pull(who) }),
      ['pass', 'fail'],
    ],
    [
      'who let them be changed',
      (who) =>
        onTuesday('kind: paths, when: is:pr, changed: infra/**, by: rota', {
          item: pull(),
          history: [`Mon 10:00 ${who} commented MEMBER /reeve approve`],
        }),
      ['pass', 'fail'],
    ],
  ])('%s', (_, verdict, [was, is]) => {
    expect([verdict(on.yes), verdict(on.no)]).toEqual([was, is])
  })
})
