import type { CheckRun, CheckSuite, Repo, Status } from '../state.ts'
import { appOf, type World } from '../world.ts'
import { accountShape } from './account.ts'
import { commitShape, headCommit } from './commit.ts'
import { appShape } from './item.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

export function checkRunShape(world: World, repo: Repo, run: CheckRun): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/check-runs/${run.id}`
  const page = `${repositoryPage(world, repo)}/runs/${run.id}`
  const suite = repo.checkSuites.find((each) => each.id === run.suite)
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.head_sha,
    external_id: run.external_id,
    url,
    html_url: page,
    details_url: run.details_url ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.started_at,
    completed_at: run.completed_at,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: suite ? suiteSummary(world, repo, suite) : { id: run.suite },
    app: appShape(world, appOf(world, run.app)),
    pull_requests: pullsOf(world, repo, run.head_sha),
  }
}

/** GitHub lists only pull requests of the repository's own branches here: for forks the list is empty. */
function pullsOf(world: World, repo: Repo, sha: string): Record<string, unknown>[] {
  const short = { id: repo.id, url: repositoryUrl(world, repo), name: repo.name }
  return Object.values(repo.items).flatMap((item) => {
    const pull = item.pull
    if (!pull || pull.sha !== sha || pull.fork !== null || item.state === 'closed') return []
    return [
      {
        url: `${repositoryUrl(world, repo)}/pulls/${item.number}`,
        id: pull.id,
        number: item.number,
        head: { ref: pull.head, sha: pull.sha, repo: short },
        base: { ref: pull.base, sha: repo.branches[pull.base] ?? '', repo: short },
      },
    ]
  })
}

function suiteState(repo: Repo, suite: CheckSuite): { status: string; conclusion: string | null } {
  const runs = repo.checkRuns.filter((each) => each.suite === suite.id)
  if (runs.length === 0) return { status: 'queued', conclusion: null }
  const open = runs.find((each) => each.status !== 'completed')
  if (open) return { status: open.status, conclusion: null }
  const bad = runs.find((each) => !['success', 'neutral', 'skipped'].includes(each.conclusion ?? ''))
  return { status: 'completed', conclusion: bad?.conclusion ?? 'success' }
}

function suiteSummary(world: World, repo: Repo, suite: CheckSuite): Record<string, unknown> {
  return {
    id: suite.id,
    node_id: `CS_${suite.id}`,
    head_branch: suite.head_branch,
    head_sha: suite.head_sha,
    ...suiteState(repo, suite),
    url: `${repositoryUrl(world, repo)}/check-suites/${suite.id}`,
    before: repo.commits[suite.head_sha]?.parents[0] ?? '0'.repeat(40),
    after: suite.head_sha,
    pull_requests: pullsOf(world, repo, suite.head_sha),
    app: appShape(world, appOf(world, suite.app)),
    created_at: suite.created_at,
    updated_at: suite.created_at,
  }
}

export function checkSuiteShape(world: World, repo: Repo, suite: CheckSuite): Record<string, unknown> {
  const commit = repo.commits[suite.head_sha]
  return {
    ...suiteSummary(world, repo, suite),
    latest_check_runs_count: repo.checkRuns.filter((each) => each.suite === suite.id).length,
    check_runs_url: `${repositoryUrl(world, repo)}/check-suites/${suite.id}/check-runs`,
    head_commit: commit ? headCommit(commit) : null,
  }
}

export function statusShape(world: World, repo: Repo, status: Status): Record<string, unknown> {
  return {
    url: `${repositoryUrl(world, repo)}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    description: status.description,
    target_url: status.target_url,
    context: status.context,
    created_at: status.created_at,
    updated_at: status.created_at,
    creator: accountShape(world, status.creator),
  }
}

/** What a `status` payload says: at most ten branches whose head this is, and none for forks. */
export function statusPayload(world: World, repo: Repo, status: Status): Record<string, unknown> {
  const commit = repo.commits[status.sha]
  const branches = Object.entries(repo.branches).filter(([, sha]) => sha === status.sha)
  return {
    id: status.id,
    sha: status.sha,
    name: `${repo.owner}/${repo.name}`,
    avatar_url: `${world.urls.html}/avatars/u/${status.id}?v=4`,
    target_url: status.target_url,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commit ? commitShape(world, repo, commit) : null,
    branches: branches.slice(0, 10).map(([name, sha]) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repo)}/commits/${sha}` },
      protected: false,
    })),
    created_at: status.created_at,
    updated_at: status.created_at,
  }
}
