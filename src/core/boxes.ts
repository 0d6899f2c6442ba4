import type { Entry, EntryDetail } from './history.ts'
import { spokenText } from './references.ts'

/** Longest text of a box that is told apart, and most boxes of one text: nobody's list has more. */
const longest = 300
const most = 200

/**
 * The boxes of a text's task lists, by what stands beside them on the line: whether each is ticked. None from code. Of two
 * with one text the first counts.
 */
export function boxesIn(markdown: string): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>()
  if (!/\[[ xX]\]/.test(markdown)) return found
  const lines = markdown.split('\n')
  // Where a box stands is told by what is no code; what stands beside it is taken as it was written.
  spokenText(markdown)
    .split('\n')
    .forEach((spoken, index) => {
      const start = /^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+/.exec(spoken)
      if (!start || found.size >= most) return
      const text = (lines[index] ?? '')
        .slice(start[0].length)
        .replace(/<!--.*?-->/g, '')
        .replace(/\s+/g, ' ')
        .trim()
      if (text !== '' && text.length <= longest && !found.has(text)) found.set(text, start[1] !== ' ')
    })
  return found
}

type Tick = Pick<Entry, 'what' | 'target'> & { detail?: EntryDetail }

/** What an edit ticked and unticked. A box that was not there before was unticked. */
export function ticksBetween(before: string, after: string, detail?: EntryDetail): Tick[] {
  const was = boxesIn(before)
  return [...boxesIn(after)].flatMap(([text, isTicked]): Tick[] =>
    isTicked === (was.get(text) ?? false)
      ? []
      : [{ what: isTicked ? 'ticked' : 'unticked', target: text, ...(detail ? { detail } : {}) }],
  )
}

/** Names the list that a rule keeps in a comment of its own. */
export function listSlot(rule: string): string {
  return `checklist/${rule}`
}

/** The slot of the list that a comment is; undefined for any other comment. That it is Reeve's own says its writer (D21). */
export function listSlotIn(body: string): string | undefined {
  return /<!-- reeve:(checklist\/[^\s>]+) -->/.exec(body)?.[1]
}
