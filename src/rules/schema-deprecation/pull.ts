import type { Finding, Reason } from '../../core/decision.ts'
import type { Annotation } from '../../core/effect.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { PullState } from '../../core/item.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import { type Known, known } from '../../core/truth.ts'
import { pathsMatcher } from '../../query/match-path.ts'
import { finding, reason, type Said } from '../finding.ts'
import { type BreakingChange, breakingChanges } from './changes.ts'
import { rememberedHere, type Since } from './dates.ts'
import { deprecatedIn } from './deprecated.ts'
import { freeFrom, freeFromInWords } from './free-from.ts'
import { lacksInList } from './listed.ts'
import { type Due, type MayGo, mayGoIn, soonest } from './may-go.ts'
import { type Refused, say } from './messages.ts'
import type { SchemaOptions } from './options.ts'
import { readSchema, type SchemaProblem, type SchemaRead } from './read-schema.ts'
import { filesAt, filesWith, type Place } from './schema-files.ts'

/** A pull request: what it would make of the schema, against the branch that it is to be merged into. */
export function judgePull(judging: Judging<SchemaOptions>): Finding {
  const { rule, item, options } = judging
  const tell = (verdict: Finding['verdict'], said: Said, more: Partial<Finding> = {}) =>
    finding({ verdict, reason: reason(rule, said), ...more })
  if (!item.pull) return tell('not-applicable', say.noPull())
  const changed = judging.facts.read('files', itemKey(item.repo, item.number))
  const concerns = pathsMatcher([...options.schema, ...(options.list === undefined ? [] : [options.list])])
  if (changed.ok && !changed.value.some(concerns)) return tell('pass', say.untouched())
  const pull = { judging, pull: item.pull, changed }
  const schemas = schemasOf(pull)
  if (!schemas.ok) return tell('unknown', changed.ok ? say.unreadSchema(options.schema) : say.unreadFiles())
  const { before, after } = schemas.value
  if (!after.ok)
    return tell('fail', say.broken(after.problem), { annotations: [annotationOf(after.problem)] })
  const broken = before.ok ? refusedIn(pull, before, after) : nothingRefused
  const lacking = options.list === undefined ? known(undefined) : lacksInList(pull, options.list, after)
  const next = earliest(...broken.early)
  const later = next === undefined ? {} : { next }
  const said = [
    ...(broken.refused.length > 0 ? [say.refused(broken.refused)] : []),
    ...(lacking.ok && lacking.value ? [lacking.value] : []),
  ]
  if (said.length > 0) return finding({ verdict: 'fail', reason: together(judging, said), ...later })
  if (broken.unsure.length > 0) return tell('unknown', say.unreadDates(broken.unsure), later)
  if (!lacking.ok) return tell('unknown', say.unreadList(options.list ?? ''))
  return tell('pass', say.kept(remarksOn(before, after)))
}

function annotationOf({ path, line, message }: SchemaProblem): Annotation {
  return { path, line, level: 'failure', title: 'The schema cannot be read', message }
}

/** The pull request, and which files it changes as far as that is known. */
export interface JudgedPull {
  judging: Judging<SchemaOptions>
  pull: PullState
  changed: Known<readonly string[]>
}

function placeAt({ judging: { item, options } }: JudgedPull, ref: string): Place {
  return { repo: item.repo, ref, schema: options.schema }
}

function schemasOf(pull: JudgedPull): Known<{ before: SchemaRead; after: SchemaRead }> {
  const { facts } = pull.judging
  const base = placeAt(pull, pull.pull.base)
  const before = filesAt(facts, base)
  const after = filesWith(facts, base, { sha: pull.pull.sha, changed: pull.changed })
  if (!before.ok) return before
  return after.ok ? known({ before: readSchema(before.value), after: readSchema(after.value) }) : after
}

type Read = Extract<SchemaRead, { ok: true }>

interface Broken {
  refused: readonly Refused[]
  /** When those that are only early may go. */
  early: readonly Instant[]
  /** Paths of changes about which it is not known whether they may be made. */
  unsure: readonly string[]
}

