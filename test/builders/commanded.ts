import { notice, type Replayed, replayed, type Story, type Told } from './replayed.ts'
import { comment, issue, pull } from './told.ts'

/** What people may do in acme/app, for stories about commands. */
export const permissions = {
  'acme/app': { zoe: 'admin', dana: 'maintain', bo: 'write', tina: 'triage', rex: 'read', eve: 'write' },
}

/** A comment with an id, so that it can be reacted to: `wrote('10:00', 'dana', '/reeve ack')` on issue 7. */
export function wrote(time: string, by: string, body: string, more: Record<string, unknown> = {}): Told {
  const { number = 7, ...rest } = more
  const id = Number(time.replace(/\D/g, ''))
  const at = time.includes('-') ? time : `2026-01-05T${time}`
  return comment(at, Number(number), body, by, { id, ...rest })
}

/** The same on pull request 12. */
export function wroteOnPull(time: string, by: string, body: string): Told {
  return wrote(time, by, body, { number: 12, onPull: true })
}

/** Runs a story about issue 7, opened by eve at 09:00, or about pull request 12. */
export function commanded(
  policy: string,
  told: readonly Told[],
  more: Partial<Story> & { labels?: readonly string[]; onPull?: boolean } = {},
): Promise<Replayed> {
  const { labels = [], onPull = false, world, ...rest } = more
  const opened = onPull
    ? pull('2026-01-05T09:00', 12, { labels, body: 'A change' }).opened()
    : issue('2026-01-05T09:00', 7, { labels }).opened()
  return replayed({
    policy,
    told: [opened, ...told],
    world: { permissions, closing: { 'acme/app#12': [] }, ...(world as object | undefined) },
    ...rest,
  })
}

/** Reactions to comments, in order: `1000 +1`. */
export function reactions({ said }: Replayed): string[] {
  return said.flatMap((line) => (line.do === 'reaction.add' ? [`${line.comment_id} ${line.content}`] : []))
}

/** What stands on the comment with the answers, newest first, each without its heading. */
export function answers(ran: Replayed, subject = 'acme/app#7'): string[] {
  const [, ...parts] = (notice(ran, subject, 'answers') ?? '').split(/<!-- answer \S+ -->\n/)
  return parts.map((part) =>
    part
      .replace(/<sub>[\s\S]*$/, '')
      .replace(/^.*\n\n/, '')
      .trim(),
  )
}
