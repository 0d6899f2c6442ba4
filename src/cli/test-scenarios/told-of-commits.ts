import { formatInstant } from '../../core/instant.ts'
import type { ScenarioEvent } from './scenario.ts'

export type Payload = Readonly<Record<string, unknown>>
export type Told = { event: string; payload: Payload }

interface Place {
  repo: string
  sha: string
}

/** What happens to a commit or a tag, as GitHub tells it: checks, deployments, releases. Undefined for everything else. */
export function tellOfCommit(place: Place, event: ScenarioEvent): Told | { problem: string } | undefined {
  if (event.do === 'released') return releaseTold(place, event)
  if (event.do !== 'checked' && event.do !== 'deploying' && event.do !== 'deployed') return undefined
  if (place.sha === '') return { problem: `\`on\` is to name the commit that is ${event.do}, such as "@m12"` }
  if (event.state !== undefined && isReview(event.state))
    return { problem: `${event.do} with \`state: ${event.state}\`: that is a review's` }
  if (event.do === 'checked') return checkTold(place, event)
  return event.do === 'deploying' ? askingTold(place, event) : deploymentTold(place, event)
}

/** What a review can be; a check or a deployment cannot. */
export function isReview(state: NonNullable<ScenarioEvent['state']>): boolean {
  return !['success', 'failure', 'in_progress', 'inactive'].includes(state)
}

function common({ repo }: Place, { by }: ScenarioEvent): Payload {
  return { repository: { full_name: repo }, ...(by === undefined ? {} : { sender: { login: by } }) }
}

function checkTold(place: Place, event: ScenarioEvent): Told | { problem: string } {
  const { check: name, state = 'success' } = event
  if (name === undefined) return { problem: 'checked says no `check`' }
  const isOver = state !== 'in_progress'
  return {
    event: 'check_run',
    payload: {
      action: isOver ? 'completed' : 'created',
      ...common(place, event),
      check_run: {
        name,
        head_sha: place.sha,
        status: isOver ? 'completed' : state,
        conclusion: isOver ? state : null,
      },
    },
  }
}

/** A run of a workflow waits before it deploys, and asks whether it may. */
function askingTold(place: Place, event: ScenarioEvent): Told | { problem: string } {
  const { environment, run, by } = event
  if (environment === undefined || run === undefined || by === undefined)
    return { problem: 'deploying is to say `by` whom, to which `environment`, and in which `run`, such as 1' }
  const { repo } = place
  return {
    event: 'deployment_protection_rule',
    payload: {
      action: 'requested',
      environment,
      deployment_callback_url: `https://api.github.com/repos/${repo}/actions/runs/${run}/deployment_protection_rule`,
      deployment: deployment(place, event),
      ...common(place, event),
    },
  }
}

/** How a deployment stands. One without a run was made through the API, past every gate. */
function deploymentTold(place: Place, event: ScenarioEvent): Told | { problem: string } {
  const { environment, run, state = 'success' } = event
  if (environment === undefined) return { problem: 'deployed says no `environment`' }
  return {
    event: 'deployment_status',
    payload: {
      action: 'created',
      ...common(place, event),
      deployment_status: { state },
      deployment: deployment(place, event),
      ...(run === undefined ? {} : { workflow_run: { id: run } }),
    },
  }
}

/** One run deploys to one environment; what was made through the API has an id that no run has. */
function deployment({ sha }: Place, { at, by, environment, run }: ScenarioEvent): Payload {
  const creator = by === undefined ? {} : { creator: { login: by } }
  return { id: run ?? at, sha, environment, ...creator }
}

function releaseTold(place: Place, event: ScenarioEvent): Told | { problem: string } {
  const { at, tag } = event
  if (tag === undefined) return { problem: 'released says no `tag`' }
  return {
    event: 'release',
    payload: {
      action: 'published',
      ...common(place, event),
      release: { tag_name: tag, draft: false, published_at: formatInstant(at) },
    },
  }
}
