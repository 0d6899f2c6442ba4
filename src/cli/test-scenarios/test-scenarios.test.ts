import { describe, expect, test } from 'vitest'
import { runReeve } from '../run-reeve.ts'

const policy = `version: 1
people: { qa: "@acme/qa" }
rules:
  only-qa: { kind: label-guard, why: QA verifies, labels: verified, by: qa }
  freeze: { kind: release-window, when: is:pr, window: release }
windows: { release: { open: Sun-Wed 00:00-24:00, timezone: Africa/Cairo } }
`
const opened = '- { at: 2026-01-05T09:00, by: eve, on: "#7", do: opened }'
const refused = `scenario: QA alone verifies
world: { teams: { acme/qa: [ann] } }
events:
  ${opened}
  - { at: 2026-01-05T10:00, by: eve, on: "#7", do: labeled, label: verified }
expect:
  - { at: 2026-01-05T10:00, on: "#7", do: label.remove, label: verified }
  - { do: notice.put, body: [that is for qa, "> QA verifies"] }
`

/** Runs `reeve test` over files in memory. */
async function reeveTest(files: Record<string, string>, folder = 'p') {
  const said: string[] = []
  const complained: string[] = []
  const status = await runReeve(['test', folder], {
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    read: (path) => files[path],
    list: (in_) => {
      const inside = Object.keys(files).flatMap((path) =>
        path.startsWith(`${in_}/`) ? [path.slice(in_.length + 1)] : [],
      )
      const names = new Map(inside.map((path) => [path.split('/')[0] ?? path, path.includes('/')]))
      return [...names].map(([name, isFolder]) => ({ name, isFolder }))
    },
    async *lines() {},
  })
  return { status, said: said.join('\n'), complained: complained.join('\n') }
}

const files = (scenario: string) => ({ 'p/policy.yml': policy, 'p/scenarios/a.yml': scenario })

