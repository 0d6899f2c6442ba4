import { describe, expect, it } from 'vitest'
import { anItem, aPullItem } from '../../test/builders/item.ts'
import { aView, related } from '../../test/builders/view.ts'
import type { CheckState, Review } from '../core/fact.ts'
import type { Query } from '../core/query.ts'
import { known, type Truth, unknown } from '../core/truth.ts'
import { everything } from './combine-queries.ts'
import { matchQuery } from './match-query.ts'
import { parseQuery } from './parse-query.ts'
import type { QueryView, Related } from './query-view.ts'

function queryOf(text: string): Query {
  const { query } = parseQuery(text)
  if (!query) throw new Error(`${text} was not read`)
  return query
}

function truth(text: string, view: QueryView): Truth {
  return matchQuery(queryOf(text), view).truth
}

const issue = aView({
  item: anItem({
    labels: ['QA', 'in progress'],
    assignees: ['bo'],
    milestone: { title: 'Release 1' },
    type: 'Bug',
    title: 'Login: crash on C++ input',
    body: 'A white\nscreen, then nothing.',
  }),
  self: anItem({
    labels: ['qa'],
    assignees: ['cy'],
    milestone: { title: 'release 1' },
    author: 'dana',
    type: 'Task',
  }),
  commenters: () => known(['cy', 'dependabot[bot]']),
  commentCount: () => known(3),
  linked: () => known([related(aView({ item: aPullItem({}, { merged: true }) }))]),
  subIssues: () =>
    known([
      related(aView({ item: anItem({ state: 'closed' }) })),
      related(aView({ item: anItem({ labels: ['x'] }) })),
    ]),
  parent: () =>
    known(related(aView({ item: anItem({ labels: ['epic'], milestone: { title: 'Release 1' } }) }))),
  person: (ref, login) =>
    ref === '@acme/qa'
      ? 'unknown'
      : ref === 'qa' && login === 'ann'
        ? 'yes'
        : ref === `@${login}` || ref === login
          ? 'yes'
          : 'no',
  field: (name) =>
    known(
      name === 'Status'
        ? ['In Progress']
        : name === 'Points'
          ? ['3.0']
          : name === 'Due'
            ? ['2026-01-09']
            : [],
    ),
  deployed: (environment) => (environment === 'testnet' ? 'yes' : 'no'),
  step: (state) => (state === 'verified' ? 'yes' : 'no'),
  rule: (id) => (id === 'kept' ? 'yes' : id === 'odd' ? 'unknown' : 'no'),
  sla: (state) => ({ truth: state === 'at-risk' ? 'yes' : 'no' }),
  hasProject: () => 'yes',
})

