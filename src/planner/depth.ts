import type { Decision } from '../core/decision.ts'
import type { Basis } from './switches.ts'

/** Issues that Reeve opens because of issues that it opened: further than this a policy has run away (D21). */
export const mostDepth = 3

/** Repositories in which nothing is opened for a rule, because this was opened by a chain that is as long as may be. */
export function tooDeepFor(basis: Basis, { mode, wants }: Decision): string[] {
  if (mode !== 'enforce' || depthOf(basis) < mostDepth) return []
  return wants.flatMap((want) =>
    want.want === 'act' && want.act.act === 'open-issue' ? [want.act.repo] : [],
  )
}

export function depthMarker(depth: number): string {
  return `<!-- reeve-depth:${depth} -->`
}

/** How many issues of Reeve's lead to this one; markers count only in what Reeve wrote. */
export function depthOf({ app, item }: Basis): number {
  if (item.author !== app) return 0
  return Number(/<!-- reeve-depth:(\d) -->/.exec(item.body)?.[1] ?? 0)
}
