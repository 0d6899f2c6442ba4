import { same } from '../world.ts'

/** Deletes a key whatever its case. */
export function deleteKey(from: Record<string, unknown>, key: string): void {
  for (const each of Object.keys(from)) if (same(each, key)) delete from[each]
}
