import type { Gate } from './gate.ts'

/** Whether a deployment is over: its run has ended, or GitHub tells how it went. */
export function hasEnded({ reader, repo, run }: Gate): boolean {
  if (!run.gated) return run.answered !== undefined
  const state = reader.read('run', `${repo}/${run.number}`)
  if (state.ok && state.value.ended) return true
  const there = reader.read('env', `${repo}/${run.environment}`)
  if (!there.ok) return false
  return there.value.some((each) => {
    if (!['success', 'failure', 'inactive'].includes(each.state)) return false
    if (String(each.id) === run.ask) return true
    // Without GitHub's number: what ended there at this commit, after it was let through.
    const since = run.answered?.state === 'approved' ? run.answered.at : undefined
    return since !== undefined && each.id === undefined && each.sha === run.sha && each.at >= since
  })
}
