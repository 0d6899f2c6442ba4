import { expect, it } from 'vitest'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  by-qa: { when: is:pr, must: "author:qa" }
`

it('a check left in progress is put anew each week, before GitHub calls it stale (D17)', async () => {
  const story = await tell({
    policy,
    at: '2026-01-05T09:00:00Z',
    // Without the permission to read members nobody knows who is in QA.
    permissions: {
      checks: 'write',
      contents: 'read',
      issues: 'write',
      pull_requests: 'write',
      metadata: 'read',
    },
  })
  const { github } = story
  github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
  await story.settle()
  const runs = () => github.repo('acme/app').checkRuns.map(({ status }) => status)
  expect(story.check('acme/app#1')).toMatchObject({ status: 'in_progress', conclusion: null })
  expect(story.check('acme/app#1')?.summary).toContain('Members: read')
  const aWeekLess = async (seconds: number) => {
    story.pass(7 * 24 * 3600 - seconds)
    await story.reeve.store.housekeep()
    await story.settle()
  }
  await aWeekLess(3600)
  expect(runs()).toEqual(['in_progress'])
  story.pass(3600)
  await story.reeve.store.housekeep()
  await story.settle()
  expect(runs()).toEqual(['in_progress', 'in_progress'])
  await aWeekLess(0)
  expect(runs()).toHaveLength(3)
  github.as('eve').close('acme/app#1')
  await story.settle()
  await aWeekLess(0)
  expect(runs()).toHaveLength(3)
})
