import type { Effect } from '../../core/effect.ts'
import type { Event, News } from '../../core/event.ts'
import { renamed } from '../../core/former-name.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import { type Login, sameName } from '../../core/item.ts'
import type { Policy } from '../../core/policy.ts'
import { compareSubjects, compareText, itemKey, parseSubject, type SubjectKey } from '../../core/subject.ts'
import { judgesRepos } from '../../engine/evaluate-repo.ts'
import { normalise, subjectOf } from '../../github/normalise/index.ts'
import { noteAbsence } from '../../pipeline/absences.ts'
import { comesBack } from '../../pipeline/gone.ts'
import { handle } from '../../pipeline/handle.ts'
import type { Delivery, PolicyInForce, Ports, SubjectRow } from '../../pipeline/ports.ts'
import { emptyRow, takeIn } from '../../pipeline/take-in.ts'
import type { Line } from './lines.ts'
import { MemoryStore, type Told } from './memory-store.ts'
import { freeNumber, numbersTaken } from './numbers-taken.ts'
import { decisionLine, effectLine } from './output-lines.ts'
import { renameWorld } from './rename-world.ts'
import { changeItems } from './repository-changes.ts'
import type { World } from './world.ts'
import { aboutItem, type Nodes, nodesOf, readTold } from './world-cards.ts'
import { moveContents } from './world-contents.ts'
import { WorldFacts } from './world-facts.ts'
import { rowsOf } from './world-items.ts'
import { createWorld, hearWorld, type ToldWorld } from './world-news.ts'

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
  const read = readAll(input)
  if (!read.ok) return read
  const until = input.until ?? input.lines.at(-1)?.at
  if (until === undefined) return { ok: true, output: [] }
  const course = createCourse(input, read.steps)
  let index = 0
  let isFirst = true
  for (;;) {
    const told = read.steps[index]?.at ?? Number.POSITIVE_INFINITY
    const at = Math.min(told, course.store.nextDue() ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(at) || at > until) return { ok: true, output: course.output }
    course.now = at
    const echoes: DeliveryStep[] = []
    for (let step = read.steps[index]; step?.at === at; step = read.steps[++index]) {
      if ('policy' in step) changePolicy(course, step)
      else if (isOwn(course, step)) echoes.push(step)
      else await takeStep(course, step)
    }
    for (const step of echoes) await takeEcho(course, step)
    if (isFirst) await lookAtRepos(course)
    isFirst = false
    const stuck = await settle(course)
    if (stuck) return { ok: false, message: stuck }
  }
}

/** A line that was read: a webhook for its subject, or another policy. */
type Step = { at: Instant; policy: Policy } | DeliveryStep

interface DeliveryStep {
  at: Instant
  delivery: Delivery
  event: Event | undefined
}

/** Lines are all read before anything is done with them, so that nothing is half-written (D10.1). */
function readAll(input: ReplayInput): { ok: true; steps: Step[] } | Extract<Replayed, { ok: false }> {
  const steps: Step[] = []
  const nodes = nodesOf(input.world, input.lines)
  for (const line of input.lines) {
    const read = line.event === 'reeve.policy' ? readPolicy(input, line) : readDelivery(line, nodes)
    if (!read.ok) return { ok: false, line: line.line, message: read.message }
    if (read.step) steps.push(read.step)
  }
  return { ok: true, steps }
}

type ReadStep = { ok: true; step?: Step } | { ok: false; message: string }

function readDelivery({ at, event: name, delivery: id, payload }: Line, nodes: Nodes): ReadStep {
  const plain = { app: 0, id, event: name, at, payload }
  const read = normalise({ id, event: name, at, payload })
  if (!read.ok) return { ok: false, message: `payload.${read.field}: ${read.why}` }
  const subject = subjectOf(name, payload)
  const event = 'event' in read ? read.event : undefined
  const told = subject && aboutItem({ delivery: { ...plain, subject }, event }, nodes)
  return { ok: true, ...(told ? { step: { at, ...told } } : {}) }
}

function readPolicy(input: ReplayInput, { at, payload }: Line): ReadStep {
  const text = typeof payload === 'object' && payload !== null && 'text' in payload ? payload.text : undefined
  if (typeof text !== 'string')
    return { ok: false, message: 'payload.text: this is to be the text of the new policy' }
  const read = input.readPolicy(text)
  return read.ok ? { ok: true, step: { at, policy: read.policy } } : read
}

interface Course {
  input: ReplayInput
  store: MemoryStore
  world: ToldWorld
  ports: Ports
  inForce: PolicyInForce
  now: Instant
  output: string[]
  /** Repositories that the lines are about. */
  repos: readonly string[]
  /** Issues that Reeve opened, by repository and key: the same act of another subject finds what it would make. */
  opened: Set<string>
  /** What lines tell to be somebody else's, now or later. */
  taken: ReadonlySet<SubjectKey>
}

function createCourse(input: ReplayInput, steps: readonly Step[]): Course {
  const store = new MemoryStore(rowsOf(input.world, input.lines[0]?.at ?? 0), (key, held) =>
    rowToldSoFar(input.world.app, key, held),
  )
  const world = createWorld(input.world)
  const course: Course = {
    input,
    store,
    world,
    // The policy was always in force (D10.4).
    inForce: { policy: input.policy, since: new Map(), problems: [] },
    now: 0,
    output: [],
    repos: reposIn(steps),
    opened: new Set(),
    taken: numbersTaken(input.lines, input.world.app),
    ports: {
      clock: { now: () => course.now },
      app: input.world.app,
      store,
      facts: new WorldFacts(world, {
        rows: () => store.rows(),
        row: (key) => store.told(key),
        naming: (issue) => store.index.naming(issue),
      }),
      policyOf: async () => course.inForce,
      retryAfter: () => undefined,
      normalise: readTold,
      // Policies of a replay are checked before it begins.
      brokenBefore: async () => undefined,
      policyProblems: async () => undefined,
      // All there is to know of is in the lines.
      sweep: async () => undefined,
      attend: async ({ others }, at) => {
        for (const news of others) if (news.news === 'installed') await noteAbsence({ store }, news, at)
      },
    },
  }
  return course
}

