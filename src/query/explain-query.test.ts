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
    ['label:QA', { item: bug }, 'it is not labelled QA (`label:QA`)'],
    ['label:QA,ready', {}, 'it has none of the labels QA, ready (`label:QA,ready`)'],
    [
      'is:issue label:QA is:open',
      { item: anItem({ labels: ['bug'] }) },
      'it is not labelled QA (`label:QA`)',
    ],
    ['-label:bug', { item: bug }, 'it is labelled bug (`-label:bug`)'],
    ['label:a OR assignee:bo', {}, 'it is not labelled a (`label:a`); nobody is assigned (`assignee:bo`)'],
    [
      '-(is:open label:bug)',
      { item: bug },
      'it is an open issue, it is labelled bug (`-(is:open label:bug)`)',
    ],
    ['is:pr', {}, 'it is an open issue (`is:pr`)'],
    [
      'is:open',
      { item: aPullItem({ state: 'closed' }, { merged: true }) },
      'it is a merged pull request (`is:open`)',
    ],
    ['is:merged', { item: aPullItem({}, { draft: true }) }, 'it is an open draft pull request (`is:merged`)'],
    ['base:main', {}, 'it is an issue (`base:main`)'],
    ['base:production', { item: aPullItem() }, 'its base is main (`base:production`)'],
    ['author:bo', {}, 'its author is ann (`author:bo`)'],
    ['milestone:*', {}, 'it has no milestone (`milestone:*`)'],
    ['reason:completed', { item: closed }, 'it was closed as not planned (`reason:completed`)'],
    ['closed:>2026-02-01', { item: closed }, 'it was closed 2026-01-06T09:00:00Z (`closed:>2026-02-01`)'],
    ['created:<2026-01-01', {}, 'it was created 2026-01-05T09:00:00Z (`created:<2026-01-01`)'],
    ['comments:>3', { commentCount: () => known(1) }, 'it has 1 comment (`comments:>3`)'],
    ['crash in:title,body', {}, 'the words are not in its title or body (`crash in:title,body`)'],
    ['-page in:title', {}, 'the words are in its title (`-page in:title`)'],
    [
      'no:milestone,project',
      { item: anItem({ milestone: { title: 'v1' } }), hasProject: () => 'yes' },
      'its milestone is v1, it has a project (`no:milestone,project`)',
    ],
    ['has:field:Status', {}, 'its Status is empty (`has:field:Status`)'],
    ['field:Status=Done', { field: () => known(['Doing']) }, 'its Status is Doing (`field:Status=Done`)'],
    ['deployed:testnet', {}, 'what it ships is not deployed to testnet (`deployed:testnet`)'],
    ['rule:signed', {}, 'signed is not kept (`rule:signed`)'],
    ['sla:at-risk', {}, 'its clocks are not at risk (`sla:at-risk`)'],
    ['review:approved', { item: aPullItem() }, 'it has no review (`review:approved`)'],
    [
      'check:build=success',
      { item: aPullItem(), checks: () => known([{ name: 'build', state: 'failure', own: false }]) },
      'its checks are build (failure) (`check:build=success`)',
    ],
    [
      'path:docs/**',
      { item: aPullItem(), files: () => known(['a', 'b', 'c', 'd', 'e', 'f']) },
      'it changes a, b, c, d, e and 1 more (`path:docs/**`)',
    ],
    ['linked:(is:merged)', {}, 'it has no linked item that matches `is:merged`'],
    [
      'linked:(is:merged)',
      { linked: () => known([related(aView({ item: aPullItem() }))]) },
      'its linked item #12 does not match `is:merged`',
    ],
    [
      '-sub-issue:(is:open)',
      { subIssues: () => known([related(aView())]) },
      'its sub-issue #7 matches `is:open`',
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
      'whether `review:approved` matches could not be told: 502 from GitHub',
    ],
    [
      'is:issue -comments:>3',
      { commentCount: failing },
      'whether `comments:>3` matches could not be told: 502 from GitHub',
    ],
    [
      'author:@acme/qa',
      { person: () => 'unknown' },
      'whether `author:@\u200bacme/qa` matches could not be told',
    ],
    [
      'label:verified',
      { unsureLabels: ['verified'] },
      'whether `label:verified` matches could not be told: it is not known whether verified may stay',
    ],
    ['has:parent', { parent: failing }, 'whether `has:parent` matches could not be told: 502 from GitHub'],
    [
      'linked:(is:open)',
      { linked: failing },
      'whether `linked:(is:open)` matches could not be told: 502 from GitHub',
    ],
    [
      'sub-issue:(comments:1)',
      { subIssues: () => known([related(aView({ commentCount: failing }))]) },
      'whether `sub-issue:(comments:1)` matches could not be told: of #7, whether `comments:1` matches could not be told: 502 from GitHub',
    ],
  ]
  it.each(cases)('%s', (text, view, says) => {
    expect(explain(text, view)).toBe(says)
  })

  it('is left unsaid where another term decides', () => {
    expect(explain('comments:>3 is:pr', { commentCount: failing })).toBe('it is an open issue (`is:pr`)')
  })
})
