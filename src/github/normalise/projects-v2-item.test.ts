import { expect, test } from 'vitest'
import type { News } from '../../core/event.ts'
import { instantOf, normalise, subjectOf } from './index.ts'

const organization = { login: 'acme' }

interface Case {
  what: string
  event: string
  payload: object
  subject?: string
  news?: readonly News[]
  ignored?: string
}

const shown = { project_node_id: 'PVT_1', content_node_id: 'I_7', content_type: 'Issue' }
const moved = (field_value: object) => ({
  action: 'edited',
  organization,
  projects_v2_item: shown,
  changes: { field_value },
  sender: { login: 'ann' },
  installation: { id: 3 },
})
const card = (more: object): News =>
  ({ news: 'card', delivery: 'd', at: 0, owner: 'acme', content: 'I_7', project: 'PVT_1', ...more }) as News
const byAnn = { actor: 'ann', installation: 3 }

const cases: Case[] = [
  {
    what: 'a card was moved',
    event: 'projects_v2_item',
    payload: moved({
      field_node_id: 'F1',
      field_name: 'Status',
      project_number: 205,
      from: null,
      to: { id: 'a', name: 'Done' },
    }),
    subject: 'acme',
    news: [
      card({
        ...byAnn,
        board: 'acme/205',
        change: { change: 'fielded', field: 'Status', fieldNode: 'F1', value: 'Done' },
      }),
    ],
  },
  ...[
    ['a number', 5, '5'],
    ['an iteration', { id: 'i', title: 'Sprint 1', start_date: '2026-01-05' }, 'Sprint 1'],
    ['nothing any more', null, null],
  ].map(
    ([what, to, value]): Case => ({
      what: `a field of a card became ${what}`,
      event: 'projects_v2_item',
      payload: moved({ field_name: 'F', project_number: 205, to }),
      subject: 'acme',
      news: [card({ ...byAnn, board: 'acme/205', change: { change: 'fielded', field: 'F', value } })],
    }),
  ),
  {
    what: 'a card was moved, as it was told before values were',
    event: 'projects_v2_item',
    payload: moved({ field_node_id: 'F1', field_type: 'single_select' }),
    subject: 'acme',
    news: [card({ ...byAnn, change: { change: 'fielded', fieldNode: 'F1' } })],
  },
  ...(['created', 'restored', 'deleted', 'archived'] as const).map(
    (action): Case => ({
      what: `a card was ${action}`,
      event: 'projects_v2_item',
      payload: { action, organization, projects_v2_item: shown },
      subject: 'acme',
      news: [card({ change: { change: /created|restored/.test(action) ? 'boarded' : 'unboarded' } })],
    }),
  ),
  {
    what: 'a card was moved up',
    event: 'projects_v2_item',
    payload: { action: 'reordered', organization, projects_v2_item: shown },
    subject: 'acme',
    ignored: 'projects_v2_item.reordered',
  },
  {
    what: 'a draft is on no issue yet',
    event: 'projects_v2_item',
    payload: { action: 'created', organization, projects_v2_item: { ...shown, content_type: 'DraftIssue' } },
    subject: 'acme',
    ignored: 'projects_v2_item.created',
  },
]

test.each(cases)('$what', ({ event, payload, subject, news, ignored }) => {
  const normalised = normalise({ event, id: 'd', at: 0, payload }, 'reeve')
  expect(subjectOf(event, payload)).toBe(subject)
  if (ignored !== undefined) expect(normalised).toEqual({ ok: true, ignored })
  else expect(normalised).toMatchObject({ ok: true, event: { news } })
})

test('when it was moved', () => {
  const payload = { projects_v2_item: { ...shown, updated_at: '2026-01-05T09:00:00Z' } }
  expect(instantOf('projects_v2_item', payload)).toBe(Date.parse('2026-01-05T09:00:00Z'))
})
