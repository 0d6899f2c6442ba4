import type { PracticeGitHub } from '../practice-github.ts'
import type { Gate, WorkflowRun } from '../state.ts'
import { shortTime, wrap, wrapMarkdown } from './plain-text.ts'
import type { ViewOptions } from './view-item.ts'

/** The runs that deploy, for a terminal, newest first: who began each, how its gates stand, and what was said there. */
export function viewDeployments(github: PracticeGitHub, name: string, { timezone }: ViewOptions): string {
  const runs = github.repo(name).workflowRuns.toReversed()
  if (runs.length === 0) return `${name}\n\nNothing was deployed by a workflow yet.\n`
  return [`${name}, deployments`, '', ...runs.flatMap((run) => runLines(run, timezone))].join('\n')
}

function runLines(run: WorkflowRun, timezone: string): string[] {
  const again = run.attempt > 1 ? `, ${run.attempt} times` : ''
  return run.gates.flatMap((gate) => [
    ...wrap(
      `${run.triggering_actor} deploys ${run.head_branch} (${run.head_sha.slice(0, 7)}) to ${gate.environment}${again}: ${stateOf(gate)}`,
      '    ',
      `${shortTime(run.created_at, timezone)}  `,
    ),
    ...[...gate.reports, ...(gate.comment === null ? [] : [gate.comment])].flatMap((said) =>
      wrapMarkdown(said, '    | '),
    ),
    '',
  ])
}

function stateOf(gate: Gate): string {
  return gate.state === 'approved' ? 'approved, it goes on' : gate.state
}
