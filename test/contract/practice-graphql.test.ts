import { beforeEach, expect, test } from 'vitest'
import { validateDocument } from './graphql.ts'
import { type PracticeWorld, practiceWorld } from './practice-world.ts'

let world: PracticeWorld

beforeEach(() => {
  world = practiceWorld()
})

/** Asks, with a document that GitHub's own schema accepts. */
async function ask(
  document: string,
  variables: Record<string, unknown> = {},
  permissions?: Record<string, 'read'>,
) {
  expect(validateDocument(document)).toEqual([])
  const octokit = await world.octokit(permissions)
  return octokit.graphql<Record<string, unknown>>(document, variables)
}

const closing = `query ($number: Int!, $after: String) {
  repository(owner: "acme", name: "app") {
    pullRequest(number: $number) {
      reviewDecision
      closingIssuesReferences(first: 1, after: $after) {
        nodes { number repository { nameWithOwner } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

test('closing references come from keywords and from the sidebar, page by page', async () => {
  const { practice } = world
  practice.as('ann').openIssue('acme/app', { title: 'One' })
  practice.as('ann').openIssue('acme/other', { title: 'Two' })
  practice.as('ann').openPull('acme/app', { title: 'Mend', head: 'mend', body: 'Fixes #1. See #9.' })
  practice.as('ann').link('acme/app#2', 'acme/other#1')
  expect(await ask(closing, { number: 2 })).toMatchObject({
    repository: {
      pullRequest: {
        closingIssuesReferences: {
          nodes: [{ number: 1, repository: { nameWithOwner: 'acme/app' } }],
          pageInfo: { hasNextPage: true },
        },
      },
    },
  })
  const after = Buffer.from('cursor:1').toString('base64url')
  expect(await ask(closing, { number: 2, after })).toMatchObject({
    repository: {
      pullRequest: { closingIssuesReferences: { nodes: [{ repository: { nameWithOwner: 'acme/other' } }] } },
    },
  })
  const back = `{ repository(owner: "acme", name: "app") { issue(number: 1) {
    closedByPullRequestsReferences(first: 10) { nodes { number } } } } }`
  expect(await ask(back)).toMatchObject({
    repository: { issue: { closedByPullRequestsReferences: { nodes: [{ number: 2 }] } } },
  })
})

test('keywords count only towards the default branch', async () => {
  const { practice } = world
  practice.as('ann').openIssue('acme/app', { title: 'One' })
  practice.as('ann').createBranch('acme/app', 'next')
  practice.as('ann').openPull('acme/app', { title: 'Mend', head: 'mend', base: 'next', body: 'Fixes #1' })
  expect(await ask(closing, { number: 2 })).toMatchObject({
    repository: { pullRequest: { closingIssuesReferences: { nodes: [] } } },
  })
})

const entries = `{ repository(owner: "acme", name: "app") { mergeQueue(branch: "main") {
  entries(first: 10) { nodes { position pullRequest { number } headCommit { oid } baseCommit { oid } } } } } }`

test('a merge queue lists its members until it is done', async () => {
  const { practice } = world
  const zoe = practice.as('zoe')
  zoe.openPull('acme/app', { title: 'A', head: 'a' })
  zoe.openPull('acme/app', { title: 'B', head: 'b' })
  expect(await ask(entries)).toEqual({ repository: { mergeQueue: null } })
  const group = zoe.queue('acme/app', 1, 2)
  expect(await ask(entries)).toMatchObject({
    repository: {
      mergeQueue: {
        entries: {
          nodes: [1, 2].map((number) => ({ pullRequest: { number }, headCommit: { oid: group.head_sha } })),
        },
      },
    },
  })
  zoe.endGroup('acme/app', group, 'merged')
  expect(await ask(entries)).toMatchObject({ repository: { mergeQueue: { entries: { nodes: [] } } } })
  expect(practice.item('acme/app#2').pull?.merged_at).not.toBeNull()
  expect(
    Object.keys(practice.repo('acme/app').commits[practice.repo('acme/app').branches.main ?? '']?.tree ?? {}),
  ).toEqual(expect.arrayContaining(['a.md', 'b.md']))
})

test('a timeline by kinds', async () => {
  const ann = world.practice.as('ann')
  ann.openIssue('acme/app', { title: 'One', labels: ['bug'] })
  ann.comment('acme/app#1', 'Hello')
  ann.unlabel('acme/app#1', 'bug')
  const document = `{ repository(owner: "acme", name: "app") { issue(number: 1) {
    timelineItems(first: 10, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { nodes {
      __typename ... on LabeledEvent { actor { login } label { name } } ... on UnlabeledEvent { createdAt } } } } } }`
  expect(await ask(document)).toEqual({
    repository: {
      issue: {
        timelineItems: {
          nodes: [
            { __typename: 'LabeledEvent', actor: { login: 'ann' }, label: { name: 'bug' } },
            { __typename: 'UnlabeledEvent', createdAt: '2026-01-05T09:00:00Z' },
          ],
        },
      },
    },
  })
})

test.each([
  { what: 'no page size', document: closing.replace('first: 1, ', ''), says: 'You must provide a `first`' },
  {
    what: 'too large a page',
    document: closing.replace('first: 1', 'first: 200'),
    says: 'exceeds the `first` limit',
  },
  {
    what: 'no such repository',
    document: closing.replace('"app"', '"gone"'),
    says: "with the name 'acme/gone'",
  },
  {
    what: 'no permission',
    document: closing,
    says: 'Resource not accessible',
    permissions: { issues: 'read' } as const,
  },
])('$what is an error', async ({ document, says, permissions }) => {
  world.practice.as('ann').openPull('acme/app', { title: 'A', head: 'a' })
  await expect(ask(document, { number: 1 }, permissions)).rejects.toThrow(says)
})

test('a board’s field is set and read', async () => {
  const { practice } = world
  practice.addProject('acme', 'Board', [
    { id: 'F1', name: 'Status', type: 'SINGLE_SELECT', options: ['Todo', 'Done'] },
  ])
  const issue = practice.as('ann').openIssue('acme/app', { title: 'One' })
  const board = `{ organization(login: "acme") { projectV2(number: 1) { id fields(first: 10) { nodes {
    ... on ProjectV2SingleSelectField { id name options { id name } } } } } } }`
  const found = await ask(board)
  const text = JSON.stringify(found)
  const option = /"id":"(\w+)","name":"Done"/.exec(text)?.[1]
  const projectId = /"projectV2":\{"id":"(\w+)"/.exec(text)?.[1]
  const add = `mutation ($projectId: ID!, $contentId: ID!) {
    addProjectV2ItemById(input: { projectId: $projectId, contentId: $contentId }) { item { id } } }`
  const added = JSON.stringify(await ask(add, { projectId, contentId: `I_${issue.id}` }))
  const itemId = /"id":"(\w+)"/.exec(added)?.[1]
  const put = `mutation ($projectId: ID!, $itemId: ID!, $option: String!) {
    updateProjectV2ItemFieldValue(input: { projectId: $projectId, itemId: $itemId, fieldId: "F1",
      value: { singleSelectOptionId: $option } }) { projectV2Item { id } } }`
  await ask(put, { projectId, itemId, option })
  expect(practice.state.projects[0]?.items[0]?.values).toMatchObject({ Status: { value: 'Done' } })
  const read = `{ repository(owner: "acme", name: "app") { issue(number: 1) { projectItems(first: 5) { nodes {
    project { title } fieldValueByName(name: "status") { ... on ProjectV2ItemFieldSingleSelectValue { name } } } } } } }`
  expect(await ask(read)).toMatchObject({
    repository: {
      issue: {
        projectItems: { nodes: [{ project: { title: 'Board' }, fieldValueByName: { name: 'Done' } }] },
      },
    },
  })
})

const checks = `mutation ($new: CreateCheckRunInput!, $other: CreateCheckRunInput!) {
  a: createCheckRun(input: $new) { checkRun { id databaseId status conclusion title } }
  b: createCheckRun(input: $other) { checkRun { id } }
}`
const update = `mutation ($input: UpdateCheckRunInput!) {
  updateCheckRun(input: $input) { checkRun { databaseId status conclusion summary externalId } }
}`

test('check runs of one document are made one by one; one that cannot be does not undo the others', async () => {
  const { practice } = world
  practice.as('ann').openPull('acme/app', { title: 'Mend', head: 'mend', files: { a: '1' } })
  const headSha = practice.item('acme/app#1').pull?.sha
  const output = { title: 'Closed', summary: 'It opens again on Sunday.' }
  const { id: number } = practice.repo('acme/app')
  const made = { repositoryId: `R_${number}`, name: 'Reeve', externalId: 'k', status: 'IN_PROGRESS', output }
  const asked = ask(checks, { new: { ...made, headSha }, other: { ...made, headSha: 'f'.repeat(40) } })
  await expect(asked).rejects.toMatchObject({
    data: { a: { checkRun: { status: 'IN_PROGRESS', conclusion: null, title: 'Closed' } }, b: null },
    errors: [{ path: ['b'], type: 'UNPROCESSABLE' }],
  })
  const [run] = practice.repo('acme/app').checkRuns
  const repositoryId = made.repositoryId
  const ended = { repositoryId, checkRunId: `CR_${run?.id}`, conclusion: 'ACTION_REQUIRED', output }
  expect(await ask(update, { input: ended })).toEqual({
    updateCheckRun: {
      checkRun: {
        databaseId: run?.id,
        status: 'COMPLETED',
        conclusion: 'ACTION_REQUIRED',
        summary: output.summary,
        externalId: 'k',
      },
    },
  })
  const gone = ask(update, { input: { ...ended, checkRunId: 'CR_1' } })
  await expect(gone).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND' }] })
  await expect(ask(update, { input: ended }, { checks: 'read' })).rejects.toMatchObject({
    errors: [{ type: 'FORBIDDEN' }],
  })
})
