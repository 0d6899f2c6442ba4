import { addBoard } from './board-command.ts'
import { addCheck } from './check.ts'
import { addDeadLetters } from './dead-letters-command.ts'
import { addOverrides } from './overrides-command.ts'
import { addReplay } from './replay.ts'
import { addSchema } from './schema.ts'
import { addServe } from './serve-command.ts'
import type { AddCommand } from './shell.ts'
import { addTest } from './test-command.ts'
import { addTime } from './time-command.ts'

/** Every command of `reeve`, in the order in which help lists them. A new one is one file and one line here. */
export const commands: readonly AddCommand[] = [
  addCheck,
  addReplay,
  addTest,
  addTime,
  addSchema,
  addServe,
  addBoard,
  addOverrides,
  addDeadLetters,
]
