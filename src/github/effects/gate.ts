import { failureOf } from '../failure.ts'
import { alreadySo, done, type Ended, type MakeEffect, type Making } from './making.ts'

/** Says how it stands with a deployment that waits; without a state GitHub takes it as a report. */
export const reportGate: MakeEffect<'gate.report'> = {
  needs: () => 'deployments=write',
  make: (making) => callBack(making, making.change),
}

export const answerGate: MakeEffect<'gate.answer'> = {
  needs: () => 'deployments=write',
  make: (making) => callBack(making, making.change),
}

interface Answer {
  environment: string
  run_id: number
  comment: string
  state?: 'approved' | 'rejected'
}

/** What GitHub does not take any more was cancelled, or answered by somebody else: there is nothing left to say (D19). */
async function callBack(
  { github, owner, repo }: Making,
  { environment, run_id, comment, state }: Answer,
): Promise<Ended> {
  const about = { owner, repo, run_id, environment_name: environment, comment }
  try {
    await github.rest.actions.reviewCustomGatesForRun(state === undefined ? about : { ...about, state })
    return done
  } catch (error) {
    const failure = failureOf(error)?.failure
    if (failure === 'missing' || failure === 'refused') return alreadySo
    throw error
  }
}
