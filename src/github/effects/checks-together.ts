import { GraphqlResponseError } from '@octokit/graphql'
import { z } from 'zod'
import type { CheckPut, Effect, Receipt } from '../../core/effect.ts'
import type { Instant } from '../../core/instant.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { GitHub } from '../client.ts'
import { type Failure, failureOf } from '../failure.ts'
import { isAnotherRun, type KeptRun, nameOfCheck, parseKept, printKept } from './check-kept.ts'
import type { Kept } from './making.ts'
import { nodesOf } from './repo-nodes.ts'
import { receiptOf } from './retry.ts'

/** A check that is to be put. */
export interface ToPut {
  effect: Effect
  row: SubjectRow
}

export interface TogetherOptions {
  clock: { now(): Instant }
  made(row: SubjectRow): Kept
  /** GraphQL's ids of repositories, by name. */
  nodes: Kept
  /** Makes one so by itself, by REST. */
  alone(put: ToPut): Promise<Receipt>
}

/** For fewer a document saves nothing. */
const fewest = 3

/**
 * Puts checks of one installation with one GraphQL document: one request that creates content, five points, however many they
 * are. What cannot go so (annotations, a run that has to be looked up first) goes by itself. A receipt for each, in order.
 * Before it is sent each is marked as under way; after a crash, or an answer that never came, it is looked up and not put twice.
 */
export async function putTogether(
  github: GitHub,
  puts: readonly ToPut[],
  options: TogetherOptions,
): Promise<Receipt[]> {
  const planned = await Promise.all(puts.map((put) => plan(put, options)))
  const joining = planned.filter((step): step is Step => step !== 'alone')
  if (joining.length < fewest) return Promise.all(puts.map(options.alone))
  const receipts = await send(github, joining, options)
  return Promise.all(
    puts.map((put, index) => {
      const step = planned[index]
      return (step === undefined || step === 'alone' ? undefined : receipts.get(step)) ?? options.alone(put)
    }),
  )
}

interface Step extends ToPut {
  change: CheckPut
  made: Kept
  key: string
  /** What was kept of it before; undefined: it was never put. */
  kept: KeptRun | undefined
  /** The run that is changed; undefined: one is made. */
  run: (KeptRun & { nodeId: string }) | undefined
}

async function plan({ effect, row }: ToPut, options: TogetherOptions): Promise<Step | 'alone'> {
  const { change } = effect
  if (change.do !== 'check.put' || (change.annotations ?? []).length > 0) return 'alone'
  const made = options.made(row)
  const key = nameOfCheck(row.repo, change)
  const told = await made.get(key)
  const kept = told === undefined ? undefined : parseKept(told)
  if (told !== undefined && kept === undefined) return 'alone'
  const basis = { effect, row, change, made, key, kept }
  if (!kept || isAnotherRun(kept, change)) return { ...basis, run: undefined }
  const { nodeId } = kept
  return nodeId === undefined ? 'alone' : { ...basis, run: { ...kept, nodeId } }
}

/** How each ended; of those that are missing nothing was done, and each is tried by itself. */
async function send(
  github: GitHub,
  steps: readonly Step[],
  options: TogetherOptions,
): Promise<ReadonlyMap<Step, Receipt>> {
  const now = options.clock.now()
  try {
    const nodes = await nodesOf(github, [...new Set(steps.map(({ row }) => row.repo))], options.nodes)
    const known = steps.filter(({ row }) => nodes.has(row.repo))
    await Promise.all(
      known.map(({ made, key, kept }) => made.set(key, kept ? `${printKept(kept)} changing` : 'trying')),
    )
    const answer = await ask(github, known, nodes)
    if ('notSent' in answer) {
      await Promise.all(known.map(restore))
      // What was not to be asked now is not asked one by one either; anything else is told better so.
      if (failureOf(answer.notSent)?.failure !== 'limited') return new Map()
      throw answer.notSent
    }
    const told = await Promise.all(
      known.map(
        async (step, index) => [step, await conclude(step, answer, { index, now, options })] as const,
      ),
    )
    return new Map(told.flatMap(([step, receipt]) => (receipt ? [[step, receipt]] : [])))
  } catch (error) {
    const receipt = receiptOf(error, { now, needs })
    return new Map(steps.map((step) => [step, receipt]))
  }
}

const needs = 'checks=write'

