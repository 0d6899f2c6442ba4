import type { Decision } from '../../core/decision.ts'
import type { Effect } from '../../core/effect.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { Policy } from '../../core/policy.ts'
import { compareSubjects, itemKey, parseSubject, type SubjectKey } from '../../core/subject.ts'
import { normalise, subjectOf } from '../../github/normalise/index.ts'
import { handle } from '../../pipeline/handle.ts'
import type { Delivery, PolicyInForce, Ports } from '../../pipeline/ports.ts'
import type { Line } from './lines.ts'
import { MemoryStore } from './memory-store.ts'
import type { World } from './world.ts'
import { WorldFacts } from './world-facts.ts'
import { rowsOf } from './world-items.ts'

/** Rounds within one instant before it counts as rules chasing each other (D10.2). */
const mostRounds = 20

export interface ReplayInput {
  policy: Policy
  world: World
  lines: readonly Line[]
  until?: Instant
  decisions: boolean
  /** Reads the text of a `reeve.policy` line. */
  readPolicy(text: string): { ok: true; policy: Policy } | { ok: false; message: string }
}

export type Replayed = { ok: true; output: string[] } | { ok: false; line?: number; message: string }

/** Runs the server's own pipeline on a virtual clock: it stops at every line and at every instant a timer is due. */
export async function replay(input: ReplayInput): Promise<Replayed> {
  const course = createCourse(input)
  const last = input.lines.at(-1)?.at
  const until = input.until ?? last
  if (until === undefined) return { ok: true, output: [] }
  let index = 0
  for (;;) {
    const line = input.lines[index]
    const at = Math.min(
      line?.at ?? Number.POSITIVE_INFINITY,
      course.store.nextDue() ?? Number.POSITIVE_INFINITY,
    )
    if (!Number.isFinite(at) || at > until) return { ok: true, output: course.output }
    course.now = at
    for (; input.lines[index]?.at === at; index++) {
      const current = input.lines[index]
      const problem = current && takeLine(course, current)
      if (problem) return { ok: false, ...(current ? { line: current.line } : {}), message: problem }
    }
    const stuck = await settle(course)
    if (stuck) return { ok: false, message: stuck }
  }
}

interface Course {
  input: ReplayInput
  store: MemoryStore
  facts: WorldFacts
  ports: Ports
  inForce: PolicyInForce
  now: Instant
  output: string[]
}

function createCourse(input: ReplayInput): Course {
  const store = new MemoryStore(rowsOf(input.world))
  const facts = new WorldFacts(input.world, { rows: () => store.rows(), row: (key) => store.get(key) })
  const course: Course = {
    input,
    store,
    facts,
    // The policy was always in force (D10.4).
    inForce: { policy: input.policy, since: new Map(), problems: [] },
    now: 0,
    output: [],
    ports: {
      clock: { now: () => course.now },
      app: input.world.app,
      store,
      facts,
      policyOf: async () => course.inForce,
      // A replay has one policy, which was checked before it began.
      policyProblems: async () => undefined,
      retryAfter: () => undefined,
      normalise: (delivery) => normalise(delivery),
      attend: async () => {},
    },
  }
  return course
}

/** Takes one line in; a sentence where it cannot be read. */
function takeLine(course: Course, line: Line): string | undefined {
  if (line.event === 'reeve.policy') return changePolicy(course, line)
  const subject = subjectOf(line.event, line.payload)
  if (subject === undefined) return undefined
  const delivery: Delivery = {
    app: 0,
    id: line.delivery,
    event: line.event,
    at: line.at,
    subject,
    payload: line.payload,
  }
  const read = normalise(delivery)
  if (!read.ok) return `${read.field}: ${read.why}`
  course.facts.hear(line.event, line.payload, line.at)
  course.store.deliver(delivery)
  return undefined
}

