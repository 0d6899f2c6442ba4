import { describe, expect, it } from 'vitest'
import type { PracticeGitHub } from '../../src/practice/index.ts'
import { permissions, type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'

const policy = `
version: 1
rules:
  reviewed: { when: is:pr, must: "review:approved" }
`
const linked = `
version: 1
rules:
  cause: { when: is:pr, must: "linked:(label:critical)" }
`
type Name = keyof typeof all
const all = { ...permissions, deployments: 'read' } as const

function without(name: Name): Readonly<Record<string, 'read' | 'write'>> {
  return Object.fromEntries(Object.entries(all).filter(([each]) => each !== name))
}

const warnings = (story: Story) => story.log.filter(({ level }) => level >= 40)

async function openPull(story: Story, body = 'Fixes #1'): Promise<void> {
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'A cause', labels: ['critical'] })
  github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', body, files: { a: '1' } })
  await story.forward({ minutes: 1 })
}

describe('a permission that Reeve lacks is named', () => {
  it('contents: the policy cannot be read; silence on GitHub, one line a try in the log, and all is there once it is given', async () => {
    const story = await tell({ policy, at, permissions: without('contents') })
    await openPull(story)
    await story.forward({ hours: 6 })
    expect(story.check('acme/app#2')).toBeUndefined()
    const told = warnings(story).filter(({ repo }) => repo === 'acme/app')
    expect(told[0]).toMatchObject({
      msg: 'The policy could not be read; the last good one stays',
      why: 'Reeve may not read acme/app@HEAD:.github/reeve.yml: it needs the permission Contents: read',
    })
    // After 1, 2, 4 … 60 minutes, however many subjects wait for it.
    expect(told.length).toBeGreaterThan(6)
    expect(told.length).toBeLessThan(13)
    story.github.permit('reeve', 'acme', all)
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
  })

  it('checks: the log says so once; once it is given the check is put', async () => {
    const story = await tell({ policy, at, permissions: without('checks') })
    await openPull(story)
    await story.forward({ hours: 3 })
    expect(warnings(story)).toMatchObject([
      { msg: 'Effect refused', do: 'check.put', why: 'Reeve may not do this: it needs Checks: write' },
    ])
    story.github.permit('reeve', 'acme', all)
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
  })

  it.each<[Name, string, string]>([
    [
      'pull_requests',
      policy,
      'Reeve may not read the reviews of acme/app#2: it needs the permission Pull requests: read',
    ],
    ['issues', linked, 'Reeve may not read acme/app#1: it needs the permission Issues: read'],
  ])(
    '%s: on the check, which stays in progress; once it is given the rule is judged',
    async (name, text, says) => {
      const story = await tell({
        policy: text,
        at,
        permissions: without(name),
        before: (github) =>
          github.as('eve').openIssue('acme/app', { title: 'A cause', labels: ['critical'] }),
      })
      const { github } = story
      github.as('eve').openPull('acme/app', {
        title: 'A change',
        head: 'change',
        body: 'Fixes #1',
        files: { a: '1' },
      })
      // Without the permission GitHub would not tell of a pull request; it did before it was taken away.
      await story.forward({ minutes: 1 })
      expect(story.check('acme/app#2')).toMatchObject({
        status: 'in_progress',
        summary: expect.stringContaining(says),
      })
      github.as('ann').review('acme/app#2', 'APPROVED')
      await story.forward({ minutes: 1 })
      github.permit('reeve', 'acme', all)
      await story.forward({ minutes: 1 })
      expect(story.check('acme/app#2')?.conclusion).toBe('success')
    },
  )

  it('merge_queues: the members of a merge group are found by its commits', async () => {
    const hotfix = 'version: 1\nrules:\n  no-hotfix: { when: is:pr, must: "-label:hotfix" }\n'
    const story = await tell({ policy: hotfix, at, permissions: without('merge_queues') })
    const { github } = story
    for (const head of ['one', 'two'])
      github.as('eve').openPull('acme/app', { title: head, head, files: { [head]: '1' } })
    await story.forward({ minutes: 1 })
    const green = github.as('dana').queue('acme/app', 1)
    await story.forward({ minutes: 1 })
    expect(story.check(`acme/app@${green.head_sha}`)?.conclusion).toBe('success')
    github.as('dana').label('acme/app#2', 'hotfix')
    await story.forward({ minutes: 1 })
    const red = github.as('dana').queue('acme/app', 2)
    await story.forward({ minutes: 1 })
    expect(story.check(`acme/app@${red.head_sha}`)?.conclusion).toBe('failure')
  })

  it('deployments, to be read: on the check, which stays in progress; once it is given the rule is judged', async () => {
    const story = await tell({
      policy: 'version: 1\nrules:\n  shipped: { when: is:pr, must: "linked:(deployed:testnet)" }\n',
      at,
      permissions: without('deployments'),
      before: (github) => {
        github.as('eve').openIssue('acme/app', { title: 'A cause', labels: ['critical'] })
        github
          .as('eve')
          .openPull('acme/app', { title: 'A fix', head: 'fix', body: 'Fixes #1', files: { a: '1' } })
        github.as('dana').merge('acme/app#2')
        github.as('ann').deployByApi('acme/app', 'testnet')
      },
    })
    const { github } = story
    github
      .as('eve')
      .openPull('acme/app', { title: 'More', head: 'more', body: 'Fixes #1', files: { b: '1' } })
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#3')).toMatchObject({
      status: 'in_progress',
      summary: expect.stringContaining(
        'Reeve may not read the deployments to testnet of acme/app: it needs the permission Deployments: read',
      ),
    })
    github.permit('reeve', 'acme', all)
    await story.forward({ minutes: 1 })
    // What it ships itself is not merged yet, so that #1 does not wholly run there.
    expect(story.check('acme/app#3')?.conclusion).toBe('failure')
  })

  it('deployments, to be written: the log says once that a gate could not be answered; once it is given it is', async () => {
    const story = await tell({
      policy: 'version: 1\nenvironments: { production: { by: "@ann" } }\n',
      at,
      permissions: all,
      before: (github) => {
        github.as('ann').openPull('acme/app', { title: 'A change', head: 'change', files: { a: '1' } })
        github.as('dana').merge('acme/app#1')
      },
    })
    const { github } = story
    const run = github.as('ann').deploy('acme/app', 'production')
    await story.forward({ hours: 3 })
    expect(run.gates[0]).toMatchObject({ state: 'waiting' })
    expect(warnings(story)).toMatchObject([
      { msg: 'Effect refused', do: 'gate.answer', why: 'Reeve may not do this: it needs Deployments: write' },
    ])
    github.permit('reeve', 'acme', permissions)
    await story.forward({ minutes: 1 })
    expect(run.gates[0]).toMatchObject({ state: 'approved' })
  })

  it('what could not be written on a pull request is on its check, and is done once it may be', async () => {
    const story = await tell({
      policy: `version: 1\nrules:\n  marked: { when: is:pr, must: "-label:hotfix", do: [{ label: QA }] }\n`,
      at,
      permissions: { ...all, issues: 'read', pull_requests: 'read' },
    })
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { a: '1' } })
    await story.forward({ hours: 1 })
    expect(story.check('acme/app#1')?.summary).toContain(
      'Reeve could not do `label.add` here: Reeve may not do this: it needs Pull requests: write.',
    )
    expect(warnings(story)).toHaveLength(1)
    github.permit('reeve', 'acme', all)
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['QA'])
    expect(story.check('acme/app#1')?.summary).not.toContain('could not do')
  })
})

