import { describe, expect, it } from 'vitest'
import { events, permissions, type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
windows: { weekend: { open: [Sat-Sun 09:00-12:00], timezone: UTC, because: Production only on weekends } }
people: { team: ["@ann", "@dana"], lead: "@dana" }
environments:
  sandbox: {}
  stage: { after: sandbox }
  production:
    after: stage
    by: team
    window: weekend
    one-at-a-time: true
    hotfix: { when: "label:hotfix", approved-by: lead, lifts: window }
`

const thursday = '2026-01-08T10:00:00Z'
const repo = 'acme/app'

async function begin(text: string | null = policy): Promise<Story> {
  const story = await tell({
    policy: text,
    at: thursday,
    before: (github) => {
      github.as('ann').openPull(repo, { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
      github.as('dana').merge(`${repo}#1`)
    },
  })
  return story
}

/** Deploys main and lets it end well, where its gate lets it. */
async function bring({ github, settle }: Story, environment: string): Promise<string> {
  const run = github.as('ann').deploy(repo, environment)
  await settle()
  if (run.gates[0]?.state === 'approved') github.as('ann').endRun(repo, run, 'success')
  await settle()
  return run.gates[0]?.state ?? ''
}

describe('a release from the sandbox to production, at one commit', () => {
  it('is held at every step that was left out, and outside its window until it opens', async () => {
    const story = await begin()
    const { github, settle } = story
    const early = github.as('ann').deploy(repo, 'stage')
    await settle()
    expect(early.gates[0]).toMatchObject({ state: 'waiting' })
    expect(early.gates[0]?.reports[0]).toContain('does not run in `sandbox`')
    github.as('ann').endRun(repo, early, 'cancelled')
    expect(await bring(story, 'sandbox')).toBe('approved')
    expect(await bring(story, 'stage')).toBe('approved')
    const run = github.as('ann').deploy(repo, 'production')
    await settle()
    const [gate] = run.gates
    expect(gate?.reports).toHaveLength(1)
    expect(gate?.reports[0]).toContain('It opens again at Sat 10 Jan 2026, 09:00')
    expect(gate?.reports[0]).toContain('Ships #1.')
    await story.until('2026-01-10T08:59:59Z')
    expect(gate).toMatchObject({ state: 'waiting' })
    await story.until('2026-01-10T09:00:00Z')
    expect(gate).toMatchObject({ state: 'approved' })
    expect(gate?.reports).toHaveLength(1)
    expect(gate?.comment).toContain('may go to `production`')
  })

  it('survives a restart while it is held', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    await bring(story, 'stage')
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    await story.restart()
    await story.until('2026-01-10T09:00:00Z')
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
    expect(run.gates[0]?.reports).toHaveLength(1)
  })

  it('started by somebody else, is rejected at once; the run of somebody else again, too', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    await bring(story, 'stage')
    await story.until('2026-01-10T09:00:00Z')
    const run = story.github.as('eve').deploy(repo, 'production')
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'rejected', reports: [] })
    const other = story.github.as('ann').deploy(repo, 'production')
    story.github.as('ann').endRun(repo, other, 'cancelled')
    await story.settle()
    story.github.as('eve').deployAgain(repo, other)
    await story.settle()
    expect(other.gates[1]).toMatchObject({ state: 'rejected' })
  })

  it('cancelled while it is held, is left alone', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    await bring(story, 'stage')
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    story.github.as('ann').endRun(repo, run, 'cancelled')
    await story.settle()
    story.calls()
    await story.until('2026-01-11T00:00:00Z')
    expect(run.gates[0]).toMatchObject({ state: 'waiting' })
    expect(story.calls().filter(({ path }) => path.endsWith('/deployment_protection_rule'))).toEqual([])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })
})

describe('a hotfix', () => {
  it('skips the window and nothing else, once it is approved', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    const run = story.github.as('ann').deploy(repo, 'production')
    story.github.as('ann').label(`${repo}#1`, 'hotfix')
    await story.settle()
    await story.forward({ minutes: 1 })
    story.github.as('dana').comment(`${repo}#1`, '/reeve approve production')
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'waiting' })
    expect(run.gates[0]?.reports.at(-1)).toContain('does not run in `stage`')
    expect(run.gates[0]?.reports.at(-1)).not.toContain('The window is closed')
    await bring(story, 'stage')
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
    expect(run.gates[0]?.comment).toContain('a hotfix, approved by dana')
  })
})

