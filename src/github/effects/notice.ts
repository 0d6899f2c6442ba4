import { findComment, marked } from './find-comment.ts'
import { madeOnce, underWay } from './made-once.ts'
import { alreadySo, done, itemPermission, type MakeEffect, type Making } from './making.ts'
import { unlessMissing } from './retry.ts'

function madeKey({ row }: Pick<Making, 'row'>, slot: string): string {
  return `notice:${row.key}:${slot}`
}

/** One comment for each slot, edited in place. Deleted by somebody, it is written anew. */
export const putNotice: MakeEffect<'notice.put'> = {
  needs: itemPermission,
  async make(making) {
    const { options, change } = making
    const key = madeKey(making, change.slot)
    const body = marked(change.body, change.slot)
    const make = () => createComment(making, body)
    const once = await madeOnce(options.made, key, {
      find: () => findComment(making, change.slot),
      make,
    })
    if (!once) return underWay(making)
    if (!once.before || (await editComment(making, once.id, body))) return done
    await options.made?.set(key, 'trying')
    await options.made?.set(key, String(await make()))
    return done
  },
}

export const removeNotice: MakeEffect<'notice.remove'> = {
  needs: itemPermission,
  async make(making) {
    const { github, options, change, owner, repo } = making
    const key = madeKey(making, change.slot)
    const known = await options.made?.get(key)
    const id =
      known === undefined || known === 'trying' ? await findComment(making, change.slot) : Number(known)
    if (id === undefined) return alreadySo
    const removed = await unlessMissing(() =>
      github.rest.issues.deleteComment({ owner, repo, comment_id: id }),
    )
    await options.made?.set(key, undefined)
    return removed ? done : alreadySo
  },
}

export async function createComment(
  { github, owner, repo, number }: Pick<Making, 'github' | 'owner' | 'repo' | 'number'>,
  body: string,
): Promise<number> {
  const { data } = await github.rest.issues.createComment({ owner, repo, issue_number: number, body })
  return data.id
}

async function editComment({ github, owner, repo }: Making, id: number, body: string): Promise<boolean> {
  const edited = await unlessMissing(() =>
    github.rest.issues.updateComment({ owner, repo, comment_id: id, body }),
  )
  return edited !== undefined
}
