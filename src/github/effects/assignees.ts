import { sameName } from '../../core/item.ts'
import { done, itemPermission, type MakeEffect, refused } from './making.ts'

export const addAssignee: MakeEffect<'assignee.add'> = {
  needs: itemPermission,
  async make({ github, change: { login }, owner, repo, number }) {
    const { data } = await github.rest.issues.addAssignees({
      owner,
      repo,
      issue_number: number,
      assignees: [login],
    })
    // GitHub leaves out whom it cannot assign, and says nothing.
    if (data.assignees?.some((each) => sameName(each.login, login))) return done
    return refused(`${login} cannot be assigned in ${owner}/${repo}: only those with access to it can`)
  },
}

export const removeAssignee: MakeEffect<'assignee.remove'> = {
  needs: itemPermission,
  async make({ github, change: { login }, owner, repo, number }) {
    await github.rest.issues.removeAssignees({ owner, repo, issue_number: number, assignees: [login] })
    return done
  },
}
