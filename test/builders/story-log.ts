import { type Logger, pino } from 'pino'

/** A line that Reeve wrote into its log. */
export interface LogLine {
  /** pino's: 30 info, 40 warn, 50 error. */
  level: number
  msg: string
  [field: string]: unknown
}

/** A log that keeps its lines, and shows them where STORY_LOG names a level. */
export function listenToLog(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = []
  const shown = process.env.STORY_LOG === undefined ? undefined : pino.levels.values[process.env.STORY_LOG]
  const log = pino(
    { level: 'info', base: null },
    {
      write(text: string) {
        const line: LogLine = JSON.parse(text)
        lines.push(line)
        if (shown !== undefined && line.level >= shown) console.log(text.trimEnd())
      },
    },
  )
  return { log, lines }
}
