import type { Effect, LedgerLine, Receipt } from '../core/effect.ts'
import { commitKey, ownerIn, type SubjectKey } from '../core/subject.ts'
import type { Urgency } from '../core/urgency.ts'
import type { SubjectRow } from './ports.ts'
import type { WorkerOptions } from './worker.ts'

/** What is planned for one subject, as the outbox hands it out. */
export interface ToSend<Job> {
  subject: SubjectKey
  effects: readonly (Effect & LedgerLine)[]
  urgency: Urgency
  job: Job
}

/** Leaves a subject, or its effects, for whoever comes next. */
export type GiveBack = () => Promise<void>

interface Sending<Job> extends Pick<WorkerOptions<Job>, 'applier' | 'list' | 'log' | 'ports'> {
  /** Reeve is being stopped: nothing more is begun. */
  isEnding(): boolean
  /** Does work that is given back where it takes longer than there is time for. */
  during(giveBack: GiveBack, work: Promise<void>): Promise<void>
}

/** So many checks go with one request: GitHub ends one after ten seconds, and makes each of them in turn. */
export const checksTogether = 20

/** Commits whose checks are taken at once: few enough for what else is to be sent not to wait long. */
export const checksAtOnce = 2 * checksTogether

/** After something threw it is tried again: our bug, which must not spin. */
const restMilliseconds = 60_000

/** Coming back sends what waits; this is for when nobody told of it. */
const absentMilliseconds = 24 * 60 * 60_000

/** Sends what several subjects have unsent: checks of one owner's commits together, all else subject by subject. */
export async function sendAll<Job>(options: Sending<Job>, jobs: readonly ToSend<Job>[]): Promise<void> {
  const checks = jobs.filter(({ effects }) => effects.every(({ change }) => change.do === 'check.put'))
  const others = jobs.filter((one) => !checks.includes(one))
  const byOwner = Map.groupBy(checks, ({ subject }) => ownerIn(subject))
  await Promise.all([
    ...others.map((one) => options.during(() => giveBack(options, [one]), send(options, one))),
    ...[...byOwner.values()].map((theirs) => sendChecks(options, theirs)),
  ])
}

async function giveBack<Job>({ list, ports }: Sending<Job>, jobs: readonly ToSend<Job>[]): Promise<void> {
  await putOff({ list }, jobs, ports.clock.now())
}

/** One request after the other, as GitHub asks for what writes. */
async function sendChecks<Job>(options: Sending<Job>, jobs: readonly ToSend<Job>[]): Promise<void> {
  for (let rest = [...jobs]; rest.length > 0; ) {
    if (options.isEnding()) return giveBack(options, rest)
    let effects = 0
    const fit = rest.findIndex((one) => {
      effects += one.effects.length
      return effects > checksTogether
    })
    const count = Math.max(1, fit < 0 ? rest.length : fit)
    const left = rest
    await options.during(() => giveBack(options, left), sendTogether(options, left.slice(0, count)))
    rest = rest.slice(count)
  }
}

async function sendTogether<Job>(options: Sending<Job>, jobs: readonly ToSend<Job>[]): Promise<void> {
  const { applier, ports } = options
  const { putChecks } = applier
  const [first] = jobs
  if (!putChecks || !first || jobs.length === 1) {
    for (const one of jobs) await send(options, one)
    return
  }
  const ready = (await Promise.all(jobs.map((one) => prepare(options, one)))).flatMap((one) => one ?? [])
  const puts = ready.flatMap(({ row, effects }) => (row ? effects.map((effect) => ({ effect, row })) : []))
  const receipts = await putChecks(puts, first.urgency).catch((error: unknown) =>
    puts.map(() => thrown(ports, error)),
  )
  const byEffect = new Map(puts.map(({ effect }, index) => [effect, receipts[index]] as const))
  const paced = Map.groupBy(ready, ({ effects }) => pacedUntil(effects.map((effect) => byEffect.get(effect))))
  for (const [until, waiting] of paced) {
    if (until !== undefined) await putOff(options, waiting, until)
    else for (const one of waiting) await conclude(options, one, receiptsOf(one, byEffect))
  }
}

