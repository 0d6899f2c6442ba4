import { done, itemPermission, type MakeEffect } from './making.ts'

export const closeIssue: MakeEffect<'issue.close'> = {
  needs: itemPermission,
  async make({ github, change, row, owner, repo, number }) {
    if (row.item?.pull) await github.rest.pulls.update({ owner, repo, pull_number: number, state: 'closed' })
    else {
      await github.rest.issues.update({
        owner,
        repo,
        issue_number: number,
        state: 'closed',
        state_reason: change.reason,
      })
    }
    return done
  },
}

export const reopenIssue: MakeEffect<'issue.reopen'> = {
  needs: itemPermission,
  async make({ github, row, owner, repo, number }) {
    if (row.item?.pull) await github.rest.pulls.update({ owner, repo, pull_number: number, state: 'open' })
    else {
      await github.rest.issues.update({
        owner,
        repo,
        issue_number: number,
        state: 'open',
        state_reason: 'reopened',
      })
    }
    return done
  },
}