describe('two at once', () => {
  it('the oldest goes, the other waits, is told who is under way, and follows', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    await bring(story, 'stage')
    const first = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    await story.forward({ minutes: 1 })
    const second = story.github.as('dana').deploy(repo, 'production')
    await story.until('2026-01-10T09:00:00Z')
    expect(first.gates[0]).toMatchObject({ state: 'approved' })
    expect(second.gates[0]).toMatchObject({ state: 'waiting' })
    expect(second.gates[0]?.reports.at(-1)).toContain(`(run ${first.id}, begun by ann) is being deployed`)
    story.github.as('ann').endRun(repo, first, 'success')
    await story.settle()
    expect(second.gates[0]).toMatchObject({ state: 'approved' })
  })

  it('one that was let through by another replica at that very moment is seen before anything is answered', async () => {
    const story = await begin()
    await bring(story, 'sandbox')
    await bring(story, 'stage')
    await story.until('2026-01-10T09:00:00Z')
    const first = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    const { store } = story.reeve
    const read = store.runsAt
    // What was read a moment before the other was recorded.
    store.runsAt = async (name, environment) =>
      (await read(name, environment)).filter(({ number }) => number !== first.id)
    const second = story.github.as('dana').deploy(repo, 'production')
    await story.settle()
    store.runsAt = read
    expect(second.gates[0]).toMatchObject({ state: 'waiting' })
    await story.forward({ minutes: 1 })
    expect(second.gates[0]).toMatchObject({ state: 'waiting' })
    expect(second.gates[0]?.reports.at(-1)).toContain(`(run ${first.id}, begun by ann) is being deployed`)
  })
})

/** What was recorded of a deployment, and done about it. */
async function doneAbout({ reeve }: Story, run: number): Promise<string[]> {
  const { ledger } = await reeve.store.past(`${repo}!production/${run}`)
  return ledger.map(({ change }) => change.do)
}

it('of a release of many it is not asked what each one closes that nobody is told of', async () => {
  const story = await tell({
    policy: 'version: 1\nenvironments: { production: {} }\n',
    at: thursday,
    before: (github) => github.as('ann').commit(repo, { 'a.ts': '1' }),
  })
  const { github, settle } = story
  await bring(story, 'production')
  for (let index = 0; index < 36; index++) {
    const { number } = github
      .as('ann')
      .openPull(repo, { title: 'More', head: `more-${index}`, files: { [`${index}`]: '1' } })
    github.as('dana').merge(`${repo}#${number}`)
  }
  await settle()
  story.calls()
  const run = github.as('ann').deploy(repo, 'production')
  await settle()
  expect(run.gates[0]?.comment).toMatch(
    /Ships #1, #2, .*, #30 and 6 more \(\[all\]\(\S+\/acme\/app\/compare\/\w+\.\.\.\w+\)\)\.$/,
  )
  const asked = story.calls().filter(({ path }) => path === '/graphql')
  // What each of thirty closes, and its text, which may say so too; the rest is about the deployment.
  expect(asked.length).toBeLessThan(2 * 30 + 12)
})

describe('past the gate', () => {
  it('through the API: is recorded at once, and told on the newest pull request that it brought, once', async () => {
    const story = await begin()
    const made = story.github.as('ann').deployByApi(repo, 'production')
    await story.settle()
    expect(await doneAbout(story, made.id)).toEqual(['comment.add', 'violation.record'])
    expect(story.said(`${repo}#1`)).toEqual([expect.stringContaining('past its gate by ann')])
    await story.restart()
    await story.forward({ hours: 7 })
    expect(story.said(`${repo}#1`)).toHaveLength(1)
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('let through by an administrator while it was held: is recorded when it has succeeded', async () => {
    const story = await begin()
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'waiting' })
    await story.forward({ minutes: 5 })
    story.github.as('zoe').endRun(repo, run, 'success')
    await story.settle()
    expect(await doneAbout(story, run.id)).toEqual(['gate.report', 'comment.add', 'violation.record'])
    expect(story.said(`${repo}#1`)).toHaveLength(1)
  })
})