describe('an issue', () => {
  const cases: [text: string, truth: Truth][] = [
    ['is:issue', 'yes'],
    ['is:pr', 'no'],
    ['is:open', 'yes'],
    ['is:closed', 'no'],
    ['is:closed,open', 'yes'],
    ['is:merged', 'no'],
    ['is:unmerged', 'no'],
    ['is:draft', 'no'],
    ['draft:false', 'no'],
    ['is:unlocked', 'yes'],
    ['is:locked', 'no'],
    ['is:rollback', 'no'],
    ['state:open', 'yes'],
    ['state:closed', 'no'],
    ['label:qa', 'yes'],
    ['label:"In Progress"', 'yes'],
    ['label:q', 'no'],
    ['label:other,qa', 'yes'],
    ['-label:other,qa', 'no'],
    ['-label:other,more', 'yes'],
    ['label:qa label:other', 'no'],
    ['label:@this', 'yes'],
    ['author:ann', 'yes'],
    ['author:@ann', 'yes'],
    ['author:bo', 'no'],
    ['author:qa', 'yes'],
    ['author:@acme/qa', 'unknown'],
    ['-author:@acme/qa', 'unknown'],
    ['author:@acme/qa,ann', 'yes'],
    ['author:@this', 'no'],
    ['assignee:bo', 'yes'],
    ['assignee:ann', 'no'],
    ['assignee:*', 'yes'],
    ['assignee:@this', 'no'],
    ['commenter:cy', 'yes'],
    ['commenter:ann', 'no'],
    ['milestone:"release 1"', 'yes'],
    ['milestone:Release', 'no'],
    ['milestone:*', 'yes'],
    ['milestone:@this', 'yes'],
    ['base:main', 'no'],
    ['head:f', 'no'],
    ['type:bug', 'yes'],
    ['type:task', 'no'],
    ['type:@this', 'no'],
    ['type:issue', 'yes'],
    ['type:pr', 'no'],
    ['crash in:title', 'yes'],
    ['crash in:body', 'no'],
    ['crash in:title,body', 'yes'],
    ['cras in:title', 'no'],
    ['CRASH in:title', 'yes'],
    ['"white screen" in:body', 'yes'],
    ['"white scree" in:body', 'no'],
    ['c++ in:title', 'yes'],
    ['-crash in:title', 'no'],
    ['comments:3', 'yes'],
    ['comments:2', 'no'],
    ['comments:>2', 'yes'],
    ['comments:>3', 'no'],
    ['comments:>=3', 'yes'],
    ['comments:<3', 'no'],
    ['comments:<=3', 'yes'],
    ['comments:1..3', 'yes'],
    ['comments:4..9', 'no'],
    ['comments:3..*', 'yes'],
    ['comments:*..2', 'no'],
    ['repo:acme/app', 'yes'],
    ['repo:acme/other', 'no'],
    ['repo:acme/other repo:ACME/APP', 'yes'],
    ['repo:@this', 'yes'],
    ['reason:completed', 'no'],
    ['review:none', 'no'],
    ['status:success', 'no'],
    ['check:build=success', 'no'],
    ['path:**', 'no'],
    ['linked:pr', 'yes'],
    ['linked:issue', 'no'],
    ['linked:(is:merged)', 'yes'],
    ['linked:(is:draft)', 'no'],
    ['sub-issue:(is:open)', 'yes'],
    ['sub-issue:(is:open -label:x)', 'no'],
    ['-sub-issue:(label:y)', 'yes'],
    ['parent:(label:epic)', 'yes'],
    ['parent:(label:other)', 'no'],
    ['parent:(milestone:@this)', 'yes'],
    ['no:label', 'no'],
    ['has:label', 'yes'],
    ['no:assignee', 'no'],
    ['has:assignee', 'yes'],
    ['no:milestone', 'no'],
    ['no:milestone,project', 'no'],
    ['has:project', 'yes'],
    ['has:parent', 'yes'],
    ['no:parent', 'no'],
    ['has:sub-issue', 'yes'],
    ['has:field:Status', 'yes'],
    ['no:field:Status', 'no'],
    ['no:field:Other', 'yes'],
    ['field:Status="in progress"', 'yes'],
    ['field:Status=Done', 'no'],
    ['field:Status=Done,"In progress"', 'yes'],
    ['field:Points=3', 'yes'],
    ['field:Points>2', 'yes'],
    ['field:Points>3', 'no'],
    ['field:Points=1..3', 'yes'],
    ['field:Points=4..*', 'no'],
    ['field:Status>1', 'no'],
    ['field:Due<2026-01-10', 'yes'],
    ['field:Due<2026-01-09', 'no'],
    ['field:Due<=2026-01-09', 'yes'],
    ['field:Due<@today', 'yes'],
    ['field:Due=@today', 'no'],
    ['field:Due=@today-1d', 'yes'],
    ['field:Due=2026-01-01..@today', 'yes'],
    ['deployed:testnet', 'yes'],
    ['deployed:mainnet', 'no'],
    ['step:verified', 'yes'],
    ['step:done', 'no'],
    ['sla:at-risk', 'yes'],
    ['sla:breached', 'no'],
    ['rule:kept', 'yes'],
    ['rule:broken', 'no'],
    ['rule:odd', 'unknown'],
    ['rule:odd,kept', 'yes'],
    ['rule:odd rule:broken', 'no'],
    ['rule:odd OR rule:kept', 'yes'],
    ['rule:odd OR rule:broken', 'unknown'],
    ['-rule:odd', 'unknown'],
  ]
  it.each(cases)('%s: %s', (text, expected) => {
    expect(truth(text, issue)).toBe(expected)
  })
})

