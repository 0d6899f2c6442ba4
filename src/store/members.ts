import type { Census, Member } from '../core/counting.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Lease, Outcome } from '../pipeline/ports.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { changeFacts } from './facts.ts'
import { promiseWakings } from './wakings.ts'

// An issue or pull request that is open and was not asked. The first one found is enough.
const unreadSql = `select from reeve.subjects s
  where s.repo = $1 and s.number is not null and s.open and not (q.question = any(s.counted))`

/**
 * Who is counted by a question, but for the one who asks. Whole once all that is open was listed, by the repository's first
 * sweep, and has been asked; of what is closed only what was seen is known.
 */
export async function census(
  { database }: Context,
  { repo, of }: { repo: string; of: string },
  asking: SubjectKey,
): Promise<Census> {
  const [row] = await database.query<{ members: Member[] | null; whole: boolean }>(
    `select
       (select json_agg(x) from (
         select subject as key, truth, since from reeve.members where question = q.question and subject <> $3 order by subject
       ) x) as members,
       exists (select from reeve.facts where key = 'sweep:' || $1 and value is not null)
         and not exists (${unreadSql} and s.key <> $3) as whole
     from (select $2::text as question) q`,
    [repo, of, asking],
  )
  return { members: row?.members ?? [], open: row?.whole ? 'whole' : 'unread', closedIsWhole: false }
}

/** Keeps what counts a subject now. */
export async function recordCounts(tx: Queries, { subject }: Lease, { counts }: Outcome): Promise<void> {
  if (counts === undefined) return
  const { members } = counts
  const counted = members.filter(({ truth }) => truth !== 'no')
  await tx.query('update reeve.subjects set counted = $2::text[] where key = $1', [
    subject,
    members.map(({ of }) => of),
  ])
  await tx.query(
    `with gone as (delete from reeve.members where subject = $1 and not (question = any($2::text[])))
     insert into reeve.members as m (question, subject, truth, since)
     select question, $1, truth, since from unnest($2::text[], $3::text[], $4::bigint[]) as x(question, truth, since)
     order by question
     on conflict (question, subject) do update set truth = excluded.truth, since = excluded.since`,
    [
      subject,
      counted.map(({ of }) => of),
      counted.map(({ truth }) => truth),
      counted.map(({ since }) => since),
    ],
  )
}

/**
 * Whoever found a question unanswered by some is woken when the last of them has. After the commit: of two that are last at
 * once, the later sees the other.
 */
export async function tellWhole(context: Context, { row, counts }: Outcome): Promise<number[]> {
  if (row === undefined || counts === undefined || counts.first.length === 0) return []
  const whole = await context.database.query<{ question: string }>(
    `select question from unnest($2::text[]) as q(question) where not exists (${unreadSql})`,
    [row.repo, counts.first],
  )
  if (whole.length === 0) return []
  const keys = whole.map(({ question }) => `count-unread:${question}`)
  return context.database.transaction(async (tx) => {
    await changeFacts(
      tx,
      keys.map((key) => ({ key })),
      context.clock.now(),
    )
    return promiseWakings(
      tx,
      keys.map((target) => ({ whom: 'dependants', target })),
    )
  })
}
