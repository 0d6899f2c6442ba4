import type { Receipt } from '../../core/effect.ts'
import type { Instant } from '../../core/instant.ts'
import { failureOf, permissionWords, untilOf } from '../failure.ts'

const outageMilliseconds = 30_000

/** What an Octokit's error means for an effect. A mistake of ours is thrown on. */
export function receiptOf(error: unknown, { now, needs }: { now: Instant; needs: string }): Receipt {
  const failure = failureOf(error)
  if (!failure) throw error
  switch (failure.failure) {
    case 'limited': {
      const after = untilOf(failure, now, outageMilliseconds)
      return { outcome: 'retry', after, why: `GitHub asks to wait: ${failure.message}`, isPaced: true }
    }
    case 'forbidden':
      return {
        outcome: 'refused',
        why: `Reeve may not do this: it needs ${permissionWords(failure.needs ?? needs)}`,
      }
    case 'missing':
      return {
        outcome: 'refused',
        why: `It is not there any more, or Reeve may not see it (${failure.message})`,
      }
    case 'refused':
      return { outcome: 'refused', why: `GitHub refused it: ${failure.message}` }
    case 'broken':
      return {
        outcome: 'retry',
        after: Math.max(now + outageMilliseconds, untilOf(failure, now, 0)),
        why: `GitHub gave ${failure.message}`,
      }
    default:
      return failure satisfies never
  }
}

/** Runs what may answer 404 or 410, which then is an answer: undefined. */
export async function unlessMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (failureOf(error)?.failure === 'missing') return undefined
    throw error
  }
}
