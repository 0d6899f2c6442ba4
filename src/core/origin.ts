import { parseSubject, type SubjectKey } from './subject.ts'

/** Stands in the body of an issue that Reeve opened for another item. */
export function originMarker(origin: SubjectKey): string {
  return `<!-- reeve-origin:${origin} -->`
}

/** For which item an issue was opened, if its body says so. */
export function originIn(body: string): SubjectKey | undefined {
  const found = /<!-- reeve-origin:(\S+) -->/.exec(body)?.[1]
  return found !== undefined && parseSubject(found)?.kind === 'item' ? found : undefined
}
