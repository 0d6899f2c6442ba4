import { z } from 'zod'
import { createRun, setStatus, tellRun, updateRun } from '../change/check.ts'
import { resolve } from '../git.ts'
import { latestRuns } from '../merge-rules.ts'
import { notAccessible, notFound, Refusal } from '../refusal.ts'
import { checkRunShape, checkSuiteShape, statusShape } from '../shape/check.ts'
import { repositoryShape, repositoryUrl } from '../shape/repository.ts'
import type { CheckRun, Status } from '../state.ts'
import {
  type Answer,
  bodyOf,
  type Context,
  ok,
  page,
  param,
  type Route,
  reads,
  wrapped,
  writes,
} from './route.ts'

const Run = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string(),
      text: z.string().optional(),
      annotations: z.array(z.unknown()).optional(),
    })
    .optional(),
})
const NewRun = Run.extend({ name: z.string(), head_sha: z.string() })

/** Only Apps make check runs. */
function appId(c: Context): number {
  if (c.caller.kind !== 'installation') throw notAccessible()
  return c.caller.app.id
}

function runAt(c: Context): CheckRun {
  const found = c.repo.checkRuns.find((each) => each.id === Number(param(c, 'check_run_id')))
  if (!found) throw notFound()
  return found
}

function shaOf(c: Context): string {
  const sha = resolve(c.repo, param(c, 'ref'))?.sha
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${param(c, 'ref')}`)
  return sha
}

/** `latest`, the default: the newest run of each App and name. */
function runs(c: Context): Answer {
  const sha = shaOf(c)
  const every = c.query.get('filter') === 'all'
  const from = every ? c.repo.checkRuns.filter((each) => each.head_sha === sha) : latestRuns(c.repo, sha)
  const name = c.query.get('check_name')
  const status = c.query.get('status')
  const app = c.query.get('app_id')
  const wanted = from.filter(
    (each) =>
      (name === null || each.name === name) &&
      (status === null || each.status === status) &&
      (app === null || each.app === Number(app)),
  )
  return wrapped(c, 'check_runs', wanted.toReversed(), (each) => checkRunShape(c.world, c.repo, each))
}

function statuses(c: Context): Status[] {
  const sha = shaOf(c)
  return c.repo.statuses.filter((each) => each.sha === sha).toReversed()
}

/** The newest status of each context, and the worst of them. */
function combined(c: Context): Answer {
  const sha = shaOf(c)
  const all = statuses(c)
  const newest = all.filter(
    (each, index) => all.findIndex((other) => other.context === each.context) === index,
  )
  const states = newest.map((each) => each.state)
  const bad = states.some((each) => each === 'failure' || each === 'error')
  const pending = states.length === 0 || states.includes('pending')
  const url = repositoryUrl(c.world, c.repo)
  const { body, headers } = page(c, newest, (each) => statusShape(c.world, c.repo, each))
  const answer = {
    state: bad ? 'failure' : pending ? 'pending' : 'success',
    statuses: body,
    sha,
    total_count: newest.length,
    repository: repositoryShape(c.world, c.repo),
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  }
  return { status: 200, body: answer, headers: headers ?? {} }
}

const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().optional(),
  description: z.string().optional(),
  target_url: z.string().optional(),
})

const repo = '/repos/{owner}/{repo}'
const read = reads('checks')
const write = writes('write', 'checks')

export const checkRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${repo}/check-runs`,
    needs: write,
    handle: (c) =>
      ok(checkRunShape(c.world, c.repo, createRun(c.world, c, appId(c), bodyOf(c, NewRun))), 201),
  },
  {
    method: 'GET',
    path: `${repo}/check-runs/{check_run_id}`,
    needs: read,
    handle: (c) => ok(checkRunShape(c.world, c.repo, runAt(c))),
  },
  {
    method: 'PATCH',
    path: `${repo}/check-runs/{check_run_id}`,
    needs: write,
    handle: (c) => {
      const run = updateRun(c.world, c, appId(c), runAt(c).id, bodyOf(c, Run))
      return ok(checkRunShape(c.world, c.repo, run))
    },
  },
  {
    method: 'GET',
    path: `${repo}/check-runs/{check_run_id}/annotations`,
    needs: read,
    handle: (c) => page(c, runAt(c).output.annotations, (each) => each),
  },
  {
    method: 'POST',
    path: `${repo}/check-runs/{check_run_id}/rerequest`,
    needs: write,
    handle: (c) => {
      tellRun(c.world, c, runAt(c), 'rerequested')
      return ok({}, 201)
    },
  },
  { method: 'GET', path: `${repo}/commits/{ref}/check-runs`, needs: read, handle: runs },
  {
    method: 'GET',
    path: `${repo}/commits/{ref}/check-suites`,
    needs: read,
    handle: (c) => {
      const sha = shaOf(c)
      const suites = c.repo.checkSuites.filter((each) => each.head_sha === sha)
      return wrapped(c, 'check_suites', suites, (each) => checkSuiteShape(c.world, c.repo, each))
    },
  },
  { method: 'GET', path: `${repo}/commits/{ref}/status`, needs: reads('statuses'), handle: combined },
  {
    method: 'GET',
    path: `${repo}/commits/{ref}/statuses`,
    needs: reads('statuses'),
    handle: (c) => page(c, statuses(c), (each) => statusShape(c.world, c.repo, each)),
  },
  {
    method: 'POST',
    path: `${repo}/statuses/{sha}`,
    needs: writes('write', 'statuses'),
    handle: (c) => {
      const made = setStatus(c.world, c, param(c, 'sha'), bodyOf(c, NewStatus))
      return ok(statusShape(c.world, c.repo, made), 201)
    },
  },
]
