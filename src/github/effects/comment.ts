import { findComment, marked } from './find-comment.ts'
import { madeOnce, underWay } from './made-once.ts'
import { alreadySo, done, itemPermission, type MakeEffect } from './making.ts'
import { createComment } from './notice.ts'

/** Said once for its key. */
export const addComment: MakeEffect<'comment.add'> = {
  needs: itemPermission,
  async make(making) {
    const { options, change, row } = making
    const once = await madeOnce(options.made, `comment:${row.key}:${change.key}`, {
      find: () => findComment(making, change.key),
      make: () => createComment(making, marked(change.body, change.key)),
    })
    if (!once) return underWay(making)
    return once.before ? alreadySo : done
  },
}
