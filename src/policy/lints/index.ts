import { circularRules } from './circular-rules.ts'
import { clashingIds } from './clashing-ids.ts'
import { entitledActions } from './entitled-actions.ts'
import { environmentChain } from './environment-chain.ts'
import { everyoneByName } from './everyone-in-person.ts'
import { fightingRules } from './fighting-rules.ts'
import { impossibleConditions } from './impossible-conditions.ts'
import type { Lint } from './linting.ts'
import { overrideCount } from './override-count.ts'
import { ownCause } from './own-cause.ts'
import { repeatedNames } from './repeated-names.ts'
import { rollbacks } from './rollbacks.ts'
import { states } from './states.ts'
import { statesAsLabels } from './states-as-labels.ts'
import { undefinedLabels } from './undefined-labels.ts'
import { undoneAtOnce } from './undone-at-once.ts'
import { unknownNames } from './unknown-names.ts'
import { unquotedWhy } from './unquoted-why.ts'
import { unreachableEntries } from './unreachable-entries.ts'
import { updatedTerms } from './updated-terms.ts'

/** What is looked for in a file beyond its validity, in no particular order. */
export const lints: readonly Lint[] = [
  unknownNames,
  undefinedLabels,
  ownCause,
  undoneAtOnce,
  updatedTerms,
  circularRules,
  clashingIds,
  fightingRules,
  impossibleConditions,
  entitledActions,
  unreachableEntries,
  environmentChain,
  everyoneByName,
  unquotedWhy,
  repeatedNames,
  states,
  statesAsLabels,
  overrideCount,
  rollbacks,
]