describe('what cannot be read at a gate', () => {
  const byTeam = `
version: 1
people: { ops: "@acme/ops" }
environments: { production: { by: ops, one-at-a-time: true } }
`
  /** A team that nobody can read, and a run that waits before production. */
  async function unread(text = byTeam) {
    let heal = () => {}
    const story = await tell({
      policy: text,
      at: thursday,
      before: (github) => {
        github.addTeam('acme', 'ops', ['ann', 'dana'])
        github.as('ann').openPull(repo, { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
        github.as('dana').merge(`${repo}#1`)
        heal = github.failures.set({ match: (_, path) => path.includes('/teams/ops'), answer: 502 })
      },
    })
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    return { story, run, heal }
  }

  it('is tried once more before anybody is told, whatever it is looked at for in between', async () => {
    const { story, run, heal } = await unread()
    for (const who of ['dana', 'ann']) {
      await story.forward({ seconds: 10 })
      story.github.as('ann').endRun(repo, story.github.as(who).deploy(repo, 'production'), 'cancelled')
      await story.settle()
    }
    expect(run.gates[0]).toMatchObject({ state: 'waiting', reports: [] })
    heal()
    await story.forward({ minutes: 1 })
    expect(run.gates[0]).toMatchObject({ state: 'approved', reports: [] })
  })

  it('holds up nothing that is known: that is told at once, and again only if there is more to say', async () => {
    const closed = byTeam.replace('{ by: ops', '{ window: w, by: ops')
    const { story, run, heal } = await unread(`${closed}windows: { w: { open: [Sat 09:00-12:00] } }\n`)
    expect(run.gates[0]?.reports).toEqual([expect.stringContaining('The window is closed')])
    expect(run.gates[0]?.reports[0]).not.toContain('could not be read')
    heal()
    await story.until('2026-01-10T09:00:00Z')
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
    expect(run.gates[0]?.reports).toHaveLength(1)
  })

  it('is told when it still cannot be read a minute later', async () => {
    const { story, run } = await unread()
    await story.forward({ seconds: 59 })
    expect(run.gates[0]).toMatchObject({ state: 'waiting', reports: [] })
    await story.forward({ seconds: 1 })
    expect(run.gates[0]).toMatchObject({
      state: 'waiting',
      reports: [expect.stringContaining('could not be read')],
    })
  })
})

describe('a gate whose policy is not known', () => {
  const asksNothing = 'version: 1\nenvironments: { production: {} }\n'

  it('waits while the first policy has mistakes, says where, and goes on when they are mended', async () => {
    const story = await begin('version: 1\nenvironments: { production: { window: nightly } }\n')
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'waiting', reports: [expect.stringContaining('**policy**')] })
    expect(run.gates[0]?.reports[0]).toMatch(/`\.github\/reeve\.yml:2` .*nightly.*Mend it/s)
    await story.forward({ minutes: 5 })
    story.github.as('dana').editPolicy(repo, '.github/reeve.yml', asksNothing)
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
  })

  it('waits while it cannot be read, says so, and goes on when it can', async () => {
    const story = await begin(asksNothing)
    const heal = story.github.failures.set({
      match: (_, path) =>
        path.includes('/contents/.github%2Freeve.yml') || path.includes('/contents/.github/reeve.yml'),
      answer: 502,
    })
    await story.loseEverything()
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    await story.forward({ minutes: 5 })
    expect(run.gates[0]).toMatchObject({
      state: 'waiting',
      reports: [expect.stringContaining('could not be read')],
    })
    heal()
    await story.forward({ hours: 1 })
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
  })

  it.each<[string, string | null]>([
    ['of a repository without a file of its own', null],
    ['of one that has a file', asksNothing],
  ])(
    "waits while its organisation's first policy has mistakes, and goes on when they are mended: %s",
    async (_, own) => {
      const mistaken = 'version: 1\nenvironments: { production: { window: nightly } }\n'
      const story = await tell({
        policy: own,
        at: thursday,
        before: (github) => {
          github.addRepo({ full_name: 'acme/.github' })
          github.as('ann').openPull(repo, { title: 'A change', head: 'change', files: { 'a.ts': '1' } })
          github.as('dana').merge(`${repo}#1`)
        },
      })
      const edit = (text: string) => {
        story.github.as('zoe').editPolicy('acme/.github', '.github/reeve.yml', text)
        return story.settle()
      }
      const first = story.github.as('ann').deploy(repo, 'production')
      await story.settle()
      expect(first.gates[0]).toMatchObject({ state: 'approved' })
      await edit(mistaken)
      const run = story.github.as('ann').deploy(repo, 'production')
      await story.settle()
      expect(run.gates[0]).toMatchObject({
        state: 'waiting',
        reports: [expect.stringContaining('The policy of acme/.github, which holds here too, has never')],
      })
      expect(run.gates[0]?.reports[0]).not.toContain('nightly')
      await story.forward({ minutes: 5 })
      await edit('version: 1\nenvironments: { production: {} }\n')
      expect(run.gates[0]).toMatchObject({ state: 'approved' })
      await story.forward({ minutes: 5 })
      // The last good one stays in force.
      await edit(mistaken)
      expect(await bring(story, 'production')).toBe('approved')
    },
  )

  it('where there is none, everything may go', async () => {
    const story = await begin(null)
    const run = story.github.as('ann').deploy(repo, 'production')
    await story.settle()
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
  })
})

it('what the app asks for is what its manifest says', () => {
  expect(permissions).toMatchObject({ deployments: 'write', actions: 'read' })
  expect(events).toContain('deployment_protection_rule')
})
