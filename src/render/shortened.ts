/** GitHub takes 65,536 characters of a comment or a check's summary; some are left for what stands around them. */
export const longestBody = 60_000

/** A text that is too long ends with `…`, at the end of a line where there is one near; what was quoted as code is closed. */
export function shortened(text: string, longest = longestBody): string {
  if (text.length <= longest) return text
  const fence = '\n```'
  const room = longest - fence.length - 2
  const cut = cutAt(text, room)
  const line = cut.lastIndexOf('\n')
  const whole = line > room - 500 && line > 0 ? cut.slice(0, line) : cut
  const isInCode = (whole.match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1
  return isInCode ? `${whole}\n…${fence}` : `${whole}${whole === cut ? '…' : '\n…'}`
}

/** GitHub refuses an issue whose title is longer. */
const longestTitle = 256

export function shortTitle(title: string): string {
  return title.length <= longestTitle ? title : `${cutAt(title, longestTitle - 1)}…`
}

/** The first so many characters, none of them in half. */
export function cutAt(text: string, longest: number): string {
  const last = text.charCodeAt(longest - 1)
  const isHalf = text.length > longest && last >= 0xd800 && last <= 0xdbff
  return text.slice(0, isHalf ? longest - 1 : longest)
}
