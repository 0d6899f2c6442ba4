import type { ReleaseWindow } from '../core/calendar.ts'
import type { Names } from '../core/policy.ts'
import { listed } from '../core/words.ts'

/** The windows of these names; names are checked when the policy is read. */
export function windowsNamed(names: Names, wanted: readonly string[]): ReleaseWindow[] {
  return wanted.flatMap((name) => names.windows.get(name) ?? [])
}

/** Why windows are closed, as the policy says, behind what is said of them. */
export function because(reasons: readonly string[]): string {
  return reasons.length > 0 ? ` (${listed(reasons)})` : ''
}
