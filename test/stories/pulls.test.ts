import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
timezone: Africa/Cairo
windows:
  release: { open: Sun-Wed 00:00-24:00 }
rules:
  nothing-after-wednesday:
    kind: release-window
    why: Nothing gets released after Wednesday.
    when: is:pr base:production
    window: release
  logged: { kind: linked-issue, why: "If not logged, it does NOT happen", when: is:pr base:main, matching: is:open }
`

/** Wednesday noon in Cairo. */
const wednesday = '2026-01-07T10:00:00Z'

const files = { 'a.ts': '1' }

function toProduction(story: Story, head = 'release'): void {
  story.github.as('eve').openPull('acme/app', { title: 'Release', base: 'production', head, files })
}

describe('a pull request to production', () => {
  it('is green on Wednesday, waits from Thursday 00:00 local on, and is green again at the opening', async () => {
    const story = await tell({ policy, at: wednesday })
    toProduction(story)
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
    // The check of the only one turns ten seconds ahead, so that it is not green when the window closes.
    await story.until('2026-01-07T21:59:49Z')
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
    await story.until('2026-01-07T21:59:59Z')
    expect(story.check('acme/app#1')?.conclusion).toBe('action_required')
    expect(story.check('acme/app#1')?.summary).toContain(
      'opens again at Sun 11 Jan 2026, 00:00 (Africa/Cairo)',
    )
    await story.until('2026-01-10T21:59:59Z')
    expect(story.check('acme/app#1')?.conclusion).toBe('action_required')
    await story.until('2026-01-10T22:00:00Z')
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
  })

  it('in a merge group while the window is closed: the group fails; destroyed, it is left alone', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    toProduction(story)
    await story.settle()
    await story.until('2026-01-08T10:00:00Z')
    const group = github.as('dana').queue('acme/app', 1)
    await story.settle()
    expect(story.check(`acme/app@${group.head_sha}`)?.conclusion).toBe('failure')
    github.as('dana').endGroup('acme/app', group, 'dequeued')
    await story.settle()
    story.calls()
    await story.until('2026-01-10T22:00:00Z')
    expect(story.check(`acme/app@${group.head_sha}`)?.conclusion).toBe('failure')
  })

  it('in a merge group while the window is open: green', async () => {
    const story = await tell({ policy, at: wednesday })
    toProduction(story)
    await story.settle()
    const group = story.github.as('dana').queue('acme/app', 1)
    await story.settle()
    expect(story.check(`acme/app@${group.head_sha}`)?.conclusion).toBe('success')
  })
})

describe('a pull request and the issue it serves', () => {
  it('fails without one, passes once its text names one, fails again when that is closed', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story' })
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    await story.settle()
    expect(story.check('acme/app#2')).toMatchObject({ conclusion: 'failure' })
    expect(story.check('acme/app#2')?.summary).toContain('If not logged, it does NOT happen')
    await story.forward({ minutes: 1 })
    github.as('eve').edit('acme/app#2', { body: 'fixes #1' })
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    await story.forward({ minutes: 1 })
    github.as('eve').close('acme/app#1')
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    await story.forward({ minutes: 1 })
    github.as('eve').reopen('acme/app#1')
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
  })

  it('a fork’s is found by its commit, and nothing is read from the fork', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    github.addUser('guest')
    github.as('guest').openPull('acme/app', { title: 'From outside', head: 'patch', fork: 'guest', files })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    expect(story.calls().filter(({ path }) => path.startsWith('/repos/guest'))).toEqual([])
  })
})

describe('the check of a commit', () => {
  it('says the worst of the two pull requests that have it as head', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'A story' })
    github.as('eve').openPull('acme/app', { title: 'One', head: 'change', files, body: 'fixes #1' })
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    const sha = github.item('acme/app#2').pull?.sha ?? ''
    github.as('eve').openPull('acme/app', { title: 'Two', head: 'same', sha })
    await story.settle()
    expect(github.item('acme/app#3').pull?.sha).toBe(sha)
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    expect(story.check('acme/app#2')?.summary).toContain('### #3')
    await story.forward({ minutes: 1 })
    github.as('eve').close('acme/app#3')
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
  })

  it('asked for again, is answered by a new run that says the same', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'One', head: 'change', files })
    await story.settle()
    const [run] = github.repo('acme/app').checkRuns
    if (!run) throw new Error('There is no check')
    await story.forward({ minutes: 1 })
    github.as('eve').rerequestCheck('acme/app', run)
    await story.settle()
    expect(github.repo('acme/app').checkRuns.filter(({ name }) => name === 'Reeve')).toHaveLength(2)
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })

  it('is there for a draft too, and for the new head after a push', async () => {
    const story = await tell({ policy, at: wednesday })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'One', head: 'change', files, draft: true })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    await story.forward({ minutes: 1 })
    github.as('eve').push('acme/app#1', { files: { 'a.ts': '2' } })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })
})
