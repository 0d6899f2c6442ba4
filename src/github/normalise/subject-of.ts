import { z } from 'zod'
import { commitKey, itemKey, type SubjectKey, subjectKey } from '../../core/subject.ts'
import { Account, Repository } from './payload.ts'

// Read inside the request, so for each event only what tells whose turn it is; whatever else is wrong is told later.

const Named = Repository.optional().catch(undefined)
const Numbered = z.object({ number: z.number().int() }).optional().catch(undefined)
const Headed = z
  .object({ head_sha: z.string().min(1) })
  .optional()
  .catch(undefined)
const Organization = Account.optional().catch(undefined)

const OfIssue = z.object({ repository: Named, issue: Numbered })
const OfPull = z.object({ repository: Named, pull_request: Numbered })
const OfCommit = z.object({ repository: Named, check_run: Headed, check_suite: Headed, merge_group: Headed })
const OfStatus = z.object({ repository: Named, sha: z.string().min(1).optional().catch(undefined) })
const OfPeople = z.object({ repository: Named, organization: Organization })
const OfTarget = z.object({ account: Organization })
const OfGate = z.object({
  repository: Named,
  environment: z.string().min(1).optional().catch(undefined),
  deployment_callback_url: z.string().optional().catch(undefined),
})
const Deployed = z
  .object({
    id: z.number().int().optional().catch(undefined),
    environment: z.string().min(1).optional().catch(undefined),
  })
  .nullish()
  .catch(undefined)
const OfDeployment = z.object({
  repository: Named,
  deployment: Deployed,
  deployment_status: Deployed,
  workflow_run: z.looseObject({}).nullish().catch(undefined),
})
const OfSubIssue = z.object({
  action: z.string().optional().catch(undefined),
  repository: Named,
  parent_issue: Numbered,
  parent_issue_repo: Named,
  sub_issue: Numbered,
  sub_issue_repo: Named,
})
const OfOthers = z.object({
  repository: Named,
  organization: Organization,
  installation: z.object({ account: Account }).optional().catch(undefined),
})

type SubIssue = z.infer<typeof OfSubIssue>
type Reader = (payload: unknown) => SubjectKey | undefined

const ofIssue = reader(OfIssue, ({ repository, issue }) => numbered(repository?.name, issue))
const ofPull = reader(OfPull, ({ repository, pull_request }) => numbered(repository?.name, pull_request))
const ofPeople = reader(OfPeople, ({ repository, organization }) => organization?.login ?? repository?.name)
const ofOthers = reader(
  OfOthers,
  ({ repository, organization, installation }) =>
    repository?.name ?? organization?.login ?? installation?.account.login,
)

const readers: ReadonlyMap<string, Reader> = new Map([
  ['issues', ofIssue],
  ['issue_comment', ofIssue],
  ['pull_request', ofPull],
  ['pull_request_review', ofPull],
  ['pull_request_review_comment', ofPull],
  ['pull_request_review_thread', ofPull],
  ['sub_issues', reader(OfSubIssue, subIssue)],
  ['check_run', ofHeaded('check_run')],
  ['check_suite', ofHeaded('check_suite')],
  ['merge_group', ofHeaded('merge_group')],
  ['deployment_protection_rule', reader(OfGate, gated)],
  ['deployment', reader(OfDeployment, deployed)],
  ['deployment_status', reader(OfDeployment, deployed)],
  ['status', reader(OfStatus, ({ repository, sha }) => commit(repository?.name, sha))],
  ['organization', ofPeople],
  ['membership', ofPeople],
  ['team', ofPeople],
  ['installation_target', reader(OfTarget, ({ account }) => account?.login)],
])

/** Whose turn it is when a delivery is taken in; undefined where nothing in it says. */
export function subjectOf(event: string, payload: unknown): SubjectKey | undefined {
  return (readers.get(event) ?? ofOthers)(payload)
}

function reader<T>(schema: z.ZodType<T>, read: (data: T) => SubjectKey | undefined): Reader {
  return (payload) => {
    const parsed = schema.safeParse(payload)
    return parsed.success ? read(parsed.data) : undefined
  }
}

function ofHeaded(key: 'check_run' | 'check_suite' | 'merge_group'): Reader {
  return reader(OfCommit, ({ repository, ...shown }) => commit(repository?.name, shown[key]?.head_sha))
}

/** The repository where the item's number is missing. */
function numbered(repo: string | undefined, shown: { number: number } | undefined): SubjectKey | undefined {
  return repo !== undefined && shown ? itemKey(repo, shown.number) : repo
}

function commit(repo: string | undefined, sha: string | undefined): SubjectKey | undefined {
  return repo !== undefined && sha !== undefined ? commitKey(repo, sha) : repo
}

/** `sub_issue_added` is told to the parent, `parent_issue_added` to the child. */
function subIssue(data: SubIssue): SubjectKey | undefined {
  const here = data.repository?.name
  const [repo, shown] = data.action?.startsWith('parent_issue')
    ? [data.sub_issue_repo?.name, data.sub_issue]
    : [data.parent_issue_repo?.name, data.parent_issue]
  return shown ? numbered(repo ?? here, shown) : here
}

/** The number of the run stands in the address that the answer goes to, and nowhere else. */
export function runIn(callback: string | undefined): number | undefined {
  const found = /\/actions\/runs\/(\d+)\/deployment_protection_rule$/.exec(callback ?? '')
  return found?.[1] === undefined ? undefined : Number(found[1])
}

function gated(data: z.infer<typeof OfGate>): SubjectKey | undefined {
  const { repository, environment, deployment_callback_url: callback } = data
  return runKey(repository?.name, environment, runIn(callback))
}

/** A deployment that no workflow made has no gate: it is looked at by itself. */
function deployed(data: z.infer<typeof OfDeployment>): SubjectKey | undefined {
  const { repository, deployment, deployment_status: status, workflow_run: workflow } = data
  const environment = status?.environment ?? deployment?.environment
  return runKey(repository?.name, environment, workflow ? undefined : deployment?.id)
}

/** The repository where it names no run. */
function runKey(repo?: string, environment?: string, run?: number): SubjectKey | undefined {
  if (repo === undefined || environment === undefined || run === undefined) return repo
  return subjectKey({ kind: 'run', repo, environment, run })
}