function aReview(author: string, state: Review['state'], minute: number): Review {
  return {
    id: minute,
    author,
    state,
    sha: 'a'.repeat(40),
    at: Date.parse('2026-01-06T09:00:00Z') + minute * 60_000,
  }
}

function aCheck(name: string, state: CheckState['state'], own = false): CheckState {
  return { name, state, own }
}

function aPullView(difference: Partial<QueryView> = {}, pull = {}): QueryView {
  return aView({ item: aPullItem({}, pull), ...difference })
}

describe('a pull request', () => {
  const merged = aView({
    item: aPullItem({ state: 'closed', closedAt: Date.parse('2026-01-08T10:00:00Z') }, { merged: true }),
  })
  const files = aPullView({ files: () => known(['src/deep/a.ts', '.github/reeve.yml', 'README.md']) })
  const cases: [text: string, view: QueryView, truth: Truth][] = [
    ['is:pr', aPullView(), 'yes'],
    ['is:issue', aPullView(), 'no'],
    ['is:unmerged', aPullView(), 'yes'],
    ['is:merged', aPullView(), 'no'],
    ['is:merged', merged, 'yes'],
    ['is:closed', merged, 'yes'],
    ['merged:2026-01-08', merged, 'yes'],
    ['merged:2026-01-08', aPullView(), 'no'],
    ['is:draft', aPullView({}, { draft: true }), 'yes'],
    ['draft:true', aPullView({}, { draft: true }), 'yes'],
    ['draft:true', aPullView(), 'no'],
    ['draft:false', aPullView(), 'yes'],
    ['base:main', aPullView(), 'yes'],
    ['base:mai', aPullView(), 'no'],
    ['head:fi', aPullView(), 'yes'],
    ['head:ix', aPullView(), 'no'],
    ['base:@this', aPullView({ self: aPullItem({}, { base: 'MAIN' }) }), 'yes'],
    ['base:@this', aPullView({ self: anItem() }), 'no'],
    ['reason:completed', merged, 'no'],
    ['linked:issue', aPullView({ linked: () => known([related(aView())]) }), 'yes'],
    ['linked:issue', aPullView(), 'no'],
    ['is:rollback', aPullView({ rollback: () => 'yes' }), 'yes'],
    ['path:src/*', files, 'no'],
    ['path:src/**', files, 'yes'],
    ['path:src/*/a.ts', files, 'yes'],
    ['path:**.ts', files, 'yes'],
    ['path:src/**.ts', files, 'yes'],
    ['path:**-x.ts', files, 'no'],
    ['path:*.ts', files, 'no'],
    ['path:**/README.md', files, 'yes'],
    // A character before `?` may be missing, one before `+` may repeat, as in GitHub Actions.
    ['path:"src/**.tsx?"', files, 'yes'],
    ['path:"src/**.js?"', files, 'no'],
    ['path:"s+rc/**"', files, 'yes'],
    ['path:"src/@(x|**)"', files, 'no'],
    ['path:.github/*', files, 'yes'],
    ['path:SRC/**', files, 'yes'],
    ['path:docs/**,*.md', files, 'yes'],
    ['-path:docs/**', files, 'yes'],
    ['path:**', aPullView({ files: () => unknown('502 from GitHub') }), 'unknown'],
  ]
  it.each(cases)('%s', (text, view, expected) => {
    expect(truth(text, view)).toBe(expected)
  })
})