function changePolicy(course: Course, line: Line): string | undefined {
  const { payload } = line
  const text = typeof payload === 'object' && payload !== null && 'text' in payload ? payload.text : undefined
  if (typeof text !== 'string') return 'payload.text: this is to be the text of the new policy'
  const read = course.input.readPolicy(text)
  if (!read.ok) return read.message
  const before = course.inForce
  const since = new Map(
    read.policy.rules.map((rule) => {
      const old = before.policy.rules.find(({ id }) => id === rule.id || rule.was.includes(id))
      const kept = old && old.mode === rule.mode ? (before.since.get(old.id)?.from ?? 0) : line.at
      return [rule.id, { mode: rule.mode, from: kept }] as const
    }),
  )
  course.inForce = { policy: read.policy, since, problems: [] }
  for (const row of course.store.rows())
    if (row.item && isLookedAt(course, row.key)) course.store.wake(row.key, line.at)
  return undefined
}

/** Items of the world are looked at once a line is about them (D10.5). */
function isLookedAt(course: Course, key: SubjectKey): boolean {
  return course.store.get(key)?.history.some(({ source }) => source === 'webhook') ?? false
}

/** Looks at everything that is due, in order of subject, and again at what that changed, until nothing is planned (D10.2). */
async function settle(course: Course): Promise<string | undefined> {
  const rules = new Set<string>()
  for (let round = 0; round < mostRounds; round++) {
    const due = inOrder(course.store.due(course.now))
    if (due.length === 0) return undefined
    for (const subject of due) {
      const effects = await look(course, subject)
      if (round >= mostRounds - 4)
        for (const effect of effects) for (const rule of effect.rules) rules.add(rule)
    }
  }
  if (course.store.due(course.now).length === 0) return undefined
  return `at ${formatInstant(course.now)} these rules keep changing what the others want: ${[...rules].sort().join(', ')}`
}

function inOrder(keys: readonly SubjectKey[]): SubjectKey[] {
  return keys
    .flatMap((key) => {
      const subject = parseSubject(key)
      return subject ? [{ key, subject }] : []
    })
    .sort((a, b) => compareSubjects(a.subject, b.subject))
    .map(({ key }) => key)
}

async function look(course: Course, subject: SubjectKey): Promise<readonly Effect[]> {
  const lease = { subject, wake: 0, until: course.now }
  const outcome = await handle(course.ports, lease)
  if (course.input.decisions)
    for (const decision of outcome.decisions) course.output.push(decisionLine(course, subject, decision))
  for (const effect of outcome.effects) {
    course.output.push(effectLine(course, effect))
    openIssue(course, effect)
  }
  return outcome.effects
}

function effectLine(course: Course, { subject, rules, change }: Effect): string {
  const { do: what, ...rest } = change
  return JSON.stringify({ at: formatInstant(course.now), subject, rules, do: what, ...rest })
}

function decisionLine(course: Course, subject: SubjectKey, decision: Decision): string {
  const { rule, kind, mode, verdict, reason, next } = decision
  return JSON.stringify({
    at: formatInstant(course.now),
    subject,
    decision: true,
    rule,
    kind,
    mode,
    verdict,
    reason: { what: reason.what, why: reason.why, fix: reason.fix },
    next: next === undefined ? null : formatInstant(next),
  })
}

/** An issue that Reeve opened is there from now on. */
function openIssue(course: Course, { change }: Effect): void {
  if (change.do !== 'issue.open') return
  const numbers = [...course.store.rows()].flatMap(({ repo, item }) =>
    repo === change.repo && item ? [item.number] : [],
  )
  const number = Math.max(0, ...numbers) + 1
  course.store.put({
    key: itemKey(change.repo, number),
    repo: change.repo,
    complete: true,
    unsure: 0,
    history: [],
    item: {
      repo: change.repo,
      number,
      title: change.title,
      body: change.body,
      author: course.input.world.app,
      createdAt: course.now,
      state: 'open',
      labels: change.labels,
      assignees: change.assignees,
      locked: false,
      url: `https://github.com/${change.repo}/issues/${number}`,
    },
  })
  course.store.wake(itemKey(change.repo, number), course.now)
}
