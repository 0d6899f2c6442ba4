import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
people: { pm: "@acme/pm" }
rules:
  ship:
    kind: checklist
    why: A release ships when its criteria are met
    when: is:pr is:open
    void-on-push: true
    items:
      - { text: All P0/P1 bugs resolved, blocked-by: "is:issue is:open label:P0,P1" }
      - { text: Test pass completed, check: tests }
      - { text: Release notes read, by: pm }
  board-agrees: { kind: sign-off, when: is:pr is:open, from: "@acme/board", why: Stakeholders sign off }
`
const begin = {
  policy,
  labels: ['P0', 'P1'],
  teams: { pm: ['paul'], board: ['bea'] },
  at: '2026-01-05T09:00:00Z',
} as const

const pull = 'acme/app#1'
const unticked = '- [ ] Release notes read'
const ticked = '- [x] Release notes read'

async function opened(): Promise<Story> {
  const story = await tell(begin)
  for (const login of ['paul', 'bea']) story.github.as('zoe').addCollaborator('acme/app', login, 'write')
  story.github.as('eve').openPull('acme/app', { title: 'Release', head: 'release', files: { 'a.ts': '1' } })
  await story.settle()
  return story
}

function list({ github }: Story) {
  const found = github.item(pull).comments.find(({ body }) => body.includes('<!-- reeve:checklist/ship -->'))
  if (!found) throw new Error('There is no list.')
  return found
}

/** A click on the box of the list, as it stands there. */
function click(story: Story, by: string): void {
  const { id, body } = list(story)
  const now = body.includes(unticked) ? body.replace(unticked, ticked) : body.replace(ticked, unticked)
  story.github.as(by).editComment(pull, id, now)
}

describe('a list to tick in', () => {
  it('ticked by the wrong person and by the right one', async () => {
    const story = await opened()
    expect(list(story).body).toContain(unticked)
    click(story, 'ann')
    await story.settle()
    expect(list(story).body).toContain(unticked)
    expect(story.said(pull).at(-1)).toContain('“Release notes read” was ticked by ann; that is for pm.')
    // That Reeve took it off is no change by hand.
    expect(list(story).body).toContain('<!-- 1 by hand')
    const { length } = github(story).comments
    story.pass(60)
    click(story, 'ann')
    await story.settle()
    expect(list(story).body).toContain(unticked)
    expect(github(story).comments).toHaveLength(length)
    story.pass(60)
    click(story, 'paul')
    await story.settle()
    expect(list(story).body).toContain(`${ticked}\n  <br><sub>paul</sub>`)
    expect(story.said(pull).join()).not.toContain('was ticked by ann')
    expect(story.check(pull)?.summary).toContain('- ✅ Release notes read (paul)')
  })

  it('a stranger cannot even click', async () => {
    const story = await opened()
    expect(() => click(story, 'stranger')).toThrow()
  })

  it('a click and a command at once: the list shows what counts, until new commits', async () => {
    const story = await opened()
    story.github.as('paul').comment(pull, '/reeve approve "Release notes read"')
    click(story, 'ann')
    await story.settle()
    expect(list(story).body).toContain(ticked)
    story.pass(60)
    story.github.as('eve').push(pull, { files: { 'a.ts': '2' } })
    await story.settle()
    expect(list(story).body).toContain(`${unticked}\n  <br><sub>for pm (paul ticked it, for an older commit)`)
  })

  it('a restart in the middle, and a click that comes while Reeve is away', async () => {
    const story = await opened()
    await story.restart()
    click(story, 'paul')
    await story.settle()
    expect(list(story).body).toContain(ticked)
  })
})

it('ship criteria: bugs, the test pass, the notes and the stakeholders, each for the newest commit (003-11..15)', async () => {
  const story = await opened()
  const { github } = story
  const pass = () => {
    const sha = github.item(pull).pull?.sha ?? ''
    github.as('dana').setStatus('acme/app', sha, 'tests', 'success')
  }
  github.as('dana').openIssue('acme/app', { title: 'It crashes', labels: ['P0'] })
  await story.settle()
  expect(story.check(pull)).toMatchObject({
    conclusion: 'failure',
    summary: expect.stringContaining('#2 matches'),
  })
  pass()
  click(story, 'paul')
  github.as('bea').review(pull, 'APPROVED')
  await story.settle()
  expect(story.check(pull)?.summary).toContain('missing: “All P0/P1 bugs resolved”.')
  story.pass(60)
  github.as('dana').close('acme/app#2')
  await story.settle()
  expect(story.check(pull)?.conclusion).toBe('success')
  story.pass(60)
  github.as('eve').push(pull, { files: { 'a.ts': '2' } })
  await story.settle()
  expect(story.check(pull)).toMatchObject({
    conclusion: 'failure',
    summary: expect.stringContaining('“Test pass completed” and “Release notes read”'),
  })
  expect(story.check(pull)?.summary).toContain('What bea agreed to was an older commit.')
  story.pass(60)
  pass()
  click(story, 'paul')
  github.as('bea').review(pull, 'APPROVED')
  await story.settle()
  expect(story.check(pull)?.conclusion).toBe('success')
})

function github(story: Story) {
  return story.github.item(pull)
}
