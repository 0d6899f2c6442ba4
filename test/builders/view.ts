import { type Login, sameName } from '../../src/core/item.ts'
import { itemKey } from '../../src/core/subject.ts'
import { known, type Truth, truthOf } from '../../src/core/truth.ts'
import type { QueryView, Related } from '../../src/query/query-view.ts'
import { anItem } from './item.ts'

/** A view of an open issue on which every fact is known, and nothing is there. */
export function aView(difference: Partial<QueryView> = {}): QueryView {
  const item = difference.item ?? anItem()
  const view: QueryView = {
    item,
    now: Date.parse('2026-01-10T12:00:00Z'),
    timezone: 'UTC',
    unsureLabels: [],
    person: isLogin,
    files: () => known([]),
    checks: () => known([]),
    checksAreWhole: () => 'yes',
    reviews: () => known([]),
    commenters: () => known([]),
    commentCount: () => known(0),
    lastActive: () => known(item.createdAt),
    updatedAt: () => known(item.createdAt),
    linked: () => known([]),
    subIssues: () => known([]),
    parent: () => known(undefined),
    deployed: () => 'no',
    sla: () => ({ truth: 'no' }),
    rule: () => 'no',
    step: () => 'no',
    field: () => known([]),
    hasProject: () => 'no',
  }
  return { ...view, ...difference }
}

/** An item that another leads to, and that can be read. */
export function related(view: QueryView): Related {
  const { repo, number, pull } = view.item
  return { key: itemKey(repo, number), isPull: pull !== undefined, view: () => known(view) }
}

/** Logins as they are written; nobody is in a team. */
function isLogin(ref: string, login: Login): Truth {
  if (ref.startsWith('@') && ref.includes('/')) return 'no'
  const named = ref.startsWith('app/') ? `${ref.slice('app/'.length)}[bot]` : ref.replace(/^@/, '')
  return truthOf(sameName(named, login))
}
