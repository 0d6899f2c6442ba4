import { resolve } from '../git.ts'
import { notFound, Refusal } from '../refusal.ts'
import { accountShape } from '../shape/account.ts'
import { deploymentShape, deploymentStatusShape, workflowRunShape } from '../shape/deploy.ts'
import { repositoryUrl } from '../shape/repository.ts'
import type { Deployment, DeploymentStateName, Repo, WorkflowRun } from '../state.ts'
import { type Actor, nextId, same, timeNow, type World } from '../world.ts'

interface At {
  repo: Repo
  by: Actor
}

/** A workflow run that deploys to an environment, and waits there for its gate. */
export function startDeploying(
  world: World,
  at: At,
  { environment, ref }: { environment: string; ref: string },
): WorkflowRun {
  const sha = resolve(at.repo, ref)?.sha
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`)
  const now = timeNow(world)
  const run: WorkflowRun = {
    id: nextId(world),
    head_sha: sha,
    head_branch: ref,
    status: 'waiting',
    conclusion: null,
    actor: at.by.login,
    triggering_actor: at.by.login,
    attempt: 1,
    created_at: now,
    updated_at: now,
    gates: [],
    reviews: [],
  }
  at.repo.workflowRuns.push(run)
  askAtGate(world, at, run, environment)
  return run
}

/** All jobs of a run once more, whoever asks for it; its gate is asked at again. */
export function startAgain(world: World, at: At, run: WorkflowRun): void {
  const environment = run.gates.at(-1)?.environment
  if (environment === undefined) throw notFound()
  Object.assign(run, { status: 'waiting', conclusion: null, triggering_actor: at.by.login })
  run.attempt += 1
  askAtGate(world, at, run, environment)
}

function askAtGate(world: World, at: At, run: WorkflowRun, environment: string): void {
  const { repo, by } = at
  const made = { sha: run.head_sha, ref: run.head_branch, environment, run: run.id }
  const deployment = createDeployment(world, at, made)
  setDeploymentState(world, at, deployment, 'waiting')
  run.gates.push({ environment, deployment: deployment.id, state: 'waiting', reports: [], comment: null })
  world.tell({
    event: 'deployment_protection_rule',
    repo,
    sender: by.login,
    body: () => ({
      action: 'requested',
      environment,
      event: 'push',
      deployment_callback_url: `${repositoryUrl(world, repo)}/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: deploymentShape(world, repo, deployment),
      pull_requests: [],
    }),
  })
}

export function createDeployment(
  world: World,
  { repo, by }: At,
  values: { sha: string; ref: string; environment: string; run: number | null },
): Deployment {
  const deployment: Deployment = {
    ...values,
    id: nextId(world),
    creator: by.login,
    created_at: timeNow(world),
    statuses: [],
  }
  repo.deployments.push(deployment)
  world.tell({
    event: 'deployment',
    repo,
    sender: by.login,
    body: () => ({ action: 'created', ...aboutDeployment(world, repo, deployment) }),
  })
  return deployment
}

/** A new status; what ran there before is inactive from the success on. */
export function setDeploymentState(
  world: World,
  at: At,
  deployment: Deployment,
  state: DeploymentStateName,
): Deployment['statuses'][number] {
  const { repo, by } = at
  const status = { id: nextId(world), state, creator: by.login, created_at: timeNow(world) }
  deployment.statuses.push(status)
  world.tell({
    event: 'deployment_status',
    repo,
    sender: by.login,
    body: () => ({
      action: 'created',
      deployment_status: deploymentStatusShape(world, repo, { deployment, status }),
      ...aboutDeployment(world, repo, deployment),
    }),
  })
  if (state !== 'success') return status
  const others = repo.deployments.filter(
    (each) =>
      each !== deployment &&
      same(each.environment, deployment.environment) &&
      each.statuses.at(-1)?.state === 'success',
  )
  for (const other of others) setDeploymentState(world, at, other, 'inactive')
  return status
}

function aboutDeployment(world: World, repo: Repo, deployment: Deployment): Record<string, unknown> {
  const run = repo.workflowRuns.find((each) => each.id === deployment.run)
  return {
    deployment: deploymentShape(world, repo, deployment),
    workflow: null,
    workflow_run: run ? workflowRunShape(world, repo, run) : null,
  }
}

/** An App's answer to a gate, or, without a state, its report. GitHub takes neither of a run that does not wait there. */
export function answerGate(
  world: World,
  at: At,
  run: WorkflowRun,
  {
    environment,
    state,
    comment,
  }: { environment: string; state?: 'approved' | 'rejected' | undefined; comment: string },
): void {
  const gate = run.gates.findLast((each) => same(each.environment, environment))
  if (run.status !== 'waiting' || gate?.state !== 'waiting')
    throw new Refusal(422, `No pending deployment requests to ${environment}`)
  if (state === undefined) {
    if (gate.reports.length >= 10) throw new Refusal(422, 'Too many status reports')
    gate.reports.push(comment)
    return
  }
  gate.state = state
  gate.comment = comment
  const deployment = at.repo.deployments.find((each) => each.id === gate.deployment)
  if (!deployment) throw notFound()
  if (state === 'rejected') {
    endRun(world, at, run, 'failure')
    return
  }
  run.status = 'in_progress'
  setDeploymentState(world, at, deployment, 'in_progress')
}

/** The run is over: its deployment went as it went, unless it never began. */
export function endRun(
  world: World,
  at: At,
  run: WorkflowRun,
  conclusion: 'success' | 'failure' | 'cancelled',
): void {
  const gate = run.gates.at(-1)
  const deployment = at.repo.deployments.find((each) => each.id === gate?.deployment)
  if (deployment) setDeploymentState(world, at, deployment, conclusion === 'success' ? 'success' : 'failure')
  Object.assign(run, { status: 'completed', conclusion, updated_at: timeNow(world) })
  world.tell({
    event: 'workflow_run',
    repo: at.repo,
    sender: at.by.login,
    body: () => ({
      action: 'completed',
      workflow: null,
      workflow_run: workflowRunShape(world, at.repo, run),
    }),
  })
}

/** Somebody approves a deployment on GitHub's own page. */
export function reviewDeployment(world: World, at: At, run: WorkflowRun, environment: string): void {
  const { repo, by } = at
  run.reviews.push({ environment, user: by.login, state: 'approved', comment: '' })
  world.tell({
    event: 'deployment_review',
    repo,
    sender: by.login,
    body: () => ({
      action: 'approved',
      approver: accountShape(world, by.login),
      comment: '',
      reviewers: [],
      since: timeNow(world),
      workflow_job_runs: [{ environment }],
      workflow_run: workflowRunShape(world, repo, run),
    }),
  })
}
