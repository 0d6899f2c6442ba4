import { z } from 'zod'
import type { RunState } from '../../core/fact.ts'
import { known } from '../../core/truth.ts'
import { ask, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { At } from './shapes.ts'

const Somebody = z.object({ login: z.string() }).nullish()
const Run = z.object({
  status: z.string().nullish(),
  actor: Somebody,
  triggering_actor: Somebody,
  run_started_at: At.nullish(),
})

/** `acme/app/42`: who began a workflow run, or began it again, when, and whether it is over. */
export const readRun: ReadFact<'run'> = async (github, key) => {
  const [, owner, repo, number] = /^([^/]+)\/([^/]+)\/(\d+)$/.exec(key) ?? []
  if (!owner || !repo || !number) return noSuchKey('workflow run', key)
  const request = github.rest.actions.getWorkflowRun.endpoint({ owner, repo, run_id: Number(number) })
  const about = { what: `the workflow run ${number} of ${owner}/${repo}`, needs: 'actions=read' }
  const run = await ask(github, request, Run, about)
  // Only one that has ended can be deleted.
  if (!run.ok && run.failure === 'missing') return known({ ended: true })
  return mapped(run, ({ actor, status, triggering_actor: trigger, run_started_at: startedAt }): RunState => {
    const login = trigger?.login ?? actor?.login
    return {
      ended: status === 'completed',
      ...(login === undefined ? {} : { actor: login }),
      ...(startedAt == null ? {} : { startedAt }),
    }
  })
}
