import { expect, it } from 'vitest'
import type { WorkflowRun } from '../../src/practice/state-deploy.ts'
import { beginProcess, expectOnceOnly, type Process, replayOf } from '../builders/process.ts'
import type { Replayed } from '../builders/replayed.ts'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const repo = 'acme/app'

/** What people and their workflows do with deployments. */
function deploymentsOf({ github, passes }: Process) {
  const asks = async (who: string, environment: string) => {
    const run = github.as(who).deploy(repo, environment)
    await passes()
    return run
  }
  const ends = async (run: WorkflowRun, conclusion: 'success' | 'failure' | 'cancelled' = 'success') => {
    github.as(run.actor).endRun(repo, run, conclusion)
    await passes()
  }
  const state = (run: WorkflowRun) => run.gates.at(-1)?.state
  return {
    asks,
    ends,
    state,
    said: (run: WorkflowRun) => run.gates.at(-1)?.reports.at(-1) ?? '',
    answer: (run: WorkflowRun) => run.gates.at(-1)?.comment ?? '',
    /** Somebody tries, is held or rejected for this reason, and gives up. */
    async tooEarly(who: string, environment: string, because: string) {
      const run = await asks(who, environment)
      expect(state(run), environment).toBe('waiting')
      expect(run.gates.at(-1)?.reports.at(-1)).toContain(because)
      await ends(run, 'cancelled')
    },
    async goes(who: string, environment: string) {
      const run = await asks(who, environment)
      expect(run.gates.at(-1), environment).toMatchObject({ state: 'approved' })
      await ends(run)
    },
  }
}

/** Issues that Reeve opened and that are open, by their names. */
function openedBy({ github }: Process): string[] {
  return Object.values(github.repo(repo).items).flatMap(({ author, number, state }) =>
    author === 'reeve[bot]' && state === 'open' ? [`${repo}#${number}`] : [],
  )
}

/** Replay does itself what Reeve did, so that an issue has the number that it had. */
function isOfReeve({ payload }: { payload: unknown }): boolean {
  const { sender } = payload as { sender?: { login?: string } }
  return sender?.login === 'reeve[bot]'
}

/** What went through its gate, in the order of the alphabet. A run that is rejected ends in the same second: replay says nothing of it. */
function answersOf({ github }: Process): string[] {
  const gates = github
    .repo(repo)
    .workflowRuns.flatMap(({ id, gates }) => gates.map((gate) => ({ id, ...gate })))
  return gates
    .filter(({ state }) => state === 'approved')
    .map(({ environment, id, state }) => `${environment} ${id} ${state}`)
    .toSorted()
}

function answersIn({ said }: Replayed): string[] {
  return said
    .filter((line) => line.do === 'gate.answer' && line.state === 'approved')
    .map(({ environment, run_id, state }) => `${environment} ${run_id} ${state}`)
    .toSorted()
}

