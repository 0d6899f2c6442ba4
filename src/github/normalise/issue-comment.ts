import { z } from 'zod'
import { listSlotIn, ticksBetween } from '../../core/boxes.ts'
import type { News } from '../../core/event.ts'
import type { Entry } from '../../core/history.ts'
import { formatInstant } from '../../core/instant.ts'
import { keptOfText } from '../../core/mentions.ts'
import { itemKey } from '../../core/subject.ts'
import { newsOf, pinged, stale } from './item-news.ts'
import { entryBy, issueItem } from './item-of.ts'
import { Issue, MaybeAccount, Repository } from './payload.ts'
import { type Circumstances, type Heard, loginOf, reader, writerOf } from './reading.ts'

const Comment = z.object({
  id: z.number().nullish(),
  user: MaybeAccount,
  body: z.string().nullish(),
  author_association: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
})

const Changes = z.object({ body: z.object({ from: z.string().nullish() }).nullish() }).nullish()

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  issue: Issue,
  comment: Comment,
  changes: Changes,
})

type CommentPayload = z.infer<typeof Payload>

type Plain = Omit<Entry, 'id' | 'source'>

/** `issue_comment`: somebody wrote, edited or deleted a comment on an issue or pull request. */
export const issueComment = reader(Payload, (payload, circumstances): Heard => {
  const { action, repository, issue, comment } = payload
  if (!['created', 'edited', 'deleted'].includes(action)) return { ignored: `issue_comment.${action}` }
  const subject = itemKey(repository.name, issue.number)
  const entries =
    action === 'created' ? [commented(comment, circumstances)] : editedComment(payload, circumstances)
  const also = stale(`comments:${subject}`)
  // A pull request is shown here without its base and head: what it is has to be read.
  if (issue.pull_request) {
    return [
      ...entries.map((entry): News => ({ news: 'entry', subject, entry })),
      ...also,
      { news: 'look', subject },
    ]
  }
  const item = issueItem(repository, issue, circumstances)
  return newsOf({ after: item, before: item, entries, also })
})

/** What an edit changed that counts: boxes of a list of Reeve's own, and whom it mentions now. */
function editedComment({ action, comment, changes }: CommentPayload, circumstances: Circumstances): Plain[] {
  const before = changes?.body?.from
  if (action !== 'edited' || before == null) return []
  const target = String(comment.id ?? '')
  return [
    ...ticked(comment, before, circumstances),
    ...pinged({ before, after: comment.body ?? '', target }, circumstances),
  ]
}

/** Boxes of a list that were ticked by hand: an edit of its comment. */
function ticked(
  { body, user }: z.infer<typeof Comment>,
  before: string,
  circumstances: Circumstances,
): Plain[] {
  const list = listSlotIn(before)
  if (list === undefined) return []
  const writer = loginOf(user)
  const detail = { list, ...(writer ? { writer } : {}) }
  return ticksBetween(before, body ?? '', detail).map(({ what, target }) =>
    entryBy(circumstances, what, target, detail),
  )
}

function commented(comment: z.infer<typeof Comment>, { at, actor }: Circumstances): Plain {
  const author = writerOf(comment.user) ?? actor
  const body = comment.body ?? ''
  const edited = Boolean(
    comment.updated_at && comment.created_at && comment.updated_at !== comment.created_at,
  )
  const detail = {
    ...(comment.author_association ? { association: comment.author_association } : {}),
    ...keptOfText(body),
    ...(edited ? { edited } : {}),
  }
  // Written by hand, a comment may have no id: who said what and when tells it apart.
  const target = String(comment.id ?? `${author ?? ''} ${formatInstant(at)} ${body.slice(0, 80)}`)
  return { what: 'commented', target, at, ...(author ? { actor: author } : {}), detail }
}
