/** How long before a window closes its checks begin to turn, milliseconds (D18). */
export interface Lead {
  ms: number
  /** It is never more than this, so that long before an edge nobody needs to know it. */
  atMost: number
}

/** In a replay, and at a gate that is answered when it is asked: nothing takes any time. */
export const noLead: Lead = { ms: 0, atMost: 0 }

/** For one head to be judged, and for its part of a request that GitHub takes its time for. */
const msForEach = 250

const step = 10_000
const anHour = 3_600_000

/** The lead that so many heads need, where what GitHub allows makes them wait for `pacedMs`. Whole ten seconds: it seldom moves. */
export function leadOf(heads: number, pacedMs: number): Lead {
  const needed = Math.ceil((pacedMs + heads * msForEach) / step) * step
  return { ms: Math.min(needed, anHour), atMost: anHour }
}