it('document 002: a release from one developer to production, and a hotfix', {
  timeout: 300_000,
}, async () => {
  const process = await beginProcess(tell, {
    example: 'environments',
    at: '2026-01-05T09:00:00Z',
    teams: { team: ['ann', 'anton', 'bo'], leads: ['lena', 'dora'] },
    repos: [],
  })
  const { github, passes, says, story } = process
  const { answer, asks, ends, goes, said, state, tooEarly } = deploymentsOf(process)
  const head = () => github.repo(repo).branches.main ?? ''
  const pull = `${repo}#1`

  // Without new tests it does not come in.
  github.as('anton').openPull(repo, { title: 'Orders', head: 'orders', files: { 'src/orders.ts': '1' } })
  await passes()
  expect(story.check(pull)).toMatchObject({ conclusion: 'failure' })
  github.as('anton').push(pull, { files: { 'tests/orders.ts': '1' } })
  await passes()
  expect(story.check(pull)).toMatchObject({ conclusion: 'success' })
  github.as('ann').merge(pull)
  await passes()

  // Every step that is left out holds it, and nobody but Anton is in his sandbox.
  await tooEarly('ann', 'production', 'does not run in `sandbox-anton`, `tests`, `sandbox` and `stage`')
  const inTests = await asks('ann', 'tests')
  expect(said(inTests)).toContain('has not succeeded in `sandbox-anton`')
  const wrong = await asks('ann', 'sandbox-anton')
  expect(state(wrong)).toBe('rejected')
  expect(answer(wrong)).toContain('only anton may deploy here')
  await goes('anton', 'sandbox-anton')

  // Never two test runs at once.
  expect(state(inTests)).toBe('approved')
  const second = await asks('bo', 'tests')
  expect(state(second)).toBe('waiting')
  expect(said(second)).toContain(`(run ${inTests.id}, begun by ann) is being deployed to \`tests\``)
  await ends(inTests)
  expect(state(second)).toBe('approved')
  await ends(second)

  await tooEarly('ann', 'sandbox', '`dt test` has not succeeded on this commit')
  github.as('bo').setStatus(repo, head(), 'dt test', 'success')
  await goes('ann', 'sandbox')
  const onStage = await asks('ann', 'stage')
  expect(said(onStage)).toContain('It is to be signed off by team')
  await says('anton', pull, '/reeve approve stage')
  expect(state(onStage)).toBe('waiting')
  await says('bo', pull, '/reeve approve stage')
  expect(state(onStage)).toBe('approved')
  await ends(onStage)

  // Held outside of the window, and by a problem on stage also inside of it.
  const release = await asks('ann', 'production')
  expect(said(release)).toContain('It opens again at Sat 10 Jan 2026, 09:00')
  await says('bo', pull, '/reeve approve "Production data is restored to stage and migrated"')
  await says('bo', pull, '/reeve approve "Affected and core areas are tested on stage"')
  expect(said(release)).toContain('Ships #1.')
  await story.until('2026-01-09T15:00:00Z')
  const problem = github.as('bo').openIssue(repo, {
    title: 'Prices',
    body: '### What looks wrong\nPrices are a day old\n### Where\nOrders',
    labels: ['stage-problem'],
  })
  await story.until('2026-01-10T09:30:00Z')
  expect(state(release)).toBe('waiting')
  expect(said(release)).toContain(`#${problem.number} matches`)
  github.as('anton').close(`${repo}#${problem.number}`)
  await passes()
  expect(state(release)).toBe('approved')
  await ends(release)

  // Production is watched: a reminder each hour until somebody closes it.
  const [watch = ''] = openedBy(process)
  expect(github.item(watch).title).toContain('Watch production after the release of Sat 10 Jan 2026, 09:40')
  expect(process.labels(watch)).toEqual(['watch'])
  expect(github.item(watch).assignees).toEqual(['lena'])
  await story.until('2026-01-10T12:30:00Z')
  expect(story.said(watch)).toHaveLength(2)
  expect(story.said(watch)[1]).toContain('@lena — Please look through the logs of production now.')
  github.as('lena').close(watch)

  // A hotfix on a Monday skips the window, and no step.
  await story.until('2026-01-12T09:00:00Z')
  const files = { 'src/orders.ts': '2', 'tests/orders.ts': '2' }
  const { number } = github.as('anton').openPull(repo, { title: 'Fix', head: 'fix', files })
  const fix = `${repo}#${number}`
  github.as('anton').label(fix, 'hotfix')
  github.as('ann').merge(fix)
  await passes()
  const now = await asks('ann', 'production')
  expect(said(now)).toContain('It opens again at Sat 17 Jan 2026, 09:00')
  await says('anton', fix, '/reeve approve production')
  expect(said(now)).toContain('It opens again at')
  await says('bo', fix, '/reeve approve production')
  expect(said(now)).not.toContain('It opens again at')
  expect(said(now)).toContain('does not run in `sandbox-anton`, `tests`, `sandbox` and `stage`')
  await goes('anton', 'sandbox-anton')
  await goes('ann', 'tests')
  github.as('bo').setStatus(repo, head(), 'dt test', 'success')
  await goes('ann', 'sandbox')
  const fixOnStage = await asks('ann', 'stage')
  await says('bo', fix, '/reeve approve stage')
  expect(state(fixOnStage)).toBe('approved')
  await ends(fixOnStage)
  expect(state(now)).toBe('waiting')
  await says('bo', fix, '/reeve approve "Production data is restored to stage and migrated"')
  await says('bo', fix, '/reeve approve "Affected and core areas are tested on stage"')
  expect(state(now)).toBe('approved')
  expect(answer(now)).toContain('`window` is lifted: a hotfix, approved by bo')
  await ends(now)
  expect(openedBy(process)).toHaveLength(1)

  // Nobody closes this one: it ends after a day.
  const [last = ''] = openedBy(process)
  await story.forward({ days: 2 })
  expect(github.item(last).state).toBe('closed')
  expect(story.said(last)).toHaveLength(24)

  expectOnceOnly(process, ['acme/team', 'lena', 'anton'])
  // Replayed, its webhooks come to the same answers at the gates; doubled and in any order to the same bytes.
  const options = { example: 'environments', without: isOfReeve }
  const once = await replayOf(process, options)
  expect(once.complained).toBe('')
  expect(answersIn(once)).toEqual(answersOf(process))
  for (const seed of [1, 2, 3])
    expect((await replayOf(process, { ...options, seed })).output).toBe(once.output)
  expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
})
