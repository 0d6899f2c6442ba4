import type { ReleaseWindow } from '../core/calendar.ts'
import type { Names } from '../core/policy.ts'

/** The windows of these names; names are checked when the policy is read. */
export function windowsNamed(names: Names, wanted: readonly string[]): ReleaseWindow[] {
  return wanted.flatMap((name) => names.windows.get(name) ?? [])
}
