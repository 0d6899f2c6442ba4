/**
 * The process documents that Reeve is to keep: every sentence of a document has a number, 001-1 and so on, and here the
 * levels at which it can be kept, in order. E: enforced. M: people are reminded. R: recorded. N: in part or as a whole
 * nothing that software on GitHub could keep.
 */
interface ProcessDocument {
  /** What it is about. */
  title: string
  levels: string
  /** The folder under examples/ that keeps it, or several. */
  examples: readonly string[]
}

export const processDocuments: Readonly<Record<string, ProcessDocument>> = {
  '000': {
    title: 'release, SEV and deprecation',
    examples: ['continuous'],
    levels: 'MR M MR MR E NM ER E RN E M EN E E E M M M E ER E RN E E MN EM E',
  },
  '001': {
    title: 'operations',
    examples: ['operations'],
    levels:
      'EN E E RN E N E E E E E E M E RN E E E E E E E E M ER E E E M N R E M E M E EM EM E RN E N E E E E E E M MR ' +
      'MN E E E E EN E MN E M M E E EN E E M E E M M M',
  },
  '002': {
    title: 'environments',
    examples: ['environments'],
    levels: 'E E E E E ER E E E N N N M M E N E EM ER E E E MN EN E',
  },
  '003': {
    title: 'reference',
    examples: ['reference'],
    levels: 'EM EM EM EM R E ER E E E E E E E E E E E M M EN M E EN E E E M R N',
  },
  '004': {
    title: 'support',
    examples: ['support'],
    levels: 'MN M E E E E E R E E MN M E E E E E E E ER NR M M M M E M MR R M M',
  },
}

/** Kinds of rules that are designed and not built yet. Whoever builds one takes it out, and the examples follow. */
export const awaitedKinds: readonly string[] = [
  'stale',
  'incident',
  'schedule',
  'limit',
  'close-loop',
  'digest',
]

/** Sentences of a document with their levels: `001-1` → `EN`. */
export function sentencesOf(document: string): ReadonlyMap<string, string> {
  const levels = processDocuments[document]?.levels.split(' ') ?? []
  return new Map(levels.map((level, index) => [`${document}-${index + 1}`, level]))
}
