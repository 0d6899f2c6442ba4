import type { Finding, Memory, Occasion } from '../../core/decision.ts'
import { earliest, formatInstant, type Instant } from '../../core/instant.ts'
import type { RepoJudging } from '../../core/rule-kind.ts'
import { pathsMatcher } from '../../query/match-path.ts'
import { always } from '../../time/calendar.ts'
import { due as dueAt, markAt, openTimeOf } from '../../time/due.ts'
import { finding, reason } from '../finding.ts'
import {
  type Beginning,
  beganAt,
  beginnings,
  endedAt,
  lookedAt,
  remembered,
  type Since,
  wasLookedAt,
} from './dates.ts'
import { type Deprecated, deprecatedIn, replacementIn } from './deprecated.ts'
import { freeFromInWords } from './free-from.ts'
import { say, due as words } from './messages.ts'
import type { SchemaOptions } from './options.ts'
import { readSchema } from './read-schema.ts'
import { filesAt } from './schema-files.ts'

/** The default branch: since when things are deprecated there, and what is to be done about it. */
export function judgeRepo(judging: RepoJudging<SchemaOptions>): Finding {
  const { rule, options, repo } = judging
  const files = filesAt(judging.facts, { repo, ref: 'HEAD', schema: options.schema })
  if (!files.ok)
    return finding({ verdict: 'unknown', reason: reason(rule, say.unreadSchema(options.schema)) })
  if (files.value.length === 0)
    return finding({ verdict: 'not-applicable', reason: reason(rule, say.noSchema(options.schema)) })
  const read = readSchema(files.value)
  // What was deprecated stays so until it can be read again.
  if (!read.ok) return finding({ verdict: 'fail', reason: reason(rule, say.broken(read.problem)) })
  const deprecated = deprecatedIn(read.definitions)
  const { since, remember, unsure } = datesOf(judging, deprecated)
  const marked = [...since].map(([path, began]) => coming(judging, deprecated.get(path), began))
  const next = earliest(...marked.map((one) => one.next))
  return finding({
    verdict: unsure.length > 0 ? 'unknown' : 'pass',
    reason: reason(rule, unsure.length > 0 ? say.unreadDates(unsure) : say.stands(deprecated.size)),
    occasions: marked.flatMap(({ occasions }) => occasions),
    remember,
    ...(next === undefined ? {} : { next }),
  })
}

interface Dates {
  since: ReadonlyMap<string, Since>
  remember: readonly Memory[]
  unsure: readonly string[]
}

/** What is remembered, without what has ended, and with what has begun (D3). */
function datesOf(judging: RepoJudging<SchemaOptions>, deprecated: ReadonlyMap<string, Deprecated>): Dates {
  const { rule, now } = judging
  const kept = remembered(judging.memory)
  const since = new Map<string, Since>()
  const remember: Memory[] = []
  const unsure: string[] = []
  for (const path of kept.keys()) if (!deprecated.has(path)) remember.push(endedAt(rule.id, path, now))
  const unknown = [...deprecated.values()].filter(({ path }) => !kept.has(path))
  const found = beginningsOf(judging, unknown)
  for (const { path } of deprecated.values()) {
    const known = kept.get(path)
    const began = known ? undefined : found.get(path)
    if (known) since.set(path, known)
    else if (!began?.ok) unsure.push(path)
    else {
      const first = sinceOf(judging, began.value)
      since.set(path, first)
      remember.push(beganAt(rule.id, path, first))
    }
  }
  if (unsure.length === 0 && !wasLookedAt(judging.memory)) remember.push(lookedAt(rule.id, now))
  return { since, remember, unsure }
}

function beginningsOf({ facts, repo }: RepoJudging<SchemaOptions>, deprecated: readonly Deprecated[]) {
  const byFile = Map.groupBy(deprecated, ({ file }) => file)
  return new Map(
    [...byFile].flatMap(([file, those]) => [
      ...beginnings(facts, { repo, file, paths: those.map(({ path }) => path) }),
    ]),
  )
}

/**
 * When it began, as far as anybody can tell, else now. A commit may be much older than its push: what a push has just brought
 * did not begin before it. What holds at the first look of all is nothing new, unless that look was told of a change.
 */
function sinceOf(judging: RepoJudging<SchemaOptions>, began: Beginning): Since {
  const { now, memory } = judging
  const isFirst = !wasLookedAt(memory)
  const told = toldAt(judging)
  if (began === 'before') return { at: now, found: true }
  if (began === undefined) return { at: told ?? now, found: isFirst && told === undefined }
  return { at: isFirst ? began : Math.max(began, told ?? began), found: false }
}

/** When webhooks told that the schema changed; undefined where this look is about something else. */
function toldAt({ told, repo, options }: RepoJudging<SchemaOptions>): Instant | undefined {
  const prefix = `contents:${repo}@HEAD:`
  const isSchema = pathsMatcher(options.schema)
  const paths = told.keys.flatMap((fact) => (fact.startsWith(prefix) ? [fact.slice(prefix.length)] : []))
  return paths.some((path) => path === '*' || isSchema(path)) ? told.at : undefined
}

interface Coming {
  occasions: readonly Occasion[]
  next?: Instant
}

/** What is due about one deprecation: that it is new, that its period is about to end, that it has ended. */
function coming(
  judging: RepoJudging<SchemaOptions>,
  deprecated: Deprecated | undefined,
  began: Since,
): Coming {
  if (!deprecated) return { occasions: [] }
  const { now, options } = judging
  const { path } = deprecated
  const ends = options.period === undefined ? undefined : judging.add(began.at, options.period)
  const marks = ends === undefined ? [] : options.warn.map((mark) => markOf(judging, began.at, mark))
  const made = madeFor(deprecated, began, ends)
  const occasions: Occasion[] = []
  if (!began.found) occasions.push(made('deprecated', options.do, began.at, words.began(path)))
  for (const { text, at } of marks)
    if (ends !== undefined && at <= now && now < ends)
      occasions.push(made(text, options['on-warn'], at, words.soon(path, freeFromInWords(judging, ends))))
  if (ends !== undefined && ends <= now)
    occasions.push(made('due', options['on-due'], ends, words.over(path)))
  const next = earliest(...[...marks.map(({ at }) => at), ends].filter((at) => at !== undefined && at > now))
  return {
    occasions: occasions.filter(({ actions }) => actions.length > 0),
    ...(next === undefined ? {} : { next }),
  }
}

function madeFor({ path, reason: given }: Deprecated, began: Since, ends: Instant | undefined) {
  return (what: string, actions: Occasion['actions'], at: Instant, said: string): Occasion => ({
    actions,
    cause: `${path}@${formatInstant(began.at)}/${what}`,
    at,
    stays: true,
    texts: {
      reason: said,
      names: { path, replacement: replacementIn(given) },
      ...(ends === undefined ? {} : { due: ends }),
    },
  })
}

/** So much before the end, counted as the period is (D8); never before the beginning. */
function markOf(
  { calendar, options: { period } }: RepoJudging<SchemaOptions>,
  began: Instant,
  { text, left }: SchemaOptions['warn'][number],
): { text: string; at: Instant } {
  if (period === undefined) return { text, at: began }
  const whole = period.unit === 'months' || period.unit === 'calendar days'
  const counts = whole ? always(calendar.timezone) : calendar
  const length = counts.spent(began, dueAt(calendar, began, period))
  return {
    text,
    at: markAt(counts, began, Math.max(0, length - openTimeOf(counts, began, left)), []),
  }
}