describe('reviews', () => {
  const cases: { reviews: Review[]; matching: string[] }[] = [
    { reviews: [], matching: ['none', 'required'] },
    { reviews: [aReview('ann', 'commented', 1)], matching: ['none', 'required'] },
    { reviews: [aReview('bo', 'commented', 1)], matching: ['required'] },
    { reviews: [aReview('bo', 'approved', 1)], matching: ['approved'] },
    { reviews: [aReview('bo', 'approved', 1), aReview('bo', 'commented', 2)], matching: ['approved'] },
    { reviews: [aReview('bo', 'approved', 1), aReview('bo', 'dismissed', 2)], matching: ['required'] },
    {
      reviews: [aReview('bo', 'changes_requested', 1), aReview('Bo', 'approved', 2)],
      matching: ['approved'],
    },
    {
      reviews: [aReview('bo', 'approved', 2), aReview('bo', 'changes_requested', 1)],
      matching: ['approved'],
    },
    {
      reviews: [aReview('bo', 'approved', 1), aReview('cy', 'changes_requested', 1)],
      matching: ['changes_requested'],
    },
  ]
  it.each(cases)('$reviews are $matching', ({ reviews, matching }) => {
    const view = aPullView({ reviews: () => known(reviews) })
    const all = ['approved', 'none', 'required', 'changes_requested']
    expect(all.filter((value) => truth(`review:${value}`, view) === 'yes').toSorted()).toEqual(
      matching.toSorted(),
    )
  })

  it('are required of nothing that is closed', () => {
    expect(truth('review:required', aView({ item: aPullItem({ state: 'closed' }) }))).toBe('no')
  })
})

describe('checks', () => {
  const cases: { checks: CheckState[]; status: string | undefined }[] = [
    { checks: [], status: undefined },
    { checks: [aCheck('build', 'success')], status: 'success' },
    { checks: [aCheck('build', 'success'), aCheck('test', 'pending')], status: 'pending' },
    { checks: [aCheck('build', 'failure'), aCheck('test', 'pending')], status: 'failure' },
    { checks: [aCheck('Reeve', 'failure', true), aCheck('test', 'success')], status: 'success' },
    { checks: [aCheck('Reeve', 'success', true)], status: undefined },
  ]
  it.each(cases)('$checks: $status', ({ checks, status }) => {
    const view = aPullView({ checks: () => known(checks) })
    const found = ['success', 'failure', 'pending'].filter(
      (value) => truth(`status:${value}`, view) === 'yes',
    )
    expect(found).toEqual(status === undefined ? [] : [status])
  })

  it('are asked for by name, Reeve’s own left out', () => {
    const view = aPullView({
      checks: () => known([aCheck('build', 'success'), aCheck('Reeve', 'success', true)]),
    })
    expect(truth('check:Build=success', view)).toBe('yes')
    expect(truth('check:build=failure', view)).toBe('no')
    expect(truth('check:build=failure,success', view)).toBe('yes')
    expect(truth('check:Reeve=success', view)).toBe('no')
    expect(truth('check:other=success', view)).toBe('no')
  })
})

describe('why an issue was closed', () => {
  it.each([
    ['completed', 'completed', 'yes'],
    ['not_planned', '"not planned"', 'yes'],
    ['not_planned', 'completed', 'no'],
    ['completed', '"not planned"', 'no'],
  ] as const)('closed as %s, asked for %s: %s', (stateReason, asked, expected) => {
    expect(truth(`reason:${asked}`, aView({ item: anItem({ state: 'closed', stateReason }) }))).toBe(expected)
  })
})

describe('labels whose being there is not known', () => {
  const view = aView({ item: anItem({ labels: ['verified'] }), unsureLabels: ['Verified'] })
  it.each([
    ['label:verified', 'unknown'],
    ['-label:verified', 'unknown'],
    ['label:other', 'no'],
    ['has:label', 'unknown'],
    ['no:label', 'unknown'],
  ] as const)('%s: %s', (text, expected) => {
    expect(truth(text, view)).toBe(expected)
  })

  it('do not hide that another label is there', () => {
    const both = aView({ item: anItem({ labels: ['verified', 'QA'] }), unsureLabels: ['verified'] })
    expect(truth('has:label', both)).toBe('yes')
  })
})

