/**
 * Cuts GitHub's GraphQL schema down to what the practice GitHub answers, so that names and types stay GitHub's own.
 *
 *   npx node tools/cut-graphql.ts
 *
 * To answer more, add a field to `wanted`, run it again, and write its resolver.
 */
import { writeFileSync } from 'node:fs'
import { schema as github } from '@octokit/graphql-schema'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql'

const page = 'first,after'
const event = 'id actor createdAt'

/** Types to fields; a field's arguments stand in brackets. Members of unions and interfaces are those listed here. */
const wanted: Record<string, string> = {
  Query: `repository(owner,name,followRenames) node(id) viewer rateLimit organization(login)
    repositoryOwner(login)`,
  Mutation: `pinIssue(input) unpinIssue(input) addProjectV2ItemById(input) updateProjectV2ItemFieldValue(input)
    clearProjectV2ItemFieldValue(input) enqueuePullRequest(input) createCheckRun(input) updateCheckRun(input)`,
  CreateCheckRunInput: 'repositoryId headSha name externalId status conclusion output clientMutationId',
  UpdateCheckRunInput: 'repositoryId checkRunId name externalId status conclusion output clientMutationId',
  CheckRunOutput: 'title summary text',
  CreateCheckRunPayload: 'checkRun',
  UpdateCheckRunPayload: 'checkRun',
  CheckRun: 'id databaseId name externalId status conclusion title summary url',
  PinIssueInput: 'issueId clientMutationId',
  UnpinIssueInput: 'issueId clientMutationId',
  AddProjectV2ItemByIdInput: 'projectId contentId clientMutationId',
  UpdateProjectV2ItemFieldValueInput: 'projectId itemId fieldId value clientMutationId',
  ClearProjectV2ItemFieldValueInput: 'projectId itemId fieldId clientMutationId',
  ProjectV2FieldValue: 'text number date singleSelectOptionId iterationId',
  EnqueuePullRequestInput: 'pullRequestId clientMutationId',
  PinIssuePayload: 'issue',
  UnpinIssuePayload: 'issue',
  AddProjectV2ItemByIdPayload: 'item',
  UpdateProjectV2ItemFieldValuePayload: 'projectV2Item',
  ClearProjectV2ItemFieldValuePayload: 'projectV2Item',
  EnqueuePullRequestPayload: 'mergeQueueEntry',
  Node: 'id',
  Actor: 'login',
  RateLimit: 'limit cost remaining used resetAt',
  PageInfo: 'hasNextPage endCursor hasPreviousPage startCursor',
  User: 'id login name projectV2(number)',
  Bot: 'id login',
  Mannequin: 'id login',
  Organization: `id login projectV2(number)`,
  Repository: `id databaseId name nameWithOwner isPrivate defaultBranchRef issue(number) pullRequest(number)
    issueOrPullRequest(number) mergeQueue(branch) owner issueTemplates pullRequestTemplates object(oid)
    deployments(${page},environments,orderBy)`,
  IssueTemplate: 'name filename body',
  PullRequestTemplate: 'filename body',
  RepositoryOwner: 'id login',
  Ref: 'id name target',
  GitObject: 'id oid',
  Commit: `id oid committedDate message history(${page}) associatedPullRequests(${page})
    deployments(${page},environments,orderBy)`,
  CommitHistoryConnection: 'nodes pageInfo totalCount',
  Deployment: `id databaseId commitOid state createdAt creator environment latestStatus statuses(${page})`,
  DeploymentConnection: 'nodes pageInfo totalCount',
  DeploymentOrder: 'field direction',
  DeploymentStatus: 'id state createdAt',
  DeploymentStatusConnection: 'nodes pageInfo totalCount',
  Assignable: `assignees(${page})`,
  Issue: `id databaseId number title body state stateReason createdAt updatedAt closedAt author repository
    labels(${page}) assignees(${page}) milestone isPinned parent subIssues(${page}) comments(${page})
    timelineItems(${page},itemTypes,since) closedByPullRequestsReferences(${page},includeClosedPrs)
    projectItems(${page},includeArchived) url`,
  PullRequest: `id databaseId number title body state createdAt updatedAt closedAt author repository labels(${page})
    assignees(${page}) milestone comments(${page}) timelineItems(${page},itemTypes,since) projectItems(${page},includeArchived)
    closingIssuesReferences(${page}) isDraft merged mergedAt mergeCommit baseRefName headRefName headRefOid
    reviewDecision autoMergeRequest mergeQueueEntry isInMergeQueue reviews(${page}) url isCrossRepository`,
  AutoMergeRequest: 'enabledBy mergeMethod',
  Milestone: 'id number title dueOn state',
  Label: 'id name color description',
  LabelConnection: 'nodes pageInfo totalCount',
  UserConnection: 'nodes pageInfo totalCount',
  IssueConnection: 'nodes pageInfo totalCount',
  PullRequestConnection: 'nodes pageInfo totalCount',
  IssueCommentConnection: 'nodes pageInfo totalCount',
  PullRequestReviewConnection: 'nodes pageInfo totalCount',
  IssueTimelineItemsConnection: 'nodes pageInfo totalCount',
  PullRequestTimelineItemsConnection: 'nodes pageInfo totalCount',
  ProjectV2ItemConnection: 'nodes pageInfo totalCount',
  ProjectV2FieldConfigurationConnection: 'nodes pageInfo totalCount',
  ProjectV2ItemFieldValueConnection: 'nodes pageInfo totalCount',
  MergeQueueEntryConnection: 'nodes pageInfo totalCount',
  IssueComment: 'id databaseId body author createdAt updatedAt authorAssociation',
  PullRequestReview: 'id databaseId body author state submittedAt createdAt commit authorAssociation',
  MergeQueue: `id url entries(${page})`,
  MergeQueueEntry: 'id position state enqueuedAt baseCommit headCommit pullRequest',
  LabeledEvent: `${event} label`,
  UnlabeledEvent: `${event} label`,
  AssignedEvent: `${event} assignee`,
  UnassignedEvent: `${event} assignee`,
  ClosedEvent: `${event} stateReason`,
  ReopenedEvent: event,
  MilestonedEvent: `${event} milestoneTitle`,
  DemilestonedEvent: `${event} milestoneTitle`,
  RenamedTitleEvent: `${event} previousTitle currentTitle`,
  ReadyForReviewEvent: event,
  ConvertToDraftEvent: event,
  MergedEvent: event,
  PinnedEvent: event,
  UnpinnedEvent: event,
  AddedToMergeQueueEvent: event,
  ConnectedEvent: `${event} source subject`,
  DisconnectedEvent: `${event} source subject`,
  CrossReferencedEvent: `${event} source target willCloseTarget`,
  ProjectV2: `id databaseId number title owner field(name) fields(${page})`,
  ProjectV2Owner: 'id projectV2(number)',
  ProjectV2Item: `id isArchived project fieldValues(${page}) fieldValueByName(name) content`,
  ProjectV2Field: 'id name dataType',
  ProjectV2SingleSelectField: 'id name dataType options',
  ProjectV2SingleSelectFieldOption: 'id name',
  ProjectV2FieldCommon: 'id name dataType',
  ProjectV2IterationField: 'id name dataType configuration',
  ProjectV2IterationFieldConfiguration: 'duration startDay iterations completedIterations',
  ProjectV2IterationFieldIteration: 'id title startDate duration',
  ProjectV2ItemFieldTextValue: 'id text updatedAt field',
  ProjectV2ItemFieldNumberValue: 'id number updatedAt field',
  ProjectV2ItemFieldDateValue: 'id date updatedAt field',
  ProjectV2ItemFieldSingleSelectValue: 'id name optionId updatedAt field',
  ProjectV2ItemFieldIterationValue: 'id title iterationId updatedAt field',
}

