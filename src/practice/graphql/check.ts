import { createRun, type RunValues, updateRun } from '../change/check.ts'
import { notFound } from '../refusal.ts'
import { repositoryPage } from '../shape/repository.ts'
import type { CheckRun, Repo } from '../state.ts'
import { refuse } from './connection.ts'
import { need, type Reader } from './root.ts'

interface RunInput {
  repositoryId: string
  name?: string | null
  externalId?: string | null
  status?: string | null
  conclusion?: string | null
  output?: { title: string; summary: string; text?: string | null } | null
}

/** Check runs by GraphQL: the same as by REST, in capital letters and by node ids. */
export function checkMutations(reader: Reader) {
  const { world } = reader
  return {
    createCheckRun: ({ input }: { input: RunInput & { headSha: string; name: string } }) => {
      const { repo, app } = mayWrite(reader, input)
      const values = { ...valuesOf(input), name: input.name, head_sha: input.headSha }
      return {
        checkRun: runNode(reader, repo, createRun(world, { repo, by: reader.caller.by }, app, values)),
      }
    },
    updateCheckRun: ({ input }: { input: RunInput & { checkRunId: string } }) => {
      const { repo, app } = mayWrite(reader, input)
      const id = Number(/^CR_(\d+)$/.exec(input.checkRunId)?.[1])
      if (!repo.checkRuns.some((run) => run.id === id)) throw unresolved(input.checkRunId)
      return {
        checkRun: runNode(
          reader,
          repo,
          updateRun(world, { repo, by: reader.caller.by }, app, id, valuesOf(input)),
        ),
      }
    },
  }
}

function mayWrite(reader: Reader, { repositoryId }: RunInput): { repo: Repo; app: number } {
  const repo = Object.values(reader.world.state.repos).find((each) => `R_${each.id}` === repositoryId)
  if (!repo || !reader.sees(repo)) throw unresolved(repositoryId)
  need(reader, 'checks', 'write')
  if (reader.caller.kind !== 'installation') throw notFound()
  return { repo, app: reader.caller.app.id }
}

function unresolved(id: string) {
  return refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
}

function valuesOf({ name, externalId, status, conclusion, output }: RunInput): RunValues {
  const state = (['queued', 'in_progress', 'completed'] as const).find(
    (each) => each === status?.toLowerCase(),
  )
  return {
    name: name ?? undefined,
    external_id: externalId ?? undefined,
    status: state,
    conclusion: conclusion?.toLowerCase(),
    output: output
      ? { title: output.title, summary: output.summary, text: output.text ?? undefined }
      : undefined,
  }
}

function runNode({ world }: Reader, repo: Repo, run: CheckRun) {
  return {
    id: `CR_${run.id}`,
    databaseId: run.id,
    name: run.name,
    externalId: run.external_id,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    title: run.output.title,
    summary: run.output.summary,
    url: `${repositoryPage(world, repo)}/runs/${run.id}`,
  }
}
