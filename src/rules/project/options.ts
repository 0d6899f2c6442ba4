import { z } from 'zod'
import type { FieldValues } from '../../core/boards.ts'
import * as keys from '../keys.ts'

export interface Options {
  board: string
  set: FieldValues
  'from-labels': Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const options = z.strictObject({
  board: keys.board().meta({ description: 'The board, as owner/number or by its address.' }),
  set: keys
    .fieldValues()
    .default({})
    .meta({ description: 'Fields and the values they get when it is put on the board.' }),
  'from-labels': z
    .record(keys.plain(), z.record(keys.label(), keys.plain()))
    .default({})
    .meta({ description: 'Fields, and for each label the option it stands for: kept the same both ways.' }),
})
