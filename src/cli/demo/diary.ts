/** What Reeve did, a line each, in order. */
export interface Diary {
  lines: readonly string[]
  /** Nothing is written where there is nothing to say. */
  write(line: string | undefined): void
  /** Is given every line as it comes. */
  onLine: ((line: string) => void) | undefined
}

export function createDiary(): Diary {
  const lines: string[] = []
  const diary: Diary = {
    lines,
    onLine: undefined,
    write(line) {
      if (line === undefined) return
      lines.push(line)
      diary.onLine?.(line)
    },
  }
  return diary
}