const nothingRefused: Broken = { refused: [], early: [], unsure: [] }

function refusedIn(pull: JudgedPull, before: Read, after: Read): Broken {
  const { judging } = pull
  const changes = breakingChanges(before.schema, after.schema)
  if (changes.length === 0) return nothingRefused
  const since = rememberedHere(judging) ?? new Map<string, Since>()
  const deprecated = deprecatedIn(before.definitions)
  const { period } = judging.options
  const due: Due = (path) => {
    if (!deprecated.has(path)) return undefined
    if (period === undefined) return 'never'
    const began = since.get(path)
    return began === undefined ? 'unknown' : { from: freeFrom(judging, began.at, period) }
  }
  const mayGo = mayGoIn(before.schema, due)
  const blocked = changes.flatMap((change) => {
    const when = soonest(change.goesWith.map(mayGo))
    return typeof when === 'object' && when.from <= judging.now ? [] : [{ change, when }]
  })
  const own = blocked.length === 0 ? blocked : onlyOwn(pull, blocked, after)
  return sorted(judging, own, { since, isMarked: (path) => deprecated.has(path) })
}

interface Blocked {
  change: BreakingChange
  when: MayGo
}

/**
 * What the base branch has got since the pull request left it is not taken away by it: only what is missing beside the
 * commit that it started from as well is its own doing.
 */
function onlyOwn(pull: JudgedPull, blocked: readonly Blocked[], after: Read): readonly Blocked[] {
  const { judging } = pull
  const { item, facts } = judging
  const start = facts.read('merge-base', `${item.repo}@${pull.pull.base}...${pull.pull.sha}`)
  // Where it is not known where it started, the branch as it is now has to do.
  if (!start.ok || start.value === null) return blocked
  const files = filesAt(facts, placeAt(pull, start.value))
  const then = files.ok ? readSchema(files.value) : undefined
  if (!then?.ok) return blocked
  const own = new Set(breakingChanges(then.schema, after.schema).map(nameOf))
  return blocked.filter(({ change }) => own.has(nameOf(change)))
}

function nameOf({ path, message }: BreakingChange): string {
  return `${path} ${message}`
}

function sorted(
  judging: Judging<SchemaOptions>,
  blocked: readonly Blocked[],
  { since, isMarked }: { since: ReadonlyMap<string, Since>; isMarked(path: string): boolean },
): Broken {
  const refused: Refused[] = []
  const early: Instant[] = []
  const unsure: string[] = []
  for (const { change, when } of blocked) {
    const { path, how, message } = change
    if (when === 'unknown') unsure.push(path)
    else if (when === 'never') {
      const why = change.goesWith.some(isMarked) ? 'no-period' : 'not-deprecated'
      refused.push({ path, how, message, obstacle: { why } })
    } else {
      early.push(when.from)
      const began = since.get(path)?.at
      const obstacle = { why: 'early' as const, until: freeFromInWords(judging, when.from) }
      refused.push({
        path,
        how,
        message,
        obstacle: began === undefined ? obstacle : { ...obstacle, since: judging.local(began) },
      })
    }
  }
  return { refused, early, unsure }
}

function together({ rule }: Judging<SchemaOptions>, said: readonly Said[]): Reason {
  const joined = (part: (one: Said) => string) => said.map(part).join(' ')
  return reason(rule, { what: joined(({ what }) => what), fix: joined(({ fix }) => fix) })
}

function remarksOn(before: SchemaRead, after: Read): string[] {
  const was = before.ok ? deprecatedIn(before.definitions) : undefined
  const nameless = [...deprecatedIn(after.definitions).values()].filter(
    ({ path, reason: given }) => given === '' && !was?.has(path),
  )
  return [
    ...(before.ok ? [] : [say.notCompared(before.problem)]),
    ...(nameless.length > 0 ? [say.noReason(nameless.map(({ path }) => path))] : []),
  ]
}