describe('another repository that work is handed to', () => {
  const handing = `
version: 1
rules:
  release: { when: "is:pr OR label:verified", must: "-label:hotfix", do: [{ open-issue: { in: acme/ops, title: "Release {{ title }}" } }] }
`
  const accepting = 'version: 1\naccepts: [{ from: acme/app, do: [open-issue] }]\n'

  async function verified(
    repos: readonly string[],
    first: (github: PracticeGitHub) => void = () => {},
  ): Promise<Story> {
    const story = await tell({
      policy: handing,
      at,
      permissions: all,
      before: (github) =>
        github.addRepo({ full_name: 'acme/ops', private: true, files: { '.github/reeve.yml': accepting } }),
      repos,
    })
    first(story.github)
    story.github.as('eve').openIssue('acme/app', { title: 'The shop', labels: ['verified'] })
    await story.forward({ minutes: 1 })
    return story
  }
  const opened = ({ github }: Story) => Object.values(github.repo('acme/ops').items).map(({ title }) => title)

  it('where Reeve is not installed: said on the origin, and opened once it is', async () => {
    const story = await verified(['acme/app'])
    expect(story.said('acme/app#1').join()).toContain('No issue could be opened in acme/ops')
    expect(opened(story)).toEqual([])
    await story.forward({ days: 1 })
    expect(story.said('acme/app#1')).toHaveLength(1)
    story.github.as('zoe').changeInstallation('reeve', { add: ['acme/ops'] })
    await story.forward({ hours: 2 })
    expect(opened(story)).toEqual(['Release The shop'])
    expect(story.said('acme/app#1').join()).not.toContain('No issue could be opened')
  })

  it('that refuses it, as an archived one does: said on the origin, and opened once it does not', async () => {
    let ends = () => {}
    const story = await verified(['acme/app', 'acme/ops'], (github) => {
      ends = github.failures.set({
        match: (method, path) => method === 'POST' && path === '/repos/acme/ops/issues',
        answer: 403,
      })
    })
    expect(story.said('acme/app#1').join()).toContain('No issue could be opened in acme/ops')
    ends()
    await story.forward({ hours: 2 })
    expect(opened(story)).toEqual(['Release The shop'])
    expect(story.said('acme/app#1').join()).not.toContain('No issue could be opened')
  })

  it('where Reeve may not write issues any more: said on the check of the pull request, and opened once it may', async () => {
    const story = await verified(['acme/app', 'acme/ops'], (github) =>
      github.permit('reeve', 'acme', without('issues')),
    )
    story.github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files: { a: '1' } })
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.summary).toContain(
      'Reeve could not do `issue.open` here: Reeve may not do this: it needs Issues: write.',
    )
    await story.forward({ hours: 5 })
    const tries = warnings(story).filter((line) => line.do === 'issue.open')
    expect(tries.length).toBeGreaterThan(3)
    expect(tries.length).toBeLessThan(8)
    story.github.permit('reeve', 'acme', all)
    await story.forward({ hours: 1 })
    expect(opened(story).toSorted()).toEqual(['Release A change', 'Release The shop'])
    expect(story.check('acme/app#2')?.summary).not.toContain('could not do')
  })
})

describe('an app that may do less than it needs, or nothing, comes to rest', { timeout: 200_000 }, () => {
  const everything = `
version: 1
environments: { production: { by: "@ann" } }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: "@acme/qa" }
  late: { kind: sla, when: "is:issue label:critical", within: 1h, on-breach: [{ label: overdue }, { comment: Late. }] }
  cause: { when: is:pr, must: "linked:(label:critical)" }
  reviewed: { when: is:pr, must: "review:approved check:unit" }
  boarded: { kind: project, when: is:issue, board: acme/1 }
`

  it.each([
    ...Object.keys(all).map((name) => [`without ${name}`, [name]] as const),
    ['without any', Object.keys(all)] as const,
  ])('%s', async (_, taken) => {
    const story = await tell({
      policy: everything,
      at,
      permissions: Object.fromEntries(Object.entries(all).filter(([name]) => !taken.includes(name))),
    })
    const { github } = story
    await openPull(story)
    github.as('eve').label('acme/app#1', 'verified')
    github.as('eve').label('acme/app#1', 'minor')
    github.as('ann').deploy('acme/app', 'production')
    await story.forward({ hours: 8 })
    expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
  })
})
