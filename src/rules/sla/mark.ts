import type { z } from 'zod'
import type { Length } from '../../core/length.ts'
import { parseLength } from '../../time/parse.ts'
import * as keys from '../keys.ts'

/** A mark on the way to the due instant: so much of the length has gone, or so much is left. */
export type Mark = { text: string } & ({ percent: number } | { left: Length })

/** `50%` or `30m left`. */
export function mark(): z.ZodType<Mark> {
  return keys.reading<Mark>(
    (text) => {
      const percent = /^(\d{1,3})%$/.exec(text.trim())?.[1]
      if (percent !== undefined && Number(percent) > 0 && Number(percent) < 100) {
        return { ok: true, value: { text, percent: Number(percent) } }
      }
      const left = /^(.+\S)\s+left$/.exec(text.trim())?.[1]
      const length = left === undefined ? undefined : parseLength(left)
      if (length?.ok) return { ok: true, value: { text, left: length.value } }
      if (length && !length.ok) return length
      return { ok: false, what: `"${text}" is no mark.`, fix: 'Write `50%` (from 1 to 99) or `30m left`.' }
    },
    { code: 'bad-mark', why: 'A warning comes when a part of the time has gone, or when so much is left.' },
  )
}
