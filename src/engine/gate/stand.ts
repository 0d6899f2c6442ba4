import type { Reason, Verdict } from '../../core/decision.ts'
import type { Instant } from '../../core/instant.ts'
import type { Said } from './messages.ts'

/** How one condition of an environment stands. `fail`: nothing mends it any more. */
export interface Stand {
  verdict: Verdict
  said: Said
  next?: Instant
  seen?: Reason['seen']
  /** It is not so, and need not be: a hotfix was approved, or this commit ran here before. */
  lifted?: true
  /** It will not stay so for long: nobody is told. */
  quiet?: true
}

export function stand(verdict: Verdict, said: Said, next?: Instant): Stand {
  return { verdict, said, ...(next === undefined ? {} : { next }) }
}
