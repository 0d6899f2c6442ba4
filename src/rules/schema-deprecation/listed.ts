import { type Known, known } from '../../core/truth.ts'
import { localDate } from '../../time/zone.ts'
import type { Said } from '../finding.ts'
import { rememberedHere } from './dates.ts'
import { type Deprecated, deprecatedIn, replacementIn } from './deprecated.ts'
import { lacksFor, lineFor } from './list-file.ts'
import { say } from './messages.ts'
import type { JudgedPull } from './pull.ts'
import type { SchemaRead } from './read-schema.ts'

/** What is deprecated once a pull request is merged and has no line in the list; undefined where nothing is missing. */
export function lacksInList(
  pull: JudgedPull,
  list: string,
  after: Extract<SchemaRead, { ok: true }>,
): Known<Said | undefined> {
  const deprecated = [...deprecatedIn(after.definitions).values()]
  if (deprecated.length === 0) return known(undefined)
  const text = listText(pull, list)
  if (!text.ok) return text
  const missing = deprecated.flatMap((one) => {
    const lack = lacksFor(text.value ?? '', one.path)
    if (lack === undefined) return []
    return [{ path: one.path, lack, line: lineFor(text.value ?? '', { ...one, ...lineParts(pull, one) }) }]
  })
  return known(missing.length === 0 ? undefined : say.unlisted(list, missing))
}

/** As it is at the head where the pull request changes it, or may. */
function listText({ judging, pull, changed }: JudgedPull, list: string): Known<string | null> {
  const { facts, item } = judging
  const isChanged = !changed.ok || changed.value.includes(list)
  return facts.read('contents', `${item.repo}@${isChanged ? pull.sha : pull.base}:${list}`)
}

/** From which day on it may go, were it merged today; where no period is set, since when it is deprecated. */
function lineParts({ judging }: JudgedPull, { path, reason }: Deprecated) {
  const { now, options, rule } = judging
  const since = rememberedHere(judging)?.get(path)?.at ?? now
  const at = options.period === undefined ? since : judging.add(since, options.period)
  return { on: localDate(at, rule.timezone), replacement: replacementIn(reason) }
}
