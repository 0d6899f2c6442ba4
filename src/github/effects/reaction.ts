import { alreadySo, done, itemPermission, type MakeEffect, refused } from './making.ts'
import { unlessMissing } from './retry.ts'

const contents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const

export const addReaction: MakeEffect<'reaction.add'> = {
  needs: itemPermission,
  async make({ github, change, owner, repo }) {
    const content = contents.find((each) => each === change.content)
    if (!content) return refused(`GitHub has no reaction "${change.content}"`)
    const { comment_id } = change
    const made = await unlessMissing(() =>
      github.rest.reactions.createForIssueComment({ owner, repo, comment_id, content }),
    )
    // A comment that was deleted since asks for nothing more.
    return made?.status === 201 ? done : alreadySo
  },
}
