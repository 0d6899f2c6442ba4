import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Story, tellStory } from '../builders/story.ts'

const policy = (color: string) => `
version: 1
labels:
  critical: { color: ${color}, description: Broken, was: prio/critical }
  overdue: { color: d93f0b }
rules:
  late: { kind: sla, when: "is:issue label:critical", within: 4h, on-breach: [{ label: overdue }] }
`

describe('labels that a policy defines', () => {
  let story: Story
  const label = (name: string) => story.github.repo('acme/app').labels.find((each) => each.name === name)
  beforeAll(async () => {
    story = await tellStory({
      policy: policy('5319e7'),
      at: '2026-01-08T10:00:00Z',
      labels: ['prio/critical', 'other'],
    })
  })
  afterAll(() => story?.end())

  it('are renamed, created and coloured when Reeve is installed; others are left alone', () => {
    expect(label('critical')).toMatchObject({ color: '5319e7', description: 'Broken' })
    expect(label('prio/critical')).toBeUndefined()
    expect(label('overdue')).toMatchObject({ color: 'd93f0b' })
    expect(label('other')).toBeDefined()
  })

  it('are put back when somebody changes them, and follow the policy when that changes', async () => {
    story.github.as('dana').deleteLabel('acme/app', 'overdue')
    await story.settle()
    expect(label('overdue')).toMatchObject({ color: 'd93f0b' })
    story.github.as('dana').editPolicy('acme/app', '.github/reeve.yml', policy('000000'))
    await story.settle()
    expect(label('critical')).toMatchObject({ color: '000000' })
  })

  it('need no call when nothing is out of step', async () => {
    const before = story.github.requests.length
    await story.settle()
    expect(story.github.requests.length).toBe(before)
  })
})
