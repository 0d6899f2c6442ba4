import { z } from 'zod'
import { type Instant, parseInstant, wholeSecond } from '../../core/instant.ts'
import { compareText } from '../../core/subject.ts'

/** One line of the input: a webhook as GitHub sends it, or `reeve.policy`, which replaces the policy from then on. */
export interface Line {
  at: Instant
  event: string
  delivery: string
  payload: unknown
  /** Where it stands, counted from 1. */
  line: number
}

const shape = z.looseObject({
  at: z.string(),
  event: z.string(),
  delivery: z.union([z.string(), z.number()]).optional(),
  payload: z.unknown(),
})

/** Reads all lines before anything is done with them; the first that is wrong is told with its place. */
export function readLines(
  text: string,
): { ok: true; lines: Line[] } | { ok: false; line: number; message: string } {
  const lines: (Line & { raw: string })[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (raw.trim() === '') continue
    const read = readLine(raw, index + 1)
    if (!read.ok) return read
    lines.push({ ...read.value, raw: raw.trim() })
  }
  // Of lines that say different things under one id the same one counts, however they are shuffled.
  lines.sort((a, b) => compareLines(a, b) || compareText(a.raw, b.raw))
  const seen = new Set<string>()
  const once = lines.filter(({ delivery }) => {
    // A delivery id counts once (D10.1).
    const isNew = !seen.has(delivery)
    seen.add(delivery)
    return isNew
  })
  return { ok: true, lines: once.map(({ raw: _raw, ...line }) => line) }
}

function readLine(
  raw: string,
  line: number,
): { ok: true; value: Line } | { ok: false; line: number; message: string } {
  let data: unknown
  try {
    data = JSON.parse(raw)
  } catch (error) {
    return {
      ok: false,
      line,
      message: `this line is no JSON (${error instanceof Error ? error.message : String(error)})`,
    }
  }
  const read = shape.safeParse(data)
  if (!read.success) {
    const [first] = read.error.issues
    return {
      ok: false,
      line,
      message: `${first?.path.join('.') || 'the line'}: ${first?.message ?? 'cannot be read'}`,
    }
  }
  const at = parseInstant(read.data.at)
  if (at === undefined) {
    return { ok: false, line, message: `at: "${read.data.at}" is no instant such as 2026-01-05T09:00:00Z` }
  }
  const { event, payload } = read.data
  if (typeof payload !== 'object' || payload === null) {
    return { ok: false, line, message: 'payload: this is to be the object that GitHub sends' }
  }
  // Lines without a delivery id are told apart by what they say.
  const delivery =
    read.data.delivery === undefined ? `${read.data.at} ${event} ${raw.trim()}` : String(read.data.delivery)
  return { ok: true, value: { at: wholeSecond(at), event, delivery, payload, line } }
}

/** By instant, then openings first, then removals, then delivery id: the order of lines never matters (D10.1). */
function compareLines(a: Line, b: Line): number {
  return a.at - b.at || rank(a) - rank(b) || compareText(a.delivery, b.delivery)
}

const removals = ['unlabeled', 'unassigned', 'demilestoned', 'removed', 'deleted']

function rank({ event, payload }: Line): number {
  if (event === 'reeve.policy') return -1
  const action = z.looseObject({ action: z.string() }).safeParse(payload)
  if (!action.success) return 2
  if (action.data.action === 'opened' && (event === 'issues' || event === 'pull_request')) return 0
  return removals.includes(action.data.action) ? 1 : 2
}
