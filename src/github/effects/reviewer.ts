import { done, type MakeEffect, refused } from './making.ts'

export const requestReviewer: MakeEffect<'reviewer.request'> = {
  needs: () => 'pull_requests=write',
  async make({ github, change: { login, team }, row, owner, repo, number }) {
    if (!row.item?.pull) return refused('Reviews are asked for on pull requests only')
    await github.rest.pulls.requestReviewers({
      owner,
      repo,
      pull_number: number,
      ...(login === undefined ? {} : { reviewers: [login] }),
      // GitHub knows a team by its name within the organisation.
      ...(team === undefined ? {} : { team_reviewers: [team.split('/').at(-1) ?? team] }),
    })
    return done
  },
}
