import { includesName, sameName } from '../../core/item.ts'
import { failureOf } from '../failure.ts'
import { alreadySo, done, itemPermission, type MakeEffect, type Making, refused } from './making.ts'
import { unlessMissing } from './retry.ts'

/**
 * GitHub silently makes a label that a repository does not have, in grey and without a meaning. A misspelt name would
 * so spread; it is refused instead. What the policy defines is made at once, as it says, where its turn has not come yet.
 */
export async function labelExists(
  { github, options, owner, repo }: Pick<Making, 'github' | 'options' | 'owner' | 'repo'>,
  label: string,
): Promise<boolean> {
  const known = await options.labels?.(`${owner}/${repo}`)
  if (known?.ok && includesName(known.value, label)) return true
  const found = await unlessMissing(() => github.rest.issues.getLabel({ owner, repo, name: label }))
  return found !== undefined || makeDefined({ github, options, owner, repo }, label)
}

/** Makes a label as the policy defines it; one that is another's new name is left to the renaming. */
async function makeDefined(
  { github, options, owner, repo }: Parameters<typeof labelExists>[0],
  label: string,
): Promise<boolean> {
  const defined = await options.defined?.(`${owner}/${repo}`)
  const definition = defined?.find(({ name }) => sameName(name, label))
  if (!definition || definition.was.length > 0) return false
  await createLabel({ github, owner, repo }, definition)
  return true
}

/** Creates a label; `false` where it is there by now. */
export async function createLabel(
  { github, owner, repo }: Pick<Making, 'github' | 'owner' | 'repo'>,
  {
    name,
    color,
    description,
  }: { name: string; color?: string | undefined; description?: string | undefined },
): Promise<boolean> {
  const look = {
    ...(color === undefined ? {} : { color: color.toLowerCase() }),
    ...(description === undefined ? {} : { description }),
  }
  try {
    await github.rest.issues.createLabel({ owner, repo, name, ...look })
    return true
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.failure === 'refused' && failure.message.includes('already exists')) return false
    throw error
  }
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
