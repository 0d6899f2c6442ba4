import { z } from 'zod'
import { answerGate, createDeployment, setDeploymentState } from '../change/deploy.ts'
import { resolve } from '../git.ts'
import { notFound, Refusal } from '../refusal.ts'
import { accountShape } from '../shape/account.ts'
import { deploymentShape, deploymentStatusShape, workflowRunShape } from '../shape/deploy.ts'
import type { Deployment, WorkflowRun } from '../state.ts'
import { same } from '../world.ts'
import { bodyOf, type Context, nothing, ok, page, param, type Route, reads, writes } from './route.ts'

function runAt(c: Context): WorkflowRun {
  const found = c.repo.workflowRuns.find((each) => each.id === Number(param(c, 'run_id')))
  if (!found) throw notFound()
  return found
}

function deploymentAt(c: Context): Deployment {
  const found = c.repo.deployments.find((each) => each.id === Number(param(c, 'deployment_id')))
  if (!found) throw notFound()
  return found
}

const Answer = z.object({
  environment_name: z.string(),
  state: z.enum(['approved', 'rejected']).optional(),
  comment: z.string().max(1024).optional(),
})

const NewDeployment = z.object({ ref: z.string(), environment: z.string().optional() })
const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
})

function reviewShape(c: Context, { environment, user, state, comment }: WorkflowRun['reviews'][number]) {
  return {
    environments: [{ name: environment }],
    state,
    user: accountShape(c.world, user),
    comment,
  }
}

const repo = '/repos/{owner}/{repo}'
const read = reads('deployments')
const write = writes('write', 'deployments')

export const deploymentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${repo}/actions/runs/{run_id}`,
    needs: reads('actions'),
    handle: (c) => ok(workflowRunShape(c.world, c.repo, runAt(c))),
  },
  {
    method: 'GET',
    path: `${repo}/actions/runs/{run_id}/approvals`,
    needs: reads('actions'),
    handle: (c) => page(c, runAt(c).reviews, (each) => reviewShape(c, each)),
  },
  {
    method: 'POST',
    path: `${repo}/actions/runs/{run_id}/deployment_protection_rule`,
    needs: write,
    handle: (c) => {
      const { environment_name: environment, state, comment = '' } = bodyOf(c, Answer)
      answerGate(c.world, c, runAt(c), { environment, state, comment })
      return nothing
    },
  },
  {
    method: 'GET',
    path: `${repo}/deployments`,
    needs: read,
    handle: (c) => {
      const [sha, environment] = [c.query.get('sha'), c.query.get('environment')]
      const wanted = c.repo.deployments.filter(
        (each) =>
          (sha === null || each.sha === sha) && (environment === null || same(each.environment, environment)),
      )
      return page(c, wanted.toReversed(), (each) => deploymentShape(c.world, c.repo, each))
    },
  },
  {
    method: 'POST',
    path: `${repo}/deployments`,
    needs: write,
    handle: (c) => {
      const { ref, environment = 'production' } = bodyOf(c, NewDeployment)
      const sha = resolve(c.repo, ref)?.sha
      if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`)
      const made = createDeployment(c.world, c, { sha, ref, environment, run: null })
      return ok(deploymentShape(c.world, c.repo, made), 201)
    },
  },
  {
    method: 'GET',
    path: `${repo}/deployments/{deployment_id}/statuses`,
    needs: read,
    handle: (c) => {
      const deployment = deploymentAt(c)
      return page(c, deployment.statuses.toReversed(), (status) =>
        deploymentStatusShape(c.world, c.repo, { deployment, status }),
      )
    },
  },
  {
    method: 'POST',
    path: `${repo}/deployments/{deployment_id}/statuses`,
    needs: write,
    handle: (c) => {
      const deployment = deploymentAt(c)
      const status = setDeploymentState(c.world, c, deployment, bodyOf(c, NewStatus).state)
      return ok(deploymentStatusShape(c.world, c.repo, { deployment, status }), 201)
    },
  },
]
