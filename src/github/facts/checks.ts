import { z } from 'zod'
import type { CheckState } from '../../core/fact.ts'
import { known } from '../../core/truth.ts'
import { askAll, commitAt, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Run = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
})
const Status = z.object({ context: z.string(), state: z.string() })

/** Check runs and commit statuses of a commit, the newest of each name. */
export const readChecks: ReadFact<'checks'> = async (github, key, { app }) => {
  const at = commitAt(key)
  if (!at) return noSuchKey('commit', key)
  const { owner, repo, sha: ref } = at
  const listed = { owner, repo, ref, per_page: 100 }
  const [runs, statuses] = await Promise.all([
    askAll(github, github.rest.checks.listForRef.endpoint(listed), Run, {
      what: `the checks of ${key}`,
      needs: 'checks=read',
      within: 'check_runs',
    }),
    askAll(github, github.rest.repos.listCommitStatusesForRef.endpoint(listed), Status, {
      what: `the statuses of ${key}`,
      needs: 'statuses=read',
    }),
  ])
  if (!runs.ok) return { ok: false, why: runs.why }
  if (!statuses.ok) return { ok: false, why: statuses.why }
  const slug = app.replace(/\[bot\]$/, '')
  const states = [
    ...runs.value.toSorted((a, b) => b.id - a.id).map((run) => runState(run, run.app?.slug === slug)),
    // Statuses are listed newest first.
    ...statuses.value.map(
      ({ context, state }): CheckState => ({ name: context, state: statusState(state), own: false }),
    ),
  ]
  return known(newestOfEach(states))
}

function newestOfEach(states: readonly CheckState[]): CheckState[] {
  const newest = new Map<string, CheckState>()
  for (const state of states) {
    const key = `${state.own} ${state.name}`
    if (!newest.has(key)) newest.set(key, state)
  }
  return [...newest.values()]
}

function runState({ name, status, conclusion }: z.infer<typeof Run>, own: boolean): CheckState {
  if (status !== 'completed') return { name, state: 'pending', own }
  if (conclusion === 'neutral' || conclusion === 'skipped') return { name, state: 'skipped', own }
  return { name, state: conclusion === 'success' ? 'success' : 'failure', own }
}

function statusState(state: string): CheckState['state'] {
  if (state === 'success' || state === 'pending') return state
  return 'failure'
}
