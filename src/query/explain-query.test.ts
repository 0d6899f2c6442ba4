import { describe, expect, it } from 'vitest'
import { anItem, aPullItem } from '../../test/builders/item.ts'
import { aView, related } from '../../test/builders/view.ts'
import { known, unknown } from '../core/truth.ts'
import { explainMismatch } from './explain-query.ts'
import { parseQuery } from './parse-query.ts'
import type { QueryView } from './query-view.ts'

function explain(text: string, difference: Partial<QueryView> = {}): string {
  const { query } = parseQuery(text)
  if (!query) throw new Error(`${text} was not read`)
  return explainMismatch(query, aView(difference))
}

const bug = anItem({ labels: ['bug', 'critical'] })
const closed = anItem({
  state: 'closed',
  stateReason: 'not_planned',
  closedAt: Date.parse('2026-01-06T09:00:00Z'),
})

describe('which term did not match', () => {
  const cases: [text: string, view: Partial<QueryView>, says: string][] = [
    ['label:QA', { item: bug }, 'label:QA does not match: it is not labelled QA'],
    ['label:QA,ready', {}, 'label:QA,ready does not match: it has none of the labels QA, ready'],
    [
      'is:issue label:QA is:open',
      { item: anItem({ labels: ['bug'] }) },
      'label:QA does not match: it is not labelled QA',
    ],
    ['-label:bug', { item: bug }, '-label:bug does not match: it is labelled bug'],
    [
      'label:a OR assignee:bo',
      {},
      'label:a does not match: it is not labelled a; assignee:bo does not match: nobody is assigned',
    ],
    [
      '-(is:open label:bug)',
      { item: bug },
      '-(is:open label:bug) does not match: it is an open issue, it is labelled bug',
    ],
    ['is:pr', {}, 'is:pr does not match: it is an open issue'],
    [
      'is:open',
      { item: aPullItem({ state: 'closed' }, { merged: true }) },
      'is:open does not match: it is a merged pull request',
    ],
    [
      'is:merged',
      { item: aPullItem({}, { draft: true }) },
      'is:merged does not match: it is an open draft pull request',
    ],
    ['base:main', {}, 'base:main does not match: it is an issue'],
    ['base:production', { item: aPullItem() }, 'base:production does not match: its base is main'],
    ['author:bo', {}, 'author:bo does not match: its author is ann'],
    ['milestone:*', {}, 'milestone:* does not match: it has no milestone'],
    ['reason:completed', { item: closed }, 'reason:completed does not match: it was closed as not planned'],
    [
      'closed:>2026-02-01',
      { item: closed },
      'closed:>2026-02-01 does not match: it was closed 2026-01-06T09:00:00Z',
    ],
    ['created:<2026-01-01', {}, 'created:<2026-01-01 does not match: it was created 2026-01-05T09:00:00Z'],
    ['comments:>3', { commentCount: () => known(1) }, 'comments:>3 does not match: it has 1 comment'],
    ['crash in:title,body', {}, 'crash in:title,body does not match: the words are not in its title or body'],
    ['-page in:title', {}, '-page in:title does not match: the words are in its title'],
    [
      'no:milestone,project',
      { item: anItem({ milestone: { title: 'v1' } }), hasProject: () => 'yes' },
      'no:milestone,project does not match: its milestone is v1, it has a project',
    ],
    ['has:field:Status', {}, 'has:field:Status does not match: its Status is empty'],
    [
      'field:Status=Done',
      { field: () => known(['Doing']) },
      'field:Status=Done does not match: its Status is Doing',
    ],
    ['deployed:testnet', {}, 'deployed:testnet does not match: what it ships is not deployed to testnet'],
    ['rule:signed', {}, 'rule:signed does not match: signed is not kept'],
    ['sla:at-risk', {}, 'sla:at-risk does not match: its clocks are not at risk'],
    ['review:approved', { item: aPullItem() }, 'review:approved does not match: it has no review'],
    [
      'check:build=success',
      { item: aPullItem(), checks: () => known([{ name: 'build', state: 'failure', own: false }]) },
      'check:build=success does not match: its checks are build (failure)',
    ],
    [
      'path:docs/**',
      { item: aPullItem(), files: () => known(['a', 'b', 'c', 'd', 'e', 'f']) },
      'path:docs/** does not match: it changes a, b, c, d, e and 1 more',
    ],
    ['linked:(is:merged)', {}, 'linked:(is:merged) does not match: it has no linked item'],
    [
      'linked:(is:merged)',
      { linked: () => known([related(aView({ item: aPullItem() }))]) },
      'linked:(is:merged) does not match: its linked item #12 does not',
    ],
    [
      '-sub-issue:(is:open)',
      { subIssues: () => known([related(aView())]) },
      '-sub-issue:(is:open) does not match: its sub-issue #7 does',
    ],
  ]
  it.each(cases)('%s', (text, view, says) => {
    expect(explain(text, view)).toBe(says)
  })

  it('says so when everything matches', () => {
    expect(explain('is:issue')).toBe('Everything matches.')
  })
})

describe('what could not be told', () => {
  const failing = () => unknown('502 from GitHub')
  const cases: [text: string, view: Partial<QueryView>, says: string][] = [
    [
      'review:approved',
      { item: aPullItem(), reviews: failing },
      'whether review:approved matches could not be told: 502 from GitHub',
    ],
    [
      'is:issue -comments:>3',
      { commentCount: failing },
      'whether comments:>3 matches could not be told: 502 from GitHub',
    ],
    [
      'author:@acme/qa',
      { person: () => 'unknown' },
      'whether author:@\u200bacme/qa matches could not be told',
    ],
    [
      'label:verified',
      { unsureLabels: ['verified'] },
      'whether label:verified matches could not be told: it is not known whether verified may stay',
    ],
    ['has:parent', { parent: failing }, 'whether has:parent matches could not be told: 502 from GitHub'],
    [
      'linked:(is:open)',
      { linked: failing },
      'whether linked:(is:open) matches could not be told: 502 from GitHub',
    ],
    [
      'sub-issue:(comments:1)',
      { subIssues: () => known([related(aView({ commentCount: failing }))]) },
      'whether sub-issue:(comments:1) matches could not be told: of #7, whether comments:1 matches could not be told: 502 from GitHub',
    ],
  ]
  it.each(cases)('%s', (text, view, says) => {
    expect(explain(text, view)).toBe(says)
  })

  it('is left unsaid where another term decides', () => {
    expect(explain('comments:>3 is:pr', { commentCount: failing })).toBe(
      'is:pr does not match: it is an open issue',
    )
  })
})
