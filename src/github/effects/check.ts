import { z } from 'zod'
import type { Annotation, CheckPut } from '../../core/effect.ts'
import { failureOf } from '../failure.ts'
import { isAnotherRun, type KeptRun, nameOfCheck, parseKept, printKept } from './check-kept.ts'
import { alreadySo, type ChangeOf, done, type Ended, type MakeEffect, type Making } from './making.ts'
import { pagesOf } from './pages.ts'

type Putting = Making<ChangeOf<'check.put'>>

const Run = z.object({
  id: z.number(),
  node_id: z.string(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  external_id: z.string().nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      annotations_count: z.number().nullish(),
    })
    .nullish(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
})
type Run = z.infer<typeof Run>

/** GitHub takes no more in one request (docs.github.com, "Create a check run"). */
const mostAnnotations = 50

/**
 * The check run of a commit (D17). A completed run never goes back to in progress: that, and a run that went stale, is a
 * new run of the same name. Of several runs of one name GitHub counts the newest.
 */
export const putCheck: MakeEffect<'check.put'> = {
  needs: () => 'checks=write',
  async make(making) {
    const { options, change, owner, repo } = making
    const key = nameOfCheck(`${owner}/${repo}`, change)
    const known = await options.made?.get(key)
    if (options.made && known === undefined) return create(making, key)
    const kept = known === undefined ? undefined : parseKept(known)
    if (kept) return goOn(making, key, kept)
    const run = await findRun(making)
    if (!run) return create(making, key)
    if (!change.again && isSame(run, making)) return settled(making, key, run)
    return goOn(making, key, keptOf(run))
  },
}

async function settled({ options }: Putting, key: string, run: Run): Promise<Ended> {
  await options.made?.set(key, printKept(keptOf(run)))
  return alreadySo
}

function keptOf({ id, node_id: nodeId, status }: Run): KeptRun {
  return { id, nodeId, completed: status === 'completed' }
}

async function goOn(making: Putting, key: string, kept: KeptRun): Promise<Ended> {
  const { change, options } = making
  // Annotations are only ever added to a run: other ones are another run.
  if (isAnotherRun(kept, change) || (change.annotations ?? []).length > 0) return create(making, key)
  const updated = await unlessOver(() => update(making, kept.id, []))
  if (!updated) return create(making, key)
  await options.made?.set(key, printKept({ ...kept, completed: change.conclusion !== undefined }))
  return done
}

/** Undefined where the run is gone, or was ended by GitHub: left open for two weeks it is stale. */
async function unlessOver<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.failure === 'missing' || failure?.failure === 'refused') return undefined
    throw error
  }
}

async function create(making: Putting, key: string): Promise<Ended> {
  const { github, options, change, owner, repo } = making
  await options.made?.set(key, 'trying')
  const { data } = await github.rest.checks.create({
    owner,
    repo,
    name: change.name,
    head_sha: change.sha,
    external_id: making.key,
    output: outputOf(change, first(change)),
    ...stateOf(change),
  })
  const { id, node_id: nodeId } = data
  await options.made?.set(key, printKept({ id, nodeId, completed: change.conclusion !== undefined }))
  return rest(making, data.id)
}

/** More than fifty annotations are added to the same run, fifty at a time. */
async function rest(making: Putting, id: number): Promise<Ended> {
  const annotations = making.change.annotations ?? []
  for (let from = mostAnnotations; from < annotations.length; from += mostAnnotations) {
    await update(making, id, annotations.slice(from, from + mostAnnotations))
  }
  return done
}

function update(
  { github, key, change, owner, repo }: Putting,
  id: number,
  annotations: readonly Annotation[],
) {
  return github.rest.checks.update({
    owner,
    repo,
    check_run_id: id,
    external_id: key,
    output: outputOf(change, annotations),
    ...stateOf(change),
  })
}

function first({ annotations }: CheckPut): readonly Annotation[] {
  return (annotations ?? []).slice(0, mostAnnotations)
}

function stateOf({ conclusion }: CheckPut) {
  return conclusion === undefined
    ? { status: 'in_progress' as const }
    : { status: 'completed' as const, conclusion }
}

function outputOf({ title, summary }: CheckPut, annotations: readonly Annotation[]) {
  return {
    title,
    summary,
    ...(annotations.length > 0 ? { annotations: annotations.map(shownAnnotation) } : {}),
  }
}

function shownAnnotation({ path, line, level, message, title }: Annotation) {
  return { path, start_line: line, end_line: line, annotation_level: level, message, title }
}

async function findRun({ github, options, change, owner, repo }: Putting): Promise<Run | undefined> {
  const listing = github.rest.checks.listForRef.endpoint({
    owner,
    repo,
    ref: change.sha,
    check_name: change.name,
    filter: 'all',
    per_page: 100,
  })
  const slug = options.app.replace(/\[bot\]$/, '')
  let newest: Run | undefined
  for await (const page of pagesOf(github, listing, Run, 'check_runs')) {
    for (const run of page) {
      if (run.app?.slug === slug && (newest === undefined || run.id > newest.id)) newest = run
    }
  }
  return newest
}

function isSame(run: Run, { change }: Putting): boolean {
  const { status } = stateOf(change)
  return (
    run.status === status &&
    (run.conclusion ?? undefined) === change.conclusion &&
    run.output?.title === change.title &&
    run.output?.summary === change.summary &&
    (run.output?.annotations_count ?? 0) === (change.annotations ?? []).length
  )
}