/** A row with all that this instant's lines say of it, though it was not looked at yet: they are taken in first (D10.2). */
function rowToldSoFar(
  app: Login,
  key: SubjectKey,
  { row, waiting, goneSince }: Told,
): SubjectRow | undefined {
  const events = waiting.flatMap((delivery): Event[] => {
    const read = readTold(delivery)
    return read.ok && 'event' in read ? [read.event] : []
  })
  if (events.length === 0) return row
  if (row === undefined && goneSince !== undefined && !comesBack(events, goneSince)) return undefined
  const taken = takeIn({ row: row ?? emptyRow(key), events, ledger: [], app })
  return taken.gone ? undefined : taken.row
}

async function takeStep(course: Course, step: DeliveryStep): Promise<void> {
  const { store, world } = course
  for (const news of step.event?.news ?? []) if (news.news === 'renamed') await rename(course, news)
  const delivery = store.underNameNow(step.delivery)
  hearWorld(world, delivery)
  for (const fact of moveContents(world, delivery)) store.wakeDependants(fact, delivery.at)
  changeItems(store, delivery)
  store.deliver(delivery)
}

/** From this instant on all is under the new name: what is held, and what the world says. */
async function rename(
  { store, world, opened }: Course,
  news: Extract<News, { news: 'renamed' }>,
): Promise<void> {
  const { news: _, from, to, ...ids } = news
  const name = { was: from, now: to, ...ids }
  await store.rename(name)
  renameWorld(world, name)
  const before = [...opened]
  opened.clear()
  for (const each of before) opened.add(renamed(each, name, from.includes('/') ? ' ' : '/'))
}

function isOwn({ input }: Course, { event }: DeliveryStep): boolean {
  return event?.actor !== undefined && sameName(event.actor, input.world.app)
}

/**
 * Reeve's own webhooks change nothing (D7): in replay what it does is so from the instant it is planned, and what it did
 * under another policy is not what this one does. Only what nobody else has told of is taken from them.
 */
async function takeEcho(course: Course, step: DeliveryStep): Promise<void> {
  const isChange = step.event?.news.some(({ news }) => news === 'entry') === true
  if (!isChange || !course.store.isTold(course.store.underNameNow(step.delivery).subject))
    await takeStep(course, step)
}

/** From now on another policy holds; a rule that stays in its mode stays in force since when it was (D6). */
function changePolicy(course: Course, { at, policy }: { at: Instant; policy: Policy }): void {
  const before = course.inForce
  const since = new Map(
    policy.rules.map((rule) => {
      const old = before.policy.rules.find(({ id }) => id === rule.id || rule.was.includes(id))
      const kept = old && old.mode === rule.mode ? (before.since.get(old.id)?.from ?? 0) : at
      return [rule.id, { mode: rule.mode, from: kept }] as const
    }),
  )
  course.inForce = { policy, since, problems: [] }
  if (judgesRepos(policy)) for (const repo of course.repos) course.store.wake(repo, at)
  // Items of the world are looked at once a line is about them (D10.5); heads, because their check lists the rules.
  for (const key of course.store.lookedAt()) course.store.wake(key, at)
}

/** What holds of repositories as a whole holds from the first line on: what their items are judged by is known then (D10.3). */
async function lookAtRepos(course: Course): Promise<void> {
  if (!judgesRepos(course.inForce.policy)) return
  for (const repo of course.repos) {
    course.store.wake(repo, course.now)
    await look(course, repo)
  }
}

function reposIn(steps: readonly Step[]): string[] {
  const repos = steps.flatMap((step) => {
    const subject = 'delivery' in step ? parseSubject(step.delivery.subject) : undefined
    return subject && subject.kind !== 'owner' ? [subject.repo] : []
  })
  return [...new Set(repos)].sort(compareText)
}

/** Looks at everything that is due, in order of subject, and again at what that changed, until nothing is planned (D10.2). */
async function settle(course: Course): Promise<string | undefined> {
  const rules = new Set<string>()
  for (let round = 0; round < mostRounds; round++) {
    const due = inOrder(course.store.due(course.now))
    if (due.length === 0) return undefined
    for (const subject of due) {
      // What a check is about is looked at first, until it has come to rest.
      if (course.store.waitsForOthers(subject, course.now)) continue
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
    for (const decision of outcome.decisions) course.output.push(decisionLine(course.now, subject, decision))
  for (const effect of outcome.effects) {
    if (isOpened(course, effect)) continue
    course.output.push(effectLine(course.now, effect))
    await openIssue(course, effect)
  }
  return outcome.effects
}

/** As on GitHub, where an issue of that key is looked for before it is opened: `once-per: day` is once for all subjects. */
function isOpened({ opened }: Course, { change }: Effect): boolean {
  if (change.do !== 'issue.open') return false
  const name = `${change.repo} ${change.key}`
  if (opened.has(name)) return true
  opened.add(name)
  return false
}

/** An issue that Reeve opened is there from now on. */
async function openIssue(course: Course, { change }: Effect): Promise<void> {
  if (change.do !== 'issue.open') return
  const number = freeNumber(course.taken, change.repo, course.store.index.highest(change.repo))
  await course.store.remember(`made:issue:${change.repo}:${change.key}`, String(number), course.now)
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
