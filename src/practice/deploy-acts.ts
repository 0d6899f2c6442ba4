import {
  createDeployment,
  endRun,
  reviewDeployment,
  setDeploymentState,
  startAgain,
  startDeploying,
} from './change/deploy.ts'
import { resolve } from './git.ts'
import { Refusal } from './refusal.ts'
import type { Deployment, DeploymentStateName, Repo, Role, WorkflowRun } from './state.ts'
import type { Actor, World } from './world.ts'

/** What people, and workflows for them, do with deployments. */
export function deployActs(world: World, inRepo: (name: string, role: Role) => { repo: Repo; by: Actor }) {
  return {
    /** A workflow deploys a branch, a tag or a commit, and waits at its gate. */
    deploy: (repo: string, environment: string, ref = 'main'): WorkflowRun =>
      startDeploying(world, inRepo(repo, 'write'), { environment, ref }),
    deployAgain: (repo: string, run: WorkflowRun) => startAgain(world, inRepo(repo, 'write'), run),
    endRun: (repo: string, run: WorkflowRun, conclusion: 'success' | 'failure' | 'cancelled') =>
      endRun(world, inRepo(repo, 'write'), run, conclusion),
    reviewDeployment: (repo: string, run: WorkflowRun, environment: string) =>
      reviewDeployment(world, inRepo(repo, 'write'), run, environment),
    /** Past every gate, through the API. */
    deployByApi: (
      repo: string,
      environment: string,
      { ref = 'main', state = 'success' }: { ref?: string; state?: DeploymentStateName } = {},
    ): Deployment => {
      const at = inRepo(repo, 'write')
      const sha = resolve(at.repo, ref)?.sha
      if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`)
      const made = createDeployment(world, at, { sha, ref, environment, run: null })
      setDeploymentState(world, at, made, state)
      return made
    },
  }
}