const Told = z.object({
  path: z.array(z.union([z.string(), z.number()])).optional(),
  type: z.string().default(''),
  message: z.string(),
})
type Told = z.infer<typeof Told>
const Runs = z.record(
  z.string(),
  z.object({ checkRun: z.object({ id: z.string(), url: z.string() }).nullish() }).nullish(),
)
type Answer = { runs: z.infer<typeof Runs>; errors: readonly Told[] }

/** What GitHub answered, with what it refused of it. `notSent`: it did none of it, and why. */
async function ask(
  github: GitHub,
  steps: readonly Step[],
  nodes: ReadonlyMap<string, string>,
): Promise<Answer | { notSent: unknown }> {
  const inputs = steps.map((step, index) => [`i${index}`, inputOf(step, nodes)] as const)
  try {
    return {
      runs: Runs.parse(await github.graphql(documentOf(steps), Object.fromEntries(inputs))),
      errors: [],
    }
  } catch (error) {
    const told = error instanceof GraphqlResponseError ? z.array(Told).catch([]).parse(error.errors) : []
    const runs = error instanceof GraphqlResponseError ? Runs.catch({}).parse(error.data ?? {}) : {}
    if (told.some(({ path }) => path !== undefined)) return { runs, errors: told }
    const failure = failureOf(error)?.failure
    // Of a broken answer nobody knows what it did: all of it stays marked.
    if (failure === undefined || failure === 'broken') throw error
    return { notSent: error }
  }
}

/** `mutation checks($i0: …) { c0: createCheckRun(input: $i0) { … } c1: … }`: what people wrote is in its variables only. */
function documentOf(steps: readonly Step[]): string {
  const named = steps.map(({ run }, index) => ({ index, name: run ? 'updateCheckRun' : 'createCheckRun' }))
  const inputs = named.map(({ index, name }) => `$i${index}: ${name[0]?.toUpperCase()}${name.slice(1)}Input!`)
  const fields = named.map(
    ({ index, name }) => `c${index}: ${name}(input: $i${index}) { checkRun { id url } }`,
  )
  return `mutation checks(${inputs.join(', ')}) {\n${fields.join('\n')}\n}`
}

function inputOf({ run, change, effect, row }: Step, nodes: ReadonlyMap<string, string>) {
  const { title, summary, conclusion, name, sha } = change
  return {
    repositoryId: nodes.get(row.repo),
    ...(run ? { checkRunId: run.nodeId } : { name, headSha: sha }),
    externalId: effect.key,
    ...(conclusion === undefined
      ? { status: 'IN_PROGRESS' }
      : { status: 'COMPLETED', conclusion: conclusion.toUpperCase() }),
    output: { title, summary },
  }
}

/** Undefined where it was refused in a way that a try by itself mends, or tells better. */
async function conclude(
  step: Step,
  { runs, errors }: Answer,
  { index, now, options }: { index: number; now: Instant; options: TogetherOptions },
): Promise<Receipt | undefined> {
  const { made, key, change, run, row } = step
  const put = runs[`c${index}`]?.checkRun
  if (put) {
    const id = run?.id ?? idIn(put.url)
    const kept = { id, nodeId: put.id, completed: change.conclusion !== undefined }
    // Without REST's number it is looked up when it is next needed.
    await made.set(key, id === undefined ? 'trying' : printKept({ ...kept, id }))
    return { outcome: 'done' }
  }
  const own = errors.filter(({ path }) => path?.[0] === `c${index}`)
  const [error] = own
  if (!error) return unknownEnd(now)
  const failure = failureIn(own)
  if (failure === 'broken' || failure === 'limited') return unknownEnd(now)
  await restore(step)
  if (failure === 'missing') await options.nodes.set(row.repo, undefined)
  return undefined
}

function failureIn(errors: readonly Told[]): Failure['failure'] {
  const types = errors.map(({ type }) => type)
  if (types.includes('FORBIDDEN')) return 'forbidden'
  if (types.includes('NOT_FOUND')) return 'missing'
  return types.includes('UNPROCESSABLE') ? 'refused' : 'broken'
}

const aMoment = 30_000

function unknownEnd(now: Instant): Receipt {
  return { outcome: 'retry', after: now + aMoment, why: 'GitHub did not say how it ended' }
}

function restore({ made, key, kept }: Step): Promise<void> {
  return made.set(key, kept && printKept(kept))
}

/** `https://github.com/acme/app/runs/123`: GraphQL's own `databaseId` is too small for today's numbers. */
function idIn(url: string): number | undefined {
  const [, id] = /\/runs\/(\d+)$/.exec(url) ?? []
  return id === undefined ? undefined : Number(id)
}
