/**
 * The values that keys of a policy can have (kinds.md, the table of types). Each gives a zod schema whose output is
 * parsed, so a kind never sees text it would have to read. Give a default as it is written in a policy:
 * `length().prefault('1d')`. Say what each key means with `.meta({ description })`: editors show it.
 */
export { actions, actionsElsewhere } from './actions-schema.ts'
export {
  calendar,
  choice,
  count,
  flag,
  label,
  labels,
  listOf,
  name,
  names,
  oneOrMany,
  plain,
  windows,
} from './basic-keys.ts'
export { type Expression, expression } from './expression-keys.ts'
export { isPeopleName, people, person } from './people-keys.ts'

export { address, board, fieldValues, path, paths, repo, zone } from './place-keys.ts'
export { query, ruleId } from './query-keys.ts'
export { text } from './text-keys.ts'
export { date, goal, left, length, lines, moment, period, reading, time, weeklyLines } from './time-keys.ts'
