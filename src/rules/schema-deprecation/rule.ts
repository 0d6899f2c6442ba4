import type { KeyRemark, RuleKind } from '../../core/rule-kind.ts'
import { type SchemaOptions, schemaOptions } from './options.ts'
import { judgePull } from './pull.ts'
import { judgeRepo } from './repo.ts'

export const schemaDeprecation: RuleKind<SchemaOptions> = {
  name: 'schema-deprecation',
  summary:
    'Nothing goes from a GraphQL schema before it was deprecated for long enough, and what is deprecated is listed.',
  phase: 'rule',
  gates: true,
  options: schemaOptions,
  without: [],
  needs: ['files', 'contents', 'tree', 'merge-base', 'versions', 'merged-at', 'remembered'],
  evaluate: judgePull,
  evaluateRepo: judgeRepo,
  remarks,
}

function remarks({ period, warn, 'on-warn': onWarn, 'on-due': onDue }: SchemaOptions): KeyRemark[] {
  if (period !== undefined) return unpaired(warn.length > 0, onWarn.length > 0)
  const lost = [
    ...(warn.length > 0 ? ['warn'] : []),
    ...(onWarn.length > 0 ? ['on-warn'] : []),
    ...(onDue.length > 0 ? ['on-due'] : []),
  ]
  const never = lost.length === 0 ? '' : ` ${lost.map((key) => `\`${key}\``).join(' and ')} never comes.`
  return [
    {
      path: [],
      level: 'warning',
      code: 'no-period',
      message: `No period is set after which what is deprecated may go.${never}`,
      why: 'Without one every removal is refused.',
      fix: 'Add one, such as `period: 6 months`.',
    },
  ]
}

/** A mark at which nothing is done, and what is done at no mark. */
function unpaired(isMarked: boolean, isDone: boolean): KeyRemark[] {
  if (isMarked === isDone) return []
  const [key, other] = isMarked ? ['warn', 'on-warn'] : ['on-warn', 'warn']
  return [
    {
      path: [key],
      level: 'warning',
      code: 'never-warned',
      message: `\`${key}\` comes to nothing: there is no \`${other}\`.`,
      why: '`on-warn` is done at each mark that `warn` names.',
      fix: isMarked
        ? 'Say with `on-warn` what is done then.'
        : 'Say when with `warn`, such as `warn: 30d left`.',
    },
  ]
}
