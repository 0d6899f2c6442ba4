import { includesName } from '../../core/item.ts'
import { alreadySo, done, itemPermission, type MakeEffect, type Making, refused } from './making.ts'
import { unlessMissing } from './retry.ts'

/**
 * GitHub silently makes a label that a repository does not have, in grey and without a meaning. A misspelt name would
 * so spread; it is refused instead. Labels that the policy defines were made when it took effect.
 */
export async function labelExists(
  { github, options, owner, repo }: Pick<Making, 'github' | 'options' | 'owner' | 'repo'>,
  label: string,
): Promise<boolean> {
  const known = await options.labels?.(`${owner}/${repo}`)
  if (known?.ok && includesName(known.value, label)) return true
  const found = await unlessMissing(() => github.rest.issues.getLabel({ owner, repo, name: label }))
  return found !== undefined
}

export const addLabel: MakeEffect<'label.add'> = {
  needs: itemPermission,
  async make(making) {
    const { github, change, owner, repo, number } = making
    if (!(await labelExists(making, change.label))) {
      return refused(
        `${owner}/${repo} has no label "${change.label}"; make it there, or name it under labels: in the policy`,
      )
    }
    await github.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [change.label] })
    return done
  },
}

export const removeLabel: MakeEffect<'label.remove'> = {
  needs: itemPermission,
  async make({ github, change, owner, repo, number }) {
    const removed = await unlessMissing(() =>
      github.rest.issues.removeLabel({ owner, repo, issue_number: number, name: change.label }),
    )
    return removed ? done : alreadySo
  },
}
