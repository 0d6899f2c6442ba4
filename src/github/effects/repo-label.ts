import { createLabel } from './labels.ts'
import { alreadySo, done, type MakeEffect } from './making.ts'

/** A label of the repository as the policy defines it: renamed or changed where it is there, else created. */
export const putRepoLabel: MakeEffect<'repo-label.put'> = {
  needs: () => 'issues=write',
  async make({ github, change, owner, repo }) {
    const { color, description, from, label } = change
    if (from === undefined) {
      const created = await createLabel({ github, owner, repo }, { name: label, color, description })
      return created ? done : alreadySo
    }
    const look = {
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    }
    await github.rest.issues.updateLabel({ owner, repo, name: from, new_name: label, ...look })
    return done
  },
}