describe('related items that could not be read', () => {
  const view = aView({ linked: () => unknown('no permission'), subIssues: () => known([]) })
  it.each([
    ['linked:pr', 'unknown'],
    ['linked:(is:pr)', 'unknown'],
    ['-linked:(is:pr)', 'unknown'],
    ['-sub-issue:(is:open)', 'yes'],
    ['parent:(is:open)', 'no'],
  ] as const)('%s: %s', (text, expected) => {
    expect(truth(text, view)).toBe(expected)
  })

  const lost: Related = { key: 'acme/app#9', isPull: false, view: () => unknown('502 from GitHub') }
  const one = aView({ subIssues: () => known([lost, related(aView())]), parent: () => known(lost) })
  it.each([
    ['sub-issue:(is:open)', 'yes'],
    ['sub-issue:(is:closed)', 'unknown'],
    ['has:sub-issue', 'yes'],
    ['has:parent', 'yes'],
    ['parent:(is:open)', 'unknown'],
  ] as const)('one of them, %s: %s', (text, expected) => {
    expect(truth(text, one)).toBe(expected)
  })
})

it('matches everything with nothing asked', () => {
  expect(matchQuery(everything, aView())).toEqual({ truth: 'yes' })
})

describe('facts that cost a call', () => {
  function reading(item = anItem({ labels: ['bug'] })): { view: QueryView; reads: string[] } {
    const reads: string[] = []
    const note = <T>(name: string, value: T): T => {
      reads.push(name)
      return value
    }
    const view = aView({
      item,
      commentCount: () => note('comments', known(3)),
      lastActive: () => note('active', known(item.createdAt)),
      commenters: () => note('commenters', known(['bo'])),
      reviews: () => note('reviews', known([])),
      files: () => note('files', known(['a.ts'])),
      linked: () => note('linked', known([])),
      person: () => note('person', 'yes'),
      rule: (id) => note(`rule ${id}`, 'yes'),
    })
    return { view, reads }
  }
  const cases: { text: string; reads: string[] }[] = [
    { text: 'comments:3 label:other', reads: [] },
    { text: 'comments:3 label:bug', reads: ['comments'] },
    { text: 'comments:3 OR label:bug', reads: [] },
    { text: 'comments:3 OR label:other', reads: ['comments'] },
    { text: '(comments:3 OR label:bug) label:other', reads: [] },
    { text: '(comments:3 label:bug) OR is:open', reads: [] },
    { text: '(comments:3 OR label:bug) (commenter:bo OR is:closed)', reads: ['commenters', 'person'] },
    { text: 'linked:(is:open) comments:9', reads: ['comments'] },
    { text: 'rule:a comments:3', reads: ['comments', 'rule a'] },
    { text: 'rule:a,b', reads: ['rule a'] },
    { text: 'active:>@today comments:9', reads: ['active'] },
    { text: 'active:<@today-9d comments:9', reads: ['active'] },
    { text: 'author:@acme/qa label:other', reads: [] },
    { text: 'comments:3 -author:@ann', reads: ['person'] },
    { text: 'author:qa label:bug', reads: ['person'] },
    { text: 'review:none', reads: [] },
    { text: 'path:**', reads: [] },
    { text: 'assignee:qa', reads: [] },
    { text: 'no:parent OR no:assignee', reads: [] },
  ]
  it.each(cases)('$text reads $reads', ({ text, reads }) => {
    const asked = reading()
    matchQuery(queryOf(text), asked.view)
    expect([...new Set(asked.reads)]).toEqual(reads)
  })

  it('are read of no related item as long as another matches without', () => {
    const dear = reading()
    const free = aView({ item: anItem({ labels: ['other'] }) })
    const view = aView({ subIssues: () => known([related(dear.view), related(free)]) })
    expect(truth('sub-issue:(comments:9 OR label:other)', view)).toBe('yes')
    expect(dear.reads).toEqual([])
  })
})
