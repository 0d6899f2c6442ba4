import { failureOf } from '../failure.ts'
import { alreadySo, done, type Ended, type MakeEffect, type Making, refused } from './making.ts'

export const pinMutation =
  'mutation pin($issue: ID!) { pinIssue(input: { issueId: $issue }) { issue { id } } }'
export const unpinMutation =
  'mutation unpin($issue: ID!) { unpinIssue(input: { issueId: $issue }) { issue { id } } }'

/** Only GraphQL pins issues; at most three of a repository are pinned. */
export const pinIssue: MakeEffect<'issue.pin'> = {
  needs: () => 'issues=write',
  make: (making) => pin(making, pinMutation),
}

export const unpinIssue: MakeEffect<'issue.unpin'> = {
  needs: () => 'issues=write',
  make: (making) => pin(making, unpinMutation),
}

async function pin(making: Making, mutation: string): Promise<Ended> {
  if (making.row.item?.pull) return refused('Only issues can be pinned')
  const issue = await nodeId(making)
  try {
    await making.github.graphql(mutation, { issue })
    return done
  } catch (error) {
    return settled(error)
  }
}

function settled(error: unknown): Ended {
  const failure = failureOf(error)
  if (failure?.failure === 'refused' && /already|not pinned/i.test(failure.message)) return alreadySo
  throw error
}

export async function nodeId({ github, row, owner, repo, number }: Making): Promise<string> {
  if (row.item?.nodeId !== undefined) return row.item.nodeId
  const { data } = await github.rest.issues.get({ owner, repo, issue_number: number })
  return data.node_id
}
