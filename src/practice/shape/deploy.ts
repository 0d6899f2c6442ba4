import type { Deployment, Repo, WorkflowRun } from '../state.ts'
import type { World } from '../world.ts'
import { accountShape } from './account.ts'
import { headCommit } from './commit.ts'
import { repositoryPage, repositoryShape, repositoryUrl } from './repository.ts'

export function deploymentShape(world: World, repo: Repo, deployment: Deployment): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/deployments/${deployment.id}`
  return {
    url,
    id: deployment.id,
    node_id: `DE_${deployment.id}`,
    sha: deployment.sha,
    ref: deployment.ref,
    task: 'deploy',
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: null,
    creator: accountShape(world, deployment.creator),
    created_at: deployment.created_at,
    updated_at: deployment.statuses.at(-1)?.created_at ?? deployment.created_at,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(world, repo),
  }
}

export function deploymentStatusShape(
  world: World,
  repo: Repo,
  { deployment, status }: { deployment: Deployment; status: Deployment['statuses'][number] },
): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/deployments/${deployment.id}`
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: `DES_${status.id}`,
    state: status.state,
    creator: accountShape(world, status.creator),
    description: '',
    environment: deployment.environment,
    target_url: '',
    created_at: status.created_at,
    updated_at: status.created_at,
    deployment_url: url,
    repository_url: repositoryUrl(world, repo),
  }
}

export function workflowRunShape(world: World, repo: Repo, run: WorkflowRun): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/actions/runs/${run.id}`
  const commit = repo.commits[run.head_sha]
  return {
    id: run.id,
    name: 'Deploy',
    node_id: `WFR_${run.id}`,
    head_branch: run.head_branch,
    head_sha: run.head_sha,
    path: '.github/workflows/deploy.yml',
    display_title: 'Deploy',
    run_number: run.id,
    event: 'push',
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: 1,
    check_suite_id: run.id,
    check_suite_node_id: `CS_${run.id}`,
    url,
    html_url: `${repositoryPage(world, repo)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.created_at,
    updated_at: run.updated_at,
    actor: accountShape(world, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: run.created_at,
    triggering_actor: accountShape(world, run.triggering_actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(world, repo)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(world, repo)}/actions/workflows/1`,
    head_commit: commit ? headCommit(commit) : null,
    repository: repositoryShape(world, repo),
    head_repository: repositoryShape(world, repo),
  }
}
