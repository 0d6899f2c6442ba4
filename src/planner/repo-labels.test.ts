import { describe, expect, it } from 'vitest'
import { planRepoLabels } from './repo-labels.ts'

const definitions = [{ name: 'critical', color: 'B60205', description: 'Broken', was: ['prio/critical'] }]
const asDefined = { name: 'critical', color: 'b60205', description: 'Broken' }

function planned(
  there: Parameters<typeof planRepoLabels>[0]['there'],
  ledger: Parameters<typeof planRepoLabels>[0]['ledger'] = [],
) {
  return planRepoLabels({ repo: 'acme/app', definitions, there, ledger }).map(({ change }) => change)
}

describe('labels that a policy defines', () => {
  it.each([
    { name: 'are left alone when they are as defined', there: [asDefined], expected: [] },
    {
      name: 'are left alone whatever the case of the colour',
      there: [{ ...asDefined, color: 'B60205' }],
      expected: [],
    },
    { name: 'are created', there: [], expected: [{ from: undefined }] },
    {
      name: 'are given their colour',
      there: [{ ...asDefined, color: 'ffffff' }],
      expected: [{ from: 'critical' }],
    },
    {
      name: 'are given their description',
      there: [{ ...asDefined, description: '' }],
      expected: [{ from: 'critical' }],
    },
    {
      name: 'are written as defined',
      there: [{ ...asDefined, name: 'Critical' }],
      expected: [{ from: 'Critical' }],
    },
    {
      name: 'are renamed',
      there: [{ ...asDefined, name: 'prio/critical' }],
      expected: [{ from: 'prio/critical' }],
    },
    {
      name: 'leave others alone',
      there: [asDefined, { name: 'other', color: '000000', description: '' }],
      expected: [],
    },
  ])('$name', ({ there, expected }) => {
    const changes = planned(there)
    expect(changes.map((change) => ({ from: 'from' in change ? change.from : undefined }))).toEqual(expected)
    for (const change of changes)
      expect(change).toMatchObject({ do: 'repo-label.put', label: 'critical', color: 'b60205' })
  })

  it('are not asked for again as GitHub refused them', () => {
    const [change] = planned([])
    if (!change) throw new Error('nothing planned')
    const line = {
      key: 'repo-label:critical',
      change,
      rules: [],
      owned: false,
      at: 0,
      state: 'refused' as const,
    }
    expect(planned([], [line])).toEqual([])
    expect(planned([{ ...asDefined, color: 'ffffff' }], [line])).toHaveLength(1)
  })
})
