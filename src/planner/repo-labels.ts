import type { Effect, LedgerLine } from '../core/effect.ts'
import type { FactTypes } from '../core/fact.ts'
import { sameName } from '../core/item.ts'
import type { LabelDefinition } from '../core/policy.ts'

type Defined = FactTypes['label-definitions'][number]

/** Labels that the policy defines are created and kept in step; those it does not name are left alone. */
export function planRepoLabels(input: {
  repo: string
  definitions: readonly LabelDefinition[]
  there: FactTypes['label-definitions']
  ledger: readonly LedgerLine[]
}): Effect[] {
  return input.definitions.flatMap((definition): Effect[] => {
    const there = findLabel(input.there, definition)
    if (there && isInStep(there, definition)) return []
    const { name, color, description } = definition
    const change = {
      do: 'repo-label.put' as const,
      label: name,
      ...(there ? { from: there.name } : {}),
      ...(color === undefined ? {} : { color: color.toLowerCase() }),
      ...(description === undefined ? {} : { description }),
    }
    const key = `repo-label:${name.toLowerCase()}`
    const last = input.ledger.find((line) => line.key === key)
    const refused = last?.state === 'refused' && JSON.stringify(last.change) === JSON.stringify(change)
    return refused ? [] : [{ key, subject: input.repo, rules: [], change, owned: false }]
  })
}

/** Under its name, else under one that it had. */
function findLabel(there: readonly Defined[], { name, was }: LabelDefinition): Defined | undefined {
  return (
    there.find((label) => sameName(label.name, name)) ??
    there.find((label) => was.some((earlier) => sameName(label.name, earlier)))
  )
}

function isInStep(there: Defined, { name, color, description }: LabelDefinition): boolean {
  return (
    there.name === name &&
    (color === undefined || sameName(there.color, color)) &&
    (description === undefined || there.description === description)
  )
}
