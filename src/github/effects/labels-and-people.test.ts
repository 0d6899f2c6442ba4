import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Applied, begin } from '../../../test/builders/applied.ts'

let world: Applied

beforeEach(() => {
  world = begin()
})
afterEach(() => {
  expect(world.violations).toEqual([])
})

describe('labels', () => {
  test('put on, and again', async () => {
    expect(await world.apply({ do: 'label.add', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(await world.apply({ do: 'label.add', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(world.practice.labels(world.issue)).toEqual(['bug'])
  })

  test('one that the repository does not have is not made in passing', async () => {
    expect(await world.apply({ do: 'label.add', label: 'buug' })).toEqual({
      outcome: 'refused',
      why: 'acme/app has no label "buug"; make it there, or name it under labels: in the policy',
    })
    expect(world.practice.repo('acme/app').labels.map(({ name }) => name)).not.toContain('buug')
  })

  test('one that the policy defines is made as it says, where its turn has not come yet', async () => {
    const defined = [
      { name: 'queued', color: 'EDEDED', description: 'Waits for its turn', was: [] },
      { name: 'serious', was: ['bug'] },
    ]
    const other = begin({ defined })
    expect(await other.apply({ do: 'label.add', label: 'queued' })).toEqual({ outcome: 'done' })
    const look = { color: 'ededed', description: 'Waits for its turn' }
    expect(other.practice.repo('acme/app').labels).toContainEqual(
      expect.objectContaining({ name: 'queued', ...look }),
    )
    const itsTurn = { do: 'repo-label.put', label: 'queued', ...look } as const
    expect(await other.apply(itsTurn, 'acme/app')).toEqual({ outcome: 'already-so' })
    // A label that is to be renamed is not made beside the one that it was.
    expect(await other.apply({ do: 'label.add', label: 'serious' })).toMatchObject({ outcome: 'refused' })
    expect(other.violations).toEqual([])
  })

  test('taken off, and again', async () => {
    world.practice.as('ann').label(world.issue, 'bug')
    expect(await world.apply({ do: 'label.remove', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(await world.apply({ do: 'label.remove', label: 'bug' })).toEqual({ outcome: 'already-so' })
  })

  test('a name with signs in it', async () => {
    world.practice.as('ann').createLabel('acme/app', 'sev/1 : now?')
    expect(await world.apply({ do: 'label.add', label: 'sev/1 : now?' })).toEqual({ outcome: 'done' })
    expect(await world.apply({ do: 'label.remove', label: 'sev/1 : now?' })).toEqual({ outcome: 'done' })
    expect(world.practice.labels(world.issue)).toEqual([])
  })
})

describe('people', () => {
  test('assigned and unassigned', async () => {
    expect(await world.apply({ do: 'assignee.add', login: 'ann' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(world.issue).assignees).toEqual(['ann'])
    expect(await world.apply({ do: 'assignee.remove', login: 'ann' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(world.issue).assignees).toEqual([])
  })

  test('somebody who cannot be assigned', async () => {
    expect(await world.apply({ do: 'assignee.add', login: 'stranger' })).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('stranger cannot be assigned in acme/app'),
    })
  })

  test('asked for a review: people and teams', async () => {
    const { key } = world.openPull()
    expect(await world.apply({ do: 'reviewer.request', login: 'bo' }, key)).toEqual({ outcome: 'done' })
    expect(world.practice.item(key).pull).toMatchObject({ reviewers: ['bo'] })
    world.practice.repo('acme/app').teams.qa = 'write'
    expect(await world.apply({ do: 'reviewer.request', team: 'acme/qa' }, key)).toEqual({ outcome: 'done' })
    expect(world.practice.item(key).pull).toMatchObject({ reviewTeams: ['qa'] })
  })

  test('an author cannot review', async () => {
    const { key } = world.openPull()
    expect(await world.apply({ do: 'reviewer.request', login: 'ann' }, key)).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('GitHub refused it'),
    })
  })

  test('nobody reviews an issue', async () => {
    expect(await world.apply({ do: 'reviewer.request', login: 'bo' })).toMatchObject({ outcome: 'refused' })
  })
})
