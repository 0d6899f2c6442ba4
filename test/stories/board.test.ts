import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tellBoard } from '../../src/cli/board.ts'
import { runReeve } from '../../src/cli/run-reeve.ts'
import { processShell } from '../../src/cli/shell.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const repo = 'acme/app'

const policy = `
version: 1
windows: { weekend: { open: [Sat-Sun 09:00-12:00], timezone: UTC, because: Production only on weekends } }
environments:
  sandbox: {}
  stage: { after: sandbox, description: Data may be erased, one-at-a-time: true }
  production: { after: stage, window: weekend }
`

async function board(story: Story, format: 'text' | 'json' = 'text', name = repo) {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const options = { repo: name, format, now: story.now() }
  const status = await tellBoard(story.reeve.store, options, { ...processShell(), say, complain: say })
  return { status, said }
}

async function begin(text: string | null = policy): Promise<Story> {
  return tell({
    policy: text,
    at: '2026-01-08T10:00:00Z',
    before: (github) => {
      github.as('ann').openIssue(repo, { title: 'It breaks' })
      github
        .as('ann')
        .openPull(repo, { title: 'Mend', head: 'mend', body: 'Fixes #1', files: { 'a.ts': '1' } })
      github.as('dana').merge(`${repo}#2`)
    },
  })
}

it('says what runs where and what it brought, who holds it, what waits and for what, and when it opens', async () => {
  const story = await begin()
  const { github, settle } = story
  const sandbox = github.as('ann').deploy(repo, 'sandbox')
  await settle()
  await story.forward({ minutes: 5 })
  github.as('ann').endRun(repo, sandbox, 'success')
  await settle()
  const stage = github.as('ann').deploy(repo, 'stage')
  await settle()
  const production = github.as('dana').deploy(repo, 'production')
  await settle()
  const sha = sandbox.head_sha.slice(0, 7)
  const { said, status } = await board(story)
  expect(status).toBe(0)
  expect(said).toEqual([
    'sandbox',
    `  runs    ${sha} since Thu 8 Jan 2026, 10:05 (UTC), by ann`,
    '          brought #2; closing #1',
    '',
    'stage — Data may be erased',
    '  runs    nothing',
    expect.stringMatching(
      `^  held    by run ${stage.id} \\(${sha}, begun by ann\\), under way since Thu 8 Jan 2026, 10:05`,
    ),
    '',
    'production',
    '  runs    nothing',
    '  closed  The window is closed (Production only on weekends). It opens again at Sat 10 Jan 2026, 09:00 (UTC).',
    `  waits   ${sha} (run ${production.id}) since Thu 8 Jan 2026, 10:05 (UTC), by dana, with #2`,
    expect.stringMatching(/^ {10}after: `\w+` does not run in `stage`\. Deploy this commit/),
    expect.stringMatching(/^ {10}window: The window is closed .* goes on by itself then\.$/),
  ])
})

it('the same as data, with a lock, what is under way and what went past its gate', async () => {
  const story = await begin()
  const { github, settle } = story
  github.as('zoe').comment(`${repo}#1`, '/reeve lock sandbox the demo is on')
  github.as('ann').deployByApi(repo, 'production')
  await settle()
  const { said } = await board(story, 'json')
  const read = JSON.parse(said.join('\n'))
  expect(read).toMatchObject({ repo, at: '2026-01-08T10:00:00Z' })
  const [sandbox, stage, production] = read.environments
  expect(Object.keys(stage)).toEqual([
    'environment',
    'description',
    'known',
    'outdated',
    'runs',
    'failed',
    'held',
    'window',
    'waits',
    'pastGate',
  ])
  expect(sandbox.held).toEqual({
    how: 'lock',
    since: '2026-01-08T10:00:00Z',
    by: 'zoe',
    why: 'the demo is on',
    environment: 'sandbox',
  })
  expect(stage).toMatchObject({ description: 'Data may be erased', held: null, window: null, waits: [] })
  expect(production.window).toMatchObject({ open: false, changes: '2026-01-10T09:00:00Z' })
  expect(production.runs).toMatchObject({ by: 'ann', since: '2026-01-08T10:00:00Z' })
  expect(production.pastGate).toEqual([
    {
      at: '2026-01-08T10:00:00Z',
      run: expect.any(Number),
      what: expect.stringContaining('past its gate by ann'),
    },
  ])
})

it('asks GitHub nothing and writes nothing', async () => {
  const story = await begin()
  story.github.as('ann').deploy(repo, 'production')
  await story.settle()
  story.calls()
  const count = `select (select count(*) from reeve.facts) as facts, (select count(*) from reeve.policies) as policies`
  const before = await story.database.query(count)
  await board(story)
  expect(story.calls()).toEqual([])
  expect(await story.database.query(count)).toEqual(before)
})

it.each<[string, string | null, string, RegExp]>([
  ['a repository that nobody has looked at', policy, 'acme/other', /^Nothing is held of acme\/other\./],
  ['one without a policy', null, repo, /^acme\/app has no policy/],
])('%s is said so', async (_, text, name, expected) => {
  const story = await begin(text)
  await story.settle()
  const { said, status } = await board(story, 'text', name)
  expect(status).toBe(1)
  expect(said[0]).toMatch(expected)
})

it('`reeve board` refuses what is no repository, and says which store it looked for', async () => {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const shell = { ...processShell(), say, complain: say }
  expect(await runReeve(['board', 'app'], shell)).toBe(2)
  expect(said.join('\n')).toContain('"app" is no repository')
  process.env.REEVE_DATA = join(tmpdir(), 'no-such-reeve')
  expect(await runReeve(['board', repo], shell)).toBe(1)
  expect(said.at(-1)).toContain('There is no store in')
})
