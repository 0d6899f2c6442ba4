import { describe, expect, it } from 'vitest'
import type { PracticeGitHub } from '../../src/practice/index.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const path = '.github/reeve.yml'

const priorities = `
version: 1
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
`
const noHotfix = `
version: 1
rules:
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`

const files = { 'a.ts': '1' }

describe('a repository without a policy', () => {
  it('never hears from Reeve', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['major', 'critical'] })
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    github.as('eve').comment('acme/app#1', '/reeve explain')
    await story.forward({ days: 2 })
    expect(story.calls().filter(({ method }) => method !== 'GET')).toEqual([])
    expect(github.repo('acme/app').checkRuns).toEqual([])
  })

  it('gets one by a push: every open head has its check; what was so before is left, what comes after is kept', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['major'] })
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'critical')
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files, labels: ['hotfix'] })
    await story.forward({ hours: 1 })
    github
      .as('dana')
      .editPolicy('acme/app', path, `${priorities}  no-hotfix: { when: is:pr, must: "-label:hotfix" }\n`)
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    expect(github.labels('acme/app#1')).toEqual(['major', 'critical'])
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'minor')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['minor'])
  })
})

describe('the policy of an organisation', () => {
  it('holds in all its repositories when it comes, also for what was open before Reeve was', async () => {
    const story = await tell({
      policy: null,
      at,
      before: (github) => {
        github.addRepo({ full_name: 'acme/.github' })
        github.addRepo({ full_name: 'acme/web' })
        github.as('zoe').openPull('acme/web', { title: 'Old', head: 'old', files })
        github.as('eve').openPull('acme/app', { title: 'Old too', head: 'old', files, labels: ['hotfix'] })
      },
    })
    const { github } = story
    await story.forward({ minutes: 1 })
    expect(story.check('acme/web#1')).toBeUndefined()
    github.as('zoe').editPolicy('acme/.github', path, noHotfix)
    await story.settle()
    expect(story.check('acme/web#1')?.conclusion).toBe('success')
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })
})

describe('the policy of an organisation that cannot be read at first', () => {
  const organisation = (github: PracticeGitHub) => {
    github.addRepo({ full_name: 'acme/.github', files: { [path]: noHotfix } })
    github.as('eve').openPull('acme/app', { title: 'Old', head: 'old', files, labels: ['hotfix'] })
  }
  const asked = (story: Story) =>
    story.calls().filter(({ path: asked }) => asked.startsWith('/repos/acme/.github/contents')).length

  it('for an outage is tried again after 1, 2, 4 … minutes, and holds from then on', async () => {
    let over = () => {}
    let tries = 0
    const story = await tell({
      policy: 'version: 1\nrules: {}\n',
      at,
      before: (github) => {
        organisation(github)
        over = github.failures.set({
          match: (_, asked) => {
            const isOurs = asked.startsWith('/repos/acme/.github/contents')
            if (isOurs) tries++
            return isOurs
          },
          answer: 502,
        })
      },
    })
    expect(story.check('acme/app#1')?.conclusion).not.toBe('failure')
    await story.forward({ minutes: 4 })
    // At once, after a minute, and two later.
    expect(tries).toBe(3)
    over()
    await story.forward({ minutes: 4 })
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })

  it('for there is none is asked for once an hour', async () => {
    const story = await tell({ policy: noHotfix, at })
    for (let hour = 0; hour < 3; hour++) {
      for (let look = 0; look < 4; look++) {
        story.github.as('eve').openIssue('acme/app', { title: `At ${hour}, ${look}` })
        await story.forward({ minutes: 15 })
      }
    }
    const times = asked(story)
    expect(times).toBeGreaterThan(2)
    expect(times).toBeLessThan(5)
  })
})