function fieldNames(type: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [, name = '', given = ''] of (wanted[type] ?? '').matchAll(/(\w+)(?:\(([\w,]+)\))?/g)) {
    found.set(name, given === '' ? [] : given.split(','))
  }
  return found
}

const seen = new Set<string>()

function fieldLine(field: GraphQLField<unknown, unknown>, given: readonly string[]): string {
  const args = given.map((name) => {
    const arg = field.args.find((each) => each.name === name)
    if (!arg) throw new Error(`${field.name} has no argument ${name}`)
    seen.add(getNamedType(arg.type).name)
    return `${name}: ${String(arg.type)}`
  })
  seen.add(getNamedType(field.type).name)
  return `  ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}: ${String(field.type)}`
}

function print(type: GraphQLNamedType): string | undefined {
  if (isScalarType(type))
    return ['ID', 'Int', 'Float', 'String', 'Boolean'].includes(type.name) ? undefined : `scalar ${type.name}`
  if (isEnumType(type))
    return `enum ${type.name} {\n  ${type
      .getValues()
      .map((each) => each.name)
      .join('\n  ')}\n}`
  if (isUnionType(type)) {
    const members = type.getTypes().filter((each) => wanted[each.name] !== undefined)
    return `union ${type.name} = ${members.map((each) => each.name).join(' | ')}`
  }
  if (isInputObjectType(type)) {
    const fields = [...fieldNames(type.name).keys()].map((name) => {
      const field = type.getFields()[name]
      if (!field) throw new Error(`${type.name} has no field ${name}`)
      seen.add(getNamedType(field.type).name)
      return `  ${name}: ${String(field.type)}`
    })
    return `input ${type.name} {\n${fields.join('\n')}\n}`
  }
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${String(type)}?`)
  const names = fieldNames(type.name)
  if (names.size === 0) throw new Error(`${type.name} is reached and not listed`)
  const fields = [...names].map(([name, given]) => {
    const field = type.getFields()[name]
    if (!field) throw new Error(`${type.name} has no field ${name}`)
    return fieldLine(field, given)
  })
  const mine = type.getInterfaces().filter((each) => {
    const theirs = [...fieldNames(each.name).keys()]
    return wanted[each.name] !== undefined && theirs.every((one) => names.has(one))
  })
  for (const each of mine) seen.add(each.name)
  const kept = mine.length > 0 ? ` implements ${mine.map((each) => each.name).join(' & ')}` : ''
  return `${isInterfaceType(type) ? 'interface' : 'type'} ${type.name}${kept} {\n${fields.join('\n')}\n}`
}

const whole = buildSchema(github.idl, { assumeValidSDL: true })
for (const each of Object.keys(wanted)) seen.add(each)
const printed = new Map<string, string | undefined>()
for (const name of seen) {
  const type = whole.getType(name)
  if (!type) throw new Error(`GitHub has no type ${name}`)
  printed.set(name, print(type))
}
const text = [...printed.keys()].sort().flatMap((name) => printed.get(name) ?? [])
const head = '# Cut from @octokit/graphql-schema by tools/cut-graphql.ts. Do not edit.\n\n'
writeFileSync(
  new URL('../src/practice/graphql/schema.graphql', import.meta.url),
  `${head}${text.join('\n\n')}\n`,
)
console.log(`${text.length} types`)
