import type { Instant } from '../core/instant.ts'
import { parseSubject } from '../core/subject.ts'
import type { Basis } from './switches.ts'

/**
 * Whether an act was done where the issue was before it was transferred: by the same rule, as the same part of it, for what
 * was so when it came. What comes to be here is done here.
 */
export function doneElsewhere({
  cameFrom,
  ledger,
}: Basis): (key: string, asked: { began: Instant }) => boolean {
  const from = cameFrom && parseSubject(cameFrom.key)
  if (!cameFrom || from?.kind !== 'item') return () => false
  const place = `/${from.repo}/${from.number}/`
  const done = new Set(
    ledger.flatMap(({ key }) => (key.includes(place) ? [`${ruleOf(key)}/${partOf(key)}`] : [])),
  )
  return (key, { began }) => began <= cameFrom.at && done.has(`${ruleOf(key)}/${partOf(key)}`)
}

/** An act's key begins with its rule's id. */
function ruleOf(key: string): string {
  return key.slice(0, key.indexOf('/'))
}

/** And ends with which of a rule's acts it is, after what caused it: `breach/1` of `late/acme/app/7/labeled:x@…Z/breach/1`. */
function partOf(key: string): string {
  return key.includes('@') ? key.replace(/^.*@[^/]*\//, '') : key.slice(key.lastIndexOf('/') + 1)
}
