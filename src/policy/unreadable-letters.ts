import type { Mistake } from './yaml-errors.ts'

/** The first letter of a file that is none: where a file is not UTF-8, or is no text at all. */
export function unreadableLetter(text: string): Mistake | undefined {
  // What a decoder puts in place of bytes that are no UTF-8.
  const undecoded = text.indexOf('\uFFFD')
  const control = text.search(controls)
  const offset = [undecoded, control].filter((at) => at >= 0).sort((a, b) => a - b)[0]
  if (offset === undefined) return undefined
  return { offset, said: offset === undecoded ? notUtf8 : noLetter }
}

/** Letters that a text may not hold however they are written: nobody can see them, and stores refuse them. */
export function holdsUnreadable(value: string): boolean {
  return controls.test(value) || !value.isWellFormed()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

const notUtf8 = {
  code: 'not-utf8',
  message: 'This letter cannot be read.',
  why: 'A policy is text in UTF-8.',
  fix: 'Save the file as UTF-8.',
}

export const noLetter = {
  code: 'control-character',
  message: 'An invisible control character stands here.',
  why: 'Nobody could see it, and names that hold it would match nothing.',
  fix: 'Take it out; if the whole file looks odd, save it as UTF-8.',
}
