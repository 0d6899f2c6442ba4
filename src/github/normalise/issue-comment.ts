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
  const { action, repository, issue } = payload
  if (!['created', 'edited', 'deleted'].includes(action)) return { ignored: `issue_comment.${action}` }
  const subject = itemKey(repository.name, issue.number)
  const entries = entriesOf(payload, circumstances)
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

function entriesOf(payload: CommentPayload, circumstances: Circumstances): Plain[] {
  const { action, comment } = payload
  if (action === 'created') return [commented(comment, circumstances)]
  if (action === 'edited') return editedComment(payload, circumstances)
  const written = comment.created_at ? Date.parse(comment.created_at) : circumstances.at
  return [entryBy(circumstances, 'uncommented', nameOf(comment, { ...circumstances, at: written }))]
}

/** What an edit changed that counts: boxes of a list of Reeve's own, and whom it mentions now. */
function editedComment({ comment, changes }: CommentPayload, circumstances: Circumstances): Plain[] {
  const before = changes?.body?.from
  if (before == null) return []
  const target = String(comment.id ?? '')
  return [
    ...ticked(comment, before, circumstances),
    ...pinged({ before, after: comment.body ?? '', target }, circumstances),
  ]
}

/** Boxes of a list that were ticked by hand: an edit of its comment. */
function ticked({ body, user }: Written, before: string, circumstances: Circumstances): Plain[] {
  const list = listSlotIn(before)
  if (list === undefined) return []
  const writer = loginOf(user)
  const detail = { list, ...(writer ? { writer } : {}) }
  return ticksBetween(before, body ?? '', detail).map(({ what, target }) =>
    entryBy(circumstances, what, target, detail),
  )
}

type Written = z.infer<typeof Comment>

/** Written by hand, a comment may have no id: who said what and when tells it apart. */
function nameOf({ id, body, user }: Written, { at, actor }: Circumstances): string {
  return String(id ?? `${writerOf(user) ?? actor ?? ''} ${formatInstant(at)} ${(body ?? '').slice(0, 80)}`)
}

function commented(comment: Written, circumstances: Circumstances): Plain {
  const { at, actor } = circumstances
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
  const target = nameOf(comment, circumstances)
  return { what: 'commented', target, at, ...(author ? { actor: author } : {}), detail }
}
