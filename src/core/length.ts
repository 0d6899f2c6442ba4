/**
 * How long something may take, as written in a policy (D8). `seconds` counts open time of the rule's calendar,
 * `days` working days, `weeks` seven dates each at the same wall time, the others what they say.
 */
export type Length =
  | { unit: 'seconds'; seconds: number }
  | { unit: 'days' | 'weeks' | 'calendar days' | 'months'; count: number }

/** What an SLA counts towards: a length, or an instant such as the end of a sprint (D8). */
export type Goal =
  | { goal: 'length'; length: Length }
  /** `end of <calendar>`, `end of next <calendar>`: `next` is true for the latter. */
  | { goal: 'end of calendar'; calendar: string; next: boolean }
  | { goal: 'end of day' }
  | { goal: 'end of milestone' }

/** What repeats (`every: 2w`): calendar lengths at the same wall time. */
export interface Period {
  unit: 'hours' | 'days' | 'weeks' | 'months'
  count: number
}
