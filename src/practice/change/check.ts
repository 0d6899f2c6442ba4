import { invalid, notFound, Refusal } from '../refusal.ts'
import { checkRunShape, checkSuiteShape, statusPayload } from '../shape/check.ts'
import type { CheckRun, CheckSuite, Repo, Status } from '../state.ts'
import { type Actor, appOf, installationsOn, nextId, timeNow, type World } from '../world.ts'

export interface RunValues {
  name?: string | undefined
  details_url?: string | undefined
  external_id?: string | undefined
  status?: CheckRun['status'] | undefined
  conclusion?: string | undefined
  started_at?: string | undefined
  completed_at?: string | undefined
  output?:
    | {
        title?: string | undefined
        summary?: string | undefined
        text?: string | undefined
        annotations?: unknown[] | undefined
      }
    | undefined
}

const conclusions = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out']

/** The suite of an App on a commit; GitHub has one for each. */
function suiteOf(world: World, repo: Repo, app: number, sha: string): CheckSuite {
  const there = repo.checkSuites.find((each) => each.app === app && each.head_sha === sha)
  if (there) return there
  const pull = Object.values(repo.items).find((each) => each.pull?.sha === sha && each.pull.fork === null)
  const branch = Object.entries(repo.branches).find(([, tip]) => tip === sha)?.[0]
  const suite: CheckSuite = {
    id: nextId(world),
    app,
    head_sha: sha,
    head_branch: pull?.pull?.head ?? branch ?? null,
    created_at: timeNow(world),
  }
  repo.checkSuites.push(suite)
  return suite
}

/** On every push GitHub makes a suite for each App that may write checks, and asks it to begin. */
export function requestSuites(world: World, repo: Repo, by: Actor, sha: string, branch: string): void {
  for (const installation of installationsOn(world, repo)) {
    if (installation.permissions.checks !== 'write' || installation.suspended) continue
    if (repo.checkSuites.some((each) => each.app === installation.app && each.head_sha === sha)) continue
    const suite = suiteOf(world, repo, installation.app, sha)
    suite.head_branch = branch
    world.tell({
      event: 'check_suite',
      repo,
      sender: by.login,
      app: installation.app,
      body: () => ({
        action: 'requested',
        check_suite: checkSuiteShape(world, repo, suite),
      }),
    })
  }
}

export function createRun(
  world: World,
  at: { repo: Repo; by: Actor },
  app: number,
  values: RunValues & { name: string; head_sha: string },
): CheckRun {
  const { repo } = at
  if (!repo.commits[values.head_sha]) throw new Refusal(422, `No commit found for SHA: ${values.head_sha}`)
  const run: CheckRun = {
    id: nextId(world),
    suite: suiteOf(world, repo, app, values.head_sha).id,
    app,
    name: values.name,
    head_sha: values.head_sha,
    status: 'queued',
    conclusion: null,
    details_url: null,
    external_id: '',
    started_at: timeNow(world),
    completed_at: null,
    output: { title: null, summary: null, text: null, annotations: [] },
  }
  fill(world, run, values)
  repo.checkRuns.push(run)
  tellRun(world, at, run, 'created')
  if (run.status === 'completed') tellRun(world, at, run, 'completed')
  return run
}

export function updateRun(
  world: World,
  at: { repo: Repo; by: Actor },
  app: number,
  id: number,
  values: RunValues,
): CheckRun {
  const run = at.repo.checkRuns.find((each) => each.id === id)
  if (!run) throw notFound()
  if (run.app !== app) {
    const why = 'check run can only be modified by the GitHub App that created it.'
    throw new Refusal(403, `Invalid app_id \`${app}\` - ${why}`)
  }
  const wasOpen = run.status !== 'completed'
  // GitHub's own page says only that a finished run stays finished; a refusal makes a wrong caller visible.
  if (!wasOpen && values.status !== undefined && values.status !== 'completed') {
    throw invalid('CheckRun', 'status', 'invalid')
  }
  fill(world, run, values)
  if (wasOpen && run.status === 'completed') tellRun(world, at, run, 'completed')
  return run
}

function fill(world: World, run: CheckRun, values: RunValues): void {
  const { status, conclusion, output } = values
  if (status === 'completed' && conclusion === undefined && run.conclusion === null) {
    throw invalid('CheckRun', 'conclusion', 'missing_field')
  }
  if (conclusion !== undefined && !conclusions.includes(conclusion)) {
    throw invalid('CheckRun', 'conclusion', 'invalid')
  }
  run.name = values.name ?? run.name
  run.details_url = values.details_url ?? run.details_url
  run.external_id = values.external_id ?? run.external_id
  run.started_at = values.started_at ?? run.started_at
  run.status = conclusion !== undefined ? 'completed' : (status ?? run.status)
  run.conclusion = conclusion ?? run.conclusion
  if (run.status === 'completed') run.completed_at = values.completed_at ?? run.completed_at ?? timeNow(world)
  if (output) fillOutput(run, output)
}

/** Annotations are added to those there; 50 at most in one request. */
function fillOutput(run: CheckRun, output: NonNullable<RunValues['output']>): void {
  const annotations = output.annotations ?? []
  if (annotations.length > 50) throw invalid('CheckRun', 'annotations', 'too_many')
  if ((output.summary ?? '').length > 65_535) throw invalid('CheckRun', 'summary', 'too_long')
  run.output = {
    title: output.title ?? run.output.title,
    summary: output.summary ?? run.output.summary,
    text: output.text ?? run.output.text,
    annotations: [...run.output.annotations, ...annotations],
  }
}

/** Tells everybody subscribed; a re-run is asked only of the App whose run it is. */
export function tellRun(world: World, at: { repo: Repo; by: Actor }, run: CheckRun, action: string): void {
  world.tell({
    event: 'check_run',
    repo: at.repo,
    sender: at.by.login,
    ...(action === 'rerequested' ? { app: appOf(world, run.app).id } : {}),
    body: () => ({ action, check_run: checkRunShape(world, at.repo, run) }),
  })
}

export function setStatus(
  world: World,
  at: { repo: Repo; by: Actor },
  sha: string,
  values: {
    state: Status['state']
    context?: string | undefined
    description?: string | undefined
    target_url?: string | undefined
  },
): Status {
  if (!at.repo.commits[sha]) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const status: Status = {
    id: nextId(world),
    sha,
    context: values.context ?? 'default',
    state: values.state,
    description: values.description ?? null,
    target_url: values.target_url ?? null,
    creator: at.by.login,
    created_at: timeNow(world),
  }
  at.repo.statuses.push(status)
  world.tell({
    event: 'status',
    repo: at.repo,
    sender: at.by.login,
    body: () => statusPayload(world, at.repo, status),
  })
  return status
}
