import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tellOverrides } from '../../src/cli/overrides.ts'
import { runReeve } from '../../src/cli/run-reeve.ts'
import { processShell } from '../../src/cli/shell.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const repo = 'acme/app'

const policy = `
version: 1
timezone: Africa/Cairo
commands:
  override: { do: [{ open-issue: { title: "Make good: {{ args }}", body: "{{ reason }}", once-per: subject } }] }
rules:
  logged: { kind: linked-issue, when: is:pr, override: { for: 4h } }
  twice: { kind: linked-issue, when: is:pr, override: { for: 4h, count: 2 } }
`

async function begin(): Promise<Story> {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  story.github.as('eve').openPull(repo, { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
  await story.forward({ minutes: 1 })
  return story
}

async function writes(story: Story, by: string, body: string): Promise<void> {
  story.github.as(by).comment(`${repo}#1`, body)
  await story.forward({ minutes: 9 })
}

async function listed(
  story: Story,
  {
    all = false,
    format = 'text',
    of = repo,
  }: { all?: boolean; format?: 'text' | 'json'; of?: string | null } = {},
) {
  const said: string[] = []
  const complained: string[] = []
  const asked = { all, format, now: story.now(), ...(of === null ? {} : { repo: of }) }
  const shell = {
    ...processShell(),
    say: (line: string) => void said.push(line),
    complain: (line: string) => void complained.push(line),
  }
  const status = await tellOverrides(story.reeve.store, asked, shell)
  return { status, said, complained }
}

describe('`reeve overrides`', () => {
  it('lists what is let through and what waits for others, and with `--all` how the rest ended', async () => {
    const story = await begin()
    expect(await listed(story)).toEqual({
      status: 0,
      said: [],
      complained: ['Nothing is overridden in acme/app.'],
    })
    await writes(story, 'dana', '/reeve override logged because the story\u001b[2J is elsewhere for 30m')
    await writes(story, 'dana', '/reeve override twice because it burns')
    expect((await listed(story)).said).toMatchInlineSnapshot(`
      [
        "acme/app#1  logged  let through until Mon 5 Jan 2026, 11:31 (Africa/Cairo)",
        "  dana, Mon 5 Jan 2026, 11:01 (Africa/Cairo): the story [2J is elsewhere",
        "acme/app#1  twice  waits until Mon 5 Jan 2026, 15:10 (Africa/Cairo): it takes 2 people, 1 more",
        "  dana, Mon 5 Jan 2026, 11:10 (Africa/Cairo): it burns",
      ]
    `)
    await writes(story, 'zoe', '/reeve override twice because so for 1h')
    await writes(story, 'zoe', '/reeve override logged because that is enough for 5m')
    await writes(story, 'zoe', '/reeve revoke twice')
    expect((await listed(story)).said).toEqual([])
    expect((await listed(story, { all: true })).said).toMatchInlineSnapshot(`
      [
        "acme/app#1  twice  ended Mon 5 Jan 2026, 11:37 (Africa/Cairo)",
        "  dana, Mon 5 Jan 2026, 11:10 (Africa/Cairo): it burns (revoked by zoe Mon 5 Jan 2026, 11:37 (Africa/Cairo))",
        "acme/app#1  twice  ended Mon 5 Jan 2026, 11:37 (Africa/Cairo)",
        "  zoe, Mon 5 Jan 2026, 11:19 (Africa/Cairo): so (revoked by zoe Mon 5 Jan 2026, 11:37 (Africa/Cairo))",
        "acme/app#1  logged  ended Mon 5 Jan 2026, 11:33 (Africa/Cairo)",
        "  zoe, Mon 5 Jan 2026, 11:28 (Africa/Cairo): that is enough (its time was up)",
        "acme/app#1  logged  ended Mon 5 Jan 2026, 11:28 (Africa/Cairo)",
        "  dana, Mon 5 Jan 2026, 11:01 (Africa/Cairo): the story [2J is elsewhere (another, by zoe, took its place Mon 5 Jan 2026, 11:28 (Africa/Cairo))",
      ]
    `)
    expect((await listed(story, { all: true, of: null })).said.join('\n')).toContain('(UTC)')
  })

  it('the same as data', async () => {
    const story = await begin()
    await writes(story, 'dana', '/reeve override twice because it burns')
    const read = async (all: boolean) =>
      JSON.parse((await listed(story, { all, format: 'json' })).said.join('\n'))
    expect(await read(false)).toMatchInlineSnapshot(`
      {
        "at": "2026-01-05T09:10:00Z",
        "overrides": [
          {
            "by": [
              {
                "ended": null,
                "since": "2026-01-05T09:01:00Z",
                "until": "2026-01-05T13:01:00Z",
                "who": "dana",
                "why": "it burns",
              },
            ],
            "rule": "twice",
            "state": "waiting",
            "subject": "acme/app#1",
            "takes": 2,
            "until": "2026-01-05T13:01:00Z",
          },
        ],
        "repo": "acme/app",
      }
    `)
    await writes(story, 'dana', '/reeve revoke twice')
    expect(await read(false)).toMatchObject({ overrides: [] })
    expect(await read(true)).toMatchObject({
      overrides: [{ state: 'ended', by: [{ who: 'dana', ended: { how: 'revoked', by: 'dana' } }] }],
    })
  })

  it('asks GitHub nothing and writes nothing', async () => {
    const story = await begin()
    await writes(story, 'dana', '/reeve override logged because so')
    story.calls()
    const count =
      'select (select count(*) from reeve.facts) as facts, (select count(*) from reeve.policies) as policies'
    const before = await story.database.query(count)
    await listed(story, { all: true })
    expect(story.calls()).toEqual([])
    expect(await story.database.query(count)).toEqual(before)
  })

  it('says where nothing is held, and refuses what is no repository', async () => {
    const story = await begin()
    expect(await listed(story, { of: 'acme/other' })).toEqual({
      status: 1,
      said: [],
      complained: ['Nothing is held of acme/other. Is the name right, and is Reeve installed there?'],
    })
    const said: string[] = []
    const say = (line: string) => void said.push(line)
    const shell = { ...processShell(), say, complain: say }
    expect(await runReeve(['overrides', 'app'], shell)).toBe(2)
    expect(said.join('\n')).toContain('"app" is no repository')
    process.env.REEVE_DATA = join(tmpdir(), 'no-such-reeve')
    expect(await runReeve(['overrides'], shell)).toBe(1)
    expect(said.at(-1)).toContain('There is no store in')
  })
})

describe('an override on GitHub', () => {
  it('by two people lifts with the second, after a restart too, says that it has ended, and opens one issue to follow', async () => {
    const story = await begin()
    const { github } = story
    await writes(story, 'eve', '/reeve override twice because I may not')
    await writes(story, 'dana', '/reeve override twice because it burns for 2h')
    await story.restart()
    expect(story.check(`${repo}#1`)?.summary).toContain('To let it through takes 2 people. So far, until')
    await writes(story, 'zoe', '/reeve override twice because it burns')
    expect(story.check(`${repo}#1`)?.summary).toContain('Let through by dana (because it burns) and zoe')
    const followUps = Object.values(github.repo(repo).items).filter(({ title }) =>
      title.startsWith('Make good'),
    )
    expect(followUps.map(({ body, title }) => [title, body?.split('\n')[0]])).toEqual([
      [
        'Make good: twice because it burns for 2h',
        'dana wrote `/reeve override twice because it burns for 2h`.',
      ],
    ])
    await story.restart()
    await story.forward({ hours: 2 })
    expect(story.check(`${repo}#1`)?.summary).toContain('It was let through by dana and zoe until')
  })
})
