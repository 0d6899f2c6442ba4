import { z } from 'zod'
import type { Annotation, CheckPut } from '../../core/effect.ts'
import { failureOf } from '../failure.ts'
import { alreadySo, type ChangeOf, done, type Ended, type MakeEffect, type Making } from './making.ts'
import { pagesOf } from './pages.ts'

type Putting = Making<ChangeOf<'check.put'>>

const Run = z.object({
  id: z.number(),
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
    const key = `check:${owner}/${repo}@${change.sha}:${change.name}`
    const known = await options.made?.get(key)
    if (options.made && known === undefined) return create(making, key)
    const kept = known === undefined ? undefined : parseKept(known)
    if (kept) return goOn(making, key, kept)
    const run = await findRun(making)
    if (!run) return create(making, key)
    if (!change.again && isSame(run, making)) return settled(making, key, run)
    return goOn(making, key, { id: run.id, completed: run.status === 'completed' })
  },
}

interface Kept {
  id: number
  completed: boolean
}

/** `123 completed`, `123 open`; undefined while a creation is under way. */
function parseKept(text: string): Kept | undefined {
  const [, id, state] = /^(\d+) (completed|open)$/.exec(text) ?? []
  return id === undefined ? undefined : { id: Number(id), completed: state === 'completed' }
}

async function keep({ options }: Putting, key: string, { id, completed }: Kept): Promise<void> {
  await options.made?.set(key, `${id} ${completed ? 'completed' : 'open'}`)
}

async function settled(making: Putting, key: string, run: Run): Promise<Ended> {
  await keep(making, key, { id: run.id, completed: run.status === 'completed' })
  return alreadySo
}

async function goOn(making: Putting, key: string, kept: Kept): Promise<Ended> {
  const { change } = making
  const back = change.again === true || (kept.completed && change.conclusion === undefined)
  // Annotations are only ever added to a run: other ones are another run.
  if (back || (change.annotations ?? []).length > 0) return create(making, key)
  const updated = await unlessOver(() => update(making, kept.id, []))
  if (!updated) return create(making, key)
  await keep(making, key, { id: kept.id, completed: change.conclusion !== undefined })
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
  await keep(making, key, { id: data.id, completed: change.conclusion !== undefined })
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