describe('reeve test', () => {
  test('a scenario that goes as expected', async () => {
    expect(await reeveTest(files(refused))).toEqual({
      status: 0,
      said: '',
      complained: '1 scenario goes as expected.',
    })
  })

  test('only what a command asked for is compared, where it is named among the rules', async () => {
    const asked = `scenario: who asks is answered
events:
  ${opened}
  - { at: 2026-01-05T10:00, by: eve, on: "#7", do: labeled, label: verified }
  - { at: 2026-01-05T11:00, by: eve, on: "#7", do: commented, body: /reeve explain }
rules: /reeve explain
expect:
  - { at: 2026-01-05T11:00, do: notice.put, body: only-qa }
  - { do: reaction.add, content: "+1" }
`
    expect((await reeveTest(files(asked))).said).toBe('')
  })

  test.each<[string, string, string]>([
    [
      'something else came',
      refused.replace('do: label.remove', 'do: label.add'),
      'came      { at: 2026-01-05T10:00:00Z, on: acme/app#7, do: label.remove, label: verified',
    ],
    [
      'at another time',
      refused.replace('10:00, on: "#7", do: label.remove', '10:01, on: "#7", do: label.remove'),
      'expected  { at: 2026-01-05T10:01:00Z',
    ],
    ['another text', refused.replace('that is for qa', 'that is for ops'), 'that is for ops'],
    ['less came', `${refused}  - { do: comment.add }\n`, 'came      nothing more'],
    ['more came', refused.replace(/ {2}- \{ do: notice.put.*\n/, ''), 'do: notice.put'],
    [
      'a rule that the policy does not have',
      `${refused}rules: freezes\n`,
      'the policy has no rule, no environment and no command freezes',
    ],
    ['a command that there is not', `${refused}rules: /reeve freezes\n`, 'no command /reeve freezes'],
    [
      'an item that is not there',
      refused.replace(/"#7", do: labeled/, '"#8", do: labeled'),
      'line 5: acme/app#8 was neither opened before nor is it in the world',
    ],
    [
      'an event that lacks something',
      refused.replace(', label: verified }\nexpect', ' }\nexpect'),
      'labeled says no `label`',
    ],
    [
      'an instant that is none',
      refused.replace('2026-01-05T10:00, by', 'Monday, by'),
      'p/scenarios/a.yml:5:11: error: "Monday" is no instant',
    ],
    [
      'an unknown key',
      `${refused}expects: []\n`,
      'p/scenarios/a.yml:9:1: error: There is no key `expects` here',
    ],
    ['an unknown key names the nearest', `${refused}expects: []\n`, 'Did you mean `expect`?'],
    [
      'an unknown event',
      refused.replace('do: labeled', 'do: labelled'),
      'p/scenarios/a.yml:5:52: error: `do` cannot be "labelled"',
    ],
    [
      'a key that is missing',
      'scenario: x\nexpect: []\n',
      'p/scenarios/a.yml:1:1: error: `events` is missing',
    ],
    ['no YAML', 'scenario: {', 'p/scenarios/a.yml:1:11: error: This { is never closed'],
    ['nothing in the file', '', 'p/scenarios/a.yml:1:1: error: There is no scenario in this file'],
    [
      'a mistake in the second of a file',
      `${refused}---\nscenario: x\nevents: []\nexpect: []\n`,
      'p/scenarios/a.yml:11:9: error: A scenario needs one event at least',
    ],
    [
      'a mistake in a policy of its own, at its place',
      `${refused}policy:\n  version: 1\n  rules:\n    a: { must: lable:x }\n`,
      'p/scenarios/a.yml:12:16: error: Reeve does not know the qualifier `lable:`',
    ],
    [
      'a mistake in a policy of its own, in brackets',
      `${refused}policy: { version: 1, rules: { a: { kind: nope } } }\n`,
      'p/scenarios/a.yml:9:43: error: This version of Reeve has no kind of rule called "nope"',
    ],
    ['a policy that is not there', `${refused}policy: ../other.yml\n`, 'there is no policy at p/other.yml'],
    ['a world that is none', refused.replace('acme/qa: [ann]', 'acme/qa: ann'), 'world: teams.acme/qa'],
  ])('%s', async (_, scenario, said) => {
    const ran = await reeveTest(files(scenario))
    expect(ran.status).toBe(1)
    expect(ran.said).toContain(said)
    expect(ran.complained).toBe('0 scenarios go as expected, 1 not.')
  })

  test('where there is none, that is said', async () => {
    expect(await reeveTest({ 'p/policy.yml': policy })).toMatchObject({
      status: 1,
      complained: expect.stringContaining('no scenarios'),
    })
  })

  test('a policy with mistakes tells them', async () => {
    const ran = await reeveTest({ ...files(refused), 'p/policy.yml': 'version: 1\nruels: {}\n' })
    expect(ran.said).toContain('p/policy.yml:2:1: error')
  })

  test('an item by its number alone', async () => {
    expect((await reeveTest(files(refused.replaceAll('by: eve, on: "#7"', 'by: eve, on: 7')))).status).toBe(0)
  })

  test('a policy of its own with an anchor from outside', async () => {
    const scenario = `scenario: repeated
world: &none {}
policy: { version: 1, labels: *none, rules: { a: { when: is:issue, must: has:assignee } } }
events:
  - { at: 2026-01-05T09:00, by: eve, on: 7, do: opened }
expect:
  - { do: notice.put }
`
    expect((await reeveTest(files(scenario))).said).toBe('')
  })

  test('only what some rules ask for', async () => {
    const alone = refused.replace(/expect:[\s\S]*/, 'rules: freeze\nexpect: []\n')
    expect((await reeveTest(files(alone))).status).toBe(0)
  })

  test('several in a file, with a policy of their own, on wall time', async () => {
    const frozen = `scenario: closed on Thursday
timezone: Africa/Cairo
policy:
  version: 1
  windows: { release: { open: Sun-Wed 00:00-24:00, timezone: Africa/Cairo } }
  labels: { a: { color: 5319e7 } }
  rules: { freeze: { kind: release-window, window: release } }
events:
  - { at: 2026-01-07T23:00, by: eve, on: "#12", do: opened, base: main }
until: 2026-01-08T12:00
expect:
  - { on: "@c12", do: check.put, conclusion: success }
  - { at: 2026-01-08T00:00, do: check.put, conclusion: action_required, title: [freeze, opens again] }
`
    expect((await reeveTest(files(`${refused}---\n${frozen}`))).complained).toBe(
      '2 scenarios go as expected.',
    )
  })
})

describe('what happens to a pull request', () => {
  test('pushes, reviews, comments, people who join, merge groups', async () => {
    const scenario = `scenario: hotfix
policy:
  version: 1
  people: { leads: "@acme/leads" }
  windows: { never: { open: 2020-01-01 } }
  rules: { freeze: { kind: release-window, window: never, hotfix: { when: label:hotfix, approved-by: leads } } }
world: { teams: { acme/leads: [] }, groups: { "acme/app@q1": [12] } }
events:
  - { at: 2026-01-05T09:00, by: eve, on: "#12", do: opened, base: main, labels: hotfix }
  - { at: 2026-01-05T10:00, by: eve, on: "#12", do: pushed, sha: c2 }
  - { at: 2026-01-05T11:00, by: dana, do: joined, team: acme/leads }
  - { at: 2026-01-05T12:00, by: dana, on: "#12", do: reviewed, state: approved }
  - { at: 2026-01-05T13:00, on: "@q1", do: queued }
  - { at: 2026-01-05T14:00, by: dana, on: "#12", do: reviewed, state: dismissed }
expect:
  - { at: 2026-01-05T09:00, on: "@c12", do: check.put, conclusion: action_required }
  - { at: 2026-01-05T10:00, on: "@c2", do: check.put, conclusion: action_required }
  - { at: 2026-01-05T12:00, on: "@c2", do: check.put, conclusion: success }
  - { at: 2026-01-05T13:00, on: "@q1", do: check.put, conclusion: success }
  - { at: 2026-01-05T14:00, on: "@c2", do: check.put, conclusion: action_required }
  - { at: 2026-01-05T14:00, on: "@q1", do: check.put, conclusion: failure }
`
    const ran = await reeveTest(files(scenario))
    expect(ran.said).toBe('')
  })
})

describe('what happens to a commit', () => {
  const scenario = `scenario: along the chain
policy:
  version: 1
  windows: { release: { open: Mon 00:00-24:00 } }
  environments: { sandbox: {}, stage: { after: sandbox, checks: unit } }
  rules: { freeze: { kind: release-window, window: release, releases: v* } }
world: { deployments: [], checks: { "acme/app@m12": {} } }
events:
  - { at: 2026-01-05T09:00, by: eve, on: "#12", do: opened, base: main }
  - { at: 2026-01-05T09:10, by: eve, on: "#12", do: merged }
  - { at: 2026-01-05T10:00, by: eve, on: "@m12", do: deploying, environment: stage, run: 1 }
  - { at: 2026-01-05T10:10, by: eve, on: "@m12", do: deployed, environment: sandbox }
  - { at: 2026-01-05T10:20, on: "@m12", do: checked, check: unit, state: failure }
  - { at: 2026-01-05T10:30, on: "@m12", do: checked, check: unit }
  - { at: 2026-01-05T10:40, by: eve, on: "@m12", do: deployed, environment: stage, run: 1 }
  - { at: 2026-01-05T10:50, by: eve, on: "@m13", do: deployed, environment: stage }
  - { at: 2026-01-06T10:00, by: eve, do: released, tag: v1 }
rules: [stage, freeze]
expect:
  - { at: 2026-01-05T09:00, on: "@c12", do: check.put }
  - { at: 2026-01-05T10:00, on: "acme/app!stage/1", do: gate.report, comment: [does not run in \`sandbox\`, "Ships #12"] }
  - { at: 2026-01-05T10:10, on: "acme/app!stage/1", do: gate.report, comment: "\`unit\` has not succeeded" }
  - { at: 2026-01-05T10:30, on: "acme/app!stage/1", do: gate.answer, state: approved }
  - { at: 2026-01-05T10:50, do: violation.record, what: does not run in \`sandbox\` }
  - { at: 2026-01-06T10:00, on: acme/app, do: violation.record, what: v1 }
`

  test('checks, gates, deployments past them, releases', async () => {
    expect((await reeveTest(files(scenario))).said).toBe('')
  })

  test.each<[string, string, string]>([
    ['on: "@m12", do: checked, check: unit, state: failure', 'on: "@m12", do: checked', 'no `check`'],
    ['environment: stage, run: 1 }', 'run: 1 }', 'to which `environment`'],
    ['on: "@m12", do: deployed, environment: sandbox', 'on: "#12", do: deployed', 'such as "@m12"'],
    ['state: failure', 'state: approved', "that is a review's"],
    ['do: released, tag: v1', 'do: released', 'released says no `tag`'],
    ['rules: [stage, freeze]', 'rules: [stag, freeze]', 'no rule, no environment and no command stag'],
  ])('%s → %s', async (from, to, said) => {
    expect((await reeveTest(files(scenario.replace(from, to)))).said).toContain(said)
  })

  test('how a check went is nothing that a review could say', async () => {
    const review = '- { at: 2026-01-05T09:05, by: eve, on: "#12", do: reviewed, state: success }'
    const said = (await reeveTest(files(scenario.replace('events:\n', `events:\n  ${review}\n`)))).said
    expect(said).toContain('neither opened')
    const after = scenario.replace(/( {2}- .*do: merged })/, `$1\n  ${review}`)
    expect((await reeveTest(files(after))).said).toContain('a review cannot be `success`')
  })
})
