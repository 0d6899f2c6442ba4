import type { Memory } from '../../core/decision.ts'
import type { Shipping } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { referencesIn } from '../../core/references.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import { hasSucceeded } from '../deployed.ts'
import { type Course, courseOn } from '../evaluate.ts'
import type { NotingReader } from '../fact-set.ts'
import { type GateInput, ofItem } from './gate.ts'

/** What a deployment or a release brings (D19, Ships), read when it is first asked for. */
export interface Shipped {
  /** Pull requests and commits since the last success there; of a first deployment only the commit's own. */
  all(): Known<Shipping>
  /** The issues that a pull request closes, by their keys. */
  closes(pull: SubjectKey): Known<readonly SubjectKey[]>
  /** One of them as rules see it: without what was not allowed (D4). */
  course(key: SubjectKey): Known<Course>
  /** What is to be remembered of those looked at. */
  remember(): { key: SubjectKey; memory: readonly Memory[] }[]
}

export function createShipped(
  input: Omit<GateInput, 'run'>,
  { now, reader, ships }: { now: Instant; reader: NotingReader; ships(): Known<Shipping> },
): Shipped {
  const courses = new Map<SubjectKey, Known<Course>>()
  return {
    all: ships,
    closes: (pull) => closedBy(pull, reader),
    course(key) {
      const made = courses.get(key) ?? courseFor(input, key, { now, reader })
      courses.set(key, made)
      return made
    },
    remember: () =>
      [...courses].flatMap(([key, course]) => (course.ok ? [{ key, memory: course.value.remember }] : [])),
  }
}

/** Since the last success there; of a first deployment only the commit's own. */
export function shippingHere({ repo, run }: GateInput, reader: NotingReader): Known<Shipping> {
  const since = shippingOf({ repo, run, to: run.environment }, reader)
  if (since) return since
  if (run.pulls.length > 0)
    return known({ pulls: run.pulls.map((number) => itemKey(repo, number)), bare: [] })
  return reader.read('shipping', `${repo}@${run.sha}`)
}

/** What comes with a deployment's commit since the last success in an environment; undefined where nothing ran there yet. */
export function shippingOf(
  { repo, run, to }: Pick<GateInput, 'repo' | 'run'> & { to: string },
  reader: NotingReader,
): Known<Shipping> | undefined {
  const last = lastThere({ repo, run, to }, reader)
  if (!last.ok) return last
  if (last.value === undefined) return undefined
  if (last.value === run.sha) return known({ pulls: [], bare: [] })
  return reader.read('shipping', `${repo}@${last.value}...${run.sha}`)
}

/** The commit of the last success in an environment; undefined where nothing ran there yet. */
function lastThere(
  { repo, run, to }: Pick<GateInput, 'repo' | 'run'> & { to: string },
  reader: NotingReader,
): Known<string | undefined> {
  const there = reader.read('env', `${repo}/${to}`)
  if (!there.ok) return there
  const last = there.value.find(
    (each) => String(each.id) !== run.ask && each.state !== 'failure' && hasSucceeded(each),
  )
  return known(last?.sha)
}

/** Where GitHub shows everything that has come since the last success in an environment, for when it is too much to be told. */
export function comparedWith(
  { repo, run, to }: Pick<GateInput, 'repo' | 'run'> & { to: string },
  ships: Known<Shipping> | undefined,
  reader: NotingReader,
): string | undefined {
  const [first] = ships?.ok ? ships.value.pulls : []
  const last = lastThere({ repo, run, to }, reader)
  if (first === undefined || !last.ok || last.value === undefined) return undefined
  const pull = reader.read('issue', first)
  if (!pull.ok || !/\/pull\/\d+$/.test(pull.value.item.url)) return undefined
  const short = (sha: string) => sha.slice(0, 12)
  return pull.value.item.url.replace(/\/pull\/\d+$/, `/compare/${short(last.value)}...${short(run.sha)}`)
}

/** Those that GitHub lists, and those that its body names. */
function closedBy(pull: SubjectKey, reader: NotingReader): Known<readonly SubjectKey[]> {
  const listed = reader.read('closing', pull)
  const found = reader.read('issue', pull)
  const named = found.ok ? referencesIn(found.value.item.body, found.value.item.repo) : []
  if (!listed.ok && named.length === 0) return listed
  const keys = [...(listed.ok ? listed.value : []), ...named]
  return known(keys.filter((key, index) => keys.findIndex((other) => sameName(other, key)) === index))
}

function courseFor(
  input: Omit<GateInput, 'run'>,
  key: SubjectKey,
  { now, reader }: { now: Instant; reader: NotingReader },
): Known<Course> {
  const past = reader.read('issue', key)
  if (!past.ok) return past
  const remembered = reader.read('remembered', key)
  if (!remembered.ok) return unknown(remembered.why)
  const { app, facts, policy, since } = input
  const memory = [...remembered.value, ...ofItem(input.memory, key)]
  return known(courseOn({ policy, since, past: past.value, facts, memory, now, app }, reader))
}