describe('a policy with errors', () => {
  it('does not take effect: the last good one stays, and the commit says what is wrong on its line', async () => {
    const story = await tell({ policy: noHotfix, at })
    const { github } = story
    const sha = github
      .as('dana')
      .editPolicy('acme/app', path, noHotfix.replace('-label:hotfix', '-lable:hotfix'))
    await story.settle()
    expect(story.check(`acme/app@${sha}`)?.conclusion).toBe('failure')
    const run = github.repo('acme/app').checkRuns.findLast(({ head_sha }) => head_sha === sha)
    expect(run?.output.annotations).toEqual([expect.objectContaining({ path, start_line: 4 })])
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files, labels: ['hotfix'] })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    expect(story.check('acme/app#1')?.summary).toContain('no-hotfix')
  })

  it('in a pull request: its check fails with the line, and what is in force stays', async () => {
    const story = await tell({ policy: noHotfix, at })
    const { github } = story
    github.as('eve').openPull('acme/app', {
      title: 'Stricter',
      head: 'stricter',
      files: { [path]: 'version: 1\nrulez: {}\n' },
    })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    expect(story.check('acme/app#1')?.summary).toContain('rulez')
  })

  it('as the first one: the open heads say so', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    await story.settle()
    const sha = github.as('dana').editPolicy('acme/app', path, 'version: 1\nrulez: {}\n')
    await story.settle()
    expect(story.check(`acme/app@${sha}`)?.conclusion).toBe('failure')
    expect(story.check('acme/app#1')).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('rulez'),
    })
    await story.forward({ minutes: 1 })
    github.as('dana').editPolicy('acme/app', path, noHotfix)
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
  })

  it('as the first one: a pull request opened later says so with the line, and every new head of it', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.as('dana').editPolicy('acme/app', path, 'version: 1\nrulez: {}\n')
    await story.forward({ minutes: 1 })
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    await story.settle()
    expect(story.check('acme/app#1')).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('rulez'),
    })
    expect(github.repo('acme/app').checkRuns.at(-1)?.output.annotations).toEqual([
      expect.objectContaining({ path, start_line: 2 }),
    ])
    github.as('eve').push('acme/app#1', { files: { 'a.ts': '2' } })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    // Its problems stay what they are: nobody is told the same twice.
    const runs = github.repo('acme/app').checkRuns.length
    github.as('eve').comment('acme/app#1', 'And now?')
    await story.forward({ hours: 1 })
    expect(github.repo('acme/app').checkRuns).toHaveLength(runs)
  })

  it('as the first one: the pull request that mends it is not held up by it, in a queue neither', async () => {
    const story = await tell({ policy: 'version: 1\nrulez: {}\n', at })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'Mend it', head: 'mend', files: { [path]: noHotfix } })
    github
      .as('eve')
      .openPull('acme/app', { title: 'Another', head: 'other', files: { [path]: 'version: 1\nrulez: []\n' } })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
    expect(story.check('acme/app#2')).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('reeve.yml:2'),
    })
    const group = github.as('dana').queue('acme/app', 1)
    await story.settle()
    expect(story.check(`acme/app@${group.head_sha}`)?.conclusion).toBe('success')
    github.as('dana').endGroup('acme/app', group, 'merged')
    await story.settle()
    github.as('eve').openPull('acme/app', { title: 'Hot', head: 'hot', files, labels: ['hotfix'] })
    await story.settle()
    expect(story.check('acme/app#3')?.title).toContain('no-hotfix')
  })

  it('as the first one: issues hear nothing', async () => {
    const story = await tell({ policy: null, at })
    const { github } = story
    github.as('dana').editPolicy('acme/app', path, 'version: 1\nrulez: {}\n')
    await story.settle()
    story.calls()
    github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['critical', 'major'] })
    await story.forward({ days: 1 })
    expect(story.calls().filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('as the first one, found when Reeve is installed: open and new pull requests say so', async () => {
    const story = await tell({
      policy: 'version: 1\nrulez: {}\n',
      at,
      before: (github) => {
        github.as('eve').openPull('acme/app', { title: 'Before', head: 'before', files })
      },
    })
    const { github } = story
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    github.as('eve').openPull('acme/app', { title: 'After', head: 'after', files })
    await story.settle()
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
  })
})

describe('a push that Reeve never heard of', () => {
  it.each(['hours pass', 'Reeve is started again'])('counts when %s', async (what) => {
    const story = await tell({ policy: noHotfix, at })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files, labels: ['QA'] })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
    github.webhooks.weather.drop = 1
    github.as('dana').editPolicy('acme/app', path, noHotfix.replace('label:hotfix', 'label:QA'))
    await story.settle()
    github.webhooks.weather.drop = 0
    if (what === 'hours pass') await story.forward({ hours: 6 })
    else await story.restart()
    github.as('eve').comment('acme/app#1', 'And now?')
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })
})

describe('a policy that goes', () => {
  it('leaves green checks on the open heads, once, and takes its notices and labels back', async () => {
    const late = `${noHotfix}  late: { kind: sla, when: "is:issue label:critical", within: 1h, on-breach: [{ label: overdue }] }\n`
    const story = await tell({ policy: late, at })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files, labels: ['hotfix'] })
    github.as('eve').openIssue('acme/app', { title: 'Down', labels: ['critical'] })
    await story.forward({ hours: 2 })
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    expect(github.labels('acme/app#2')).toContain('overdue')
    expect(story.said('acme/app#2')).toHaveLength(1)
    github.as('dana').editPolicy('acme/app', path, null)
    await story.settle()
    expect(story.check('acme/app#1')).toMatchObject({
      conclusion: 'success',
      title: 'No longer in the policy.',
    })
    expect(github.labels('acme/app#2')).toEqual(['critical'])
    expect(story.said('acme/app#2')).toEqual([])
    story.calls()
    github.as('eve').push('acme/app#1', { files: { 'a.ts': '2' } })
    await story.forward({ days: 1 })
    expect(story.calls().filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('one rule of several: its label goes, the others stand', async () => {
    const both = `${priorities}  late: { kind: sla, when: "is:issue label:critical", within: 1h, on-breach: [{ label: overdue }] }\n`
    const story = await tell({ policy: both, at })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'Down', labels: ['critical'] })
    await story.forward({ hours: 2 })
    expect(github.labels('acme/app#1')).toContain('overdue')
    github.as('dana').editPolicy('acme/app', path, priorities)
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['critical'])
    await story.forward({ minutes: 1 })
    github.as('eve').label('acme/app#1', 'minor')
    await story.settle()
    expect(github.labels('acme/app#1')).toEqual(['minor'])
  })
})