/** Nothing of it was asked, for it has to wait its turn until then. */
function pacedUntil(receipts: readonly (Receipt | undefined)[]): number | undefined {
  const [first] = receipts
  return first?.outcome === 'retry' && first.isPaced ? first.after : undefined
}

/** Nothing went wrong: it waits its turn, and no try is counted. */
function putOff<Job>(
  { list }: Pick<Sending<Job>, 'list'>,
  jobs: readonly ToSend<Job>[],
  until: number,
): Promise<void> {
  return list.outbox.later(
    jobs.map(({ job }) => job),
    until,
  )
}

function receiptsOf<Job>(
  { effects, row }: Ready<Job>,
  told: ReadonlyMap<Effect, Receipt | undefined>,
): ReadonlyMap<string, Receipt> {
  return new Map(
    effects.flatMap((effect) => {
      const receipt = row ? told.get(effect) : gone
      return receipt ? [[effect.key, receipt] as const] : []
    }),
  )
}

interface Ready<Job> extends ToSend<Job> {
  row: SubjectRow | undefined
}

const gone: Receipt = { outcome: 'refused', why: 'the subject is gone' }

/** Undefined where nothing can be done there now: it waits until that is over. */
async function prepare<Job>(options: Sending<Job>, one: ToSend<Job>): Promise<Ready<Job> | undefined> {
  const { list, log, ports } = options
  const { subject, job } = one
  const row = await list.row(subject)
  const absence = row && (await list.absenceOf(row.repo))
  if (!absence) return { ...one, row }
  log.info({ subject, absence }, 'What was to be done waits: nothing can be done there now')
  await list.outbox.later([job], ports.clock.now() + absentMilliseconds)
  return undefined
}

/** A subject's effects in order; what has to wait at GitHub makes those behind it wait too. Where all ends, the rest stays planned. */
async function send<Job>(options: Sending<Job>, one: ToSend<Job>): Promise<void> {
  const ready = await prepare(options, one)
  if (!ready) return
  const { row, effects, urgency } = ready
  const receipts = new Map<string, Receipt>()
  for (const effect of effects) {
    if (options.isEnding()) break
    const receipt = row ? await apply(options, effect, { row, urgency }) : gone
    receipts.set(effect.key, receipt)
    // Whoever is told outside GitHub may be away for a day: what is to be done on GitHub does not wait for that.
    if (receipt.outcome === 'retry' && effect.change.do !== 'webhook.send') break
  }
  await conclude(options, ready, receipts)
}

/** Notes how it ended, and wakes whom that concerns. */
async function conclude<Job>(
  { list, log }: Sending<Job>,
  one: Ready<Job>,
  receipts: ReadonlyMap<string, Receipt>,
): Promise<void> {
  const { subject, effects, job, row } = one
  for (const { key, change } of effects) {
    const receipt = receipts.get(key)
    if (receipt?.outcome === 'refused')
      log.warn({ subject, key, do: change.do, why: receipt.why }, 'Effect refused')
  }
  const until = pacedUntil([...receipts.values()])
  if (until !== undefined) return putOff({ list }, [one], until)
  await list.outbox.settle(job, receipts)
  // What was opened is linked from now on.
  const opened = effects.some(
    ({ change, key }) =>
      change.do === 'issue.open' && ['done', 'already-so'].includes(receipts.get(key)?.outcome ?? ''),
  )
  if (opened) await list.wake([subject])
  // What was refused did not happen: the subject is looked at again without it.
  const pull = row?.item?.pull
  if ([...receipts.values()].some(({ outcome }) => outcome === 'refused')) {
    await list.wake(row && pull ? [subject, commitKey(row.repo, pull.sha)] : [subject])
  }
}

async function apply<Job>(
  { applier, ports }: Sending<Job>,
  effect: Effect,
  { row, urgency }: { row: SubjectRow; urgency: Urgency },
): Promise<Receipt> {
  try {
    return await applier.apply(effect, row, urgency)
  } catch (error) {
    return thrown(ports, error)
  }
}

function thrown(ports: WorkerOptions<unknown>['ports'], error: unknown): Receipt {
  return {
    outcome: 'retry',
    after: ports.clock.now() + restMilliseconds,
    why: error instanceof Error ? error.message : String(error),
  }
}
