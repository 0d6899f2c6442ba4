import { done, type MakeEffect } from './making.ts'

/** A label of the repository as the policy defines it: renamed or changed where it is there, else created. */
export const putRepoLabel: MakeEffect<'repo-label.put'> = {
  needs: () => 'issues=write',
  async make({ github, change, owner, repo }) {
    const { color, description, from, label } = change
    const look = {
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    }
    if (from === undefined) await github.rest.issues.createLabel({ owner, repo, name: label, ...look })
    else await github.rest.issues.updateLabel({ owner, repo, name: from, new_name: label, ...look })
    return done
  },
}
