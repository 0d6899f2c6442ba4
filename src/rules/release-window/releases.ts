import { leadsElsewhere } from '../../core/action.ts'
import type { Finding, Memory, Occasion, Want } from '../../core/decision.ts'
import { earliest, formatInstant, type Instant } from '../../core/instant.ts'
import type { Release } from '../../core/release.ts'
import type { RepoJudging } from '../../core/rule-kind.ts'
import { pathsMatcher } from '../../query/match-path.ts'
import { decideWindows } from '../../time/window.ts'
import { finding, reason } from '../finding.ts'
import { windowsNamed } from '../windows-named.ts'
import type { ReleaseWindowOptions } from './hotfix-approval.ts'
import { say } from './messages.ts'

/** What was released while the windows were closed: nobody can stop that, so it is recorded, once for each tag. */
export function judgeReleases(judging: RepoJudging<ReleaseWindowOptions>): Finding | undefined {
  const { options } = judging
  if (options.releases.length === 0) return undefined
  const isMeant = pathsMatcher(options.releases, { anyCase: true })
  const meant = judging.releases.filter(({ tag, at }) => isMeant(tag) && at >= judging.inForce)
  const judged = meant.map((release, index) => judge(judging, release, meant.slice(0, index)))
  const late = firstOfEach(judged.filter(({ standing }) => standing === 'late'))
  const unsure = judged.filter(({ standing }) => standing === 'unknown')
  const next = earliest(...judged.map((one) => one.next))
  return finding({
    ...standingOf(judging, { late, unsure }),
    wants: late.map((one) => one.want),
    occasions: late.map((one) => followUp(judging, one)),
    remember: judged.flatMap((one) => one.remember),
    ...(next === undefined ? {} : { next }),
  })
}

/** What is not known yet is told first: it may still be late. */
function standingOf(
  { rule }: RepoJudging<ReleaseWindowOptions>,
  { late, unsure }: { late: readonly Judged[]; unsure: readonly Judged[] },
): Pick<Finding, 'verdict' | 'reason'> {
  if (unsure.length > 0)
    return { verdict: 'unknown', reason: reason(rule, say.releaseUnknown(tagsOf(unsure))) }
  if (late.length > 0) return { verdict: 'fail', reason: reason(rule, say.releasedLate(tagsOf(late))) }
  return { verdict: 'pass', reason: reason(rule, say.releasedInTime()) }
}

interface Judged {
  release: Release
  what: string
  standing: 'in time' | 'late' | 'unknown'
  want: Want
  remember: readonly Memory[]
  next?: Instant
}

/** A tag that was made, and the release that was published of it, are recorded once. */
function firstOfEach(judged: readonly Judged[]): Judged[] {
  return judged.filter(
    ({ release }, index) => judged.findIndex((other) => other.release.tag === release.tag) === index,
  )
}

function tagsOf(judged: readonly Judged[]): string[] {
  return [...new Set(judged.map(({ release }) => release.tag))]
}

function judge(
  judging: RepoJudging<ReleaseWindowOptions>,
  release: Release,
  before: readonly Release[],
): Judged {
  const { rule, options, names } = judging
  const answer = decideWindows(windowsNamed(names, options.window), release.at)
  const opens = answer.changes === undefined ? undefined : judging.local(answer.changes)
  const reasons = answer.denying.flatMap(({ because }) => because ?? [])
  const what = say.released(release.tag, judging.local(release.at), { opens, reasons })
  const cause = `released:${release.tag}`
  const want: Want = {
    want: 'act',
    key: `${rule.id}:${cause}:violation`,
    act: { act: 'violation', what },
    firm: false,
    began: release.at,
    cause,
  }
  const basis = { release, what, want }
  if (answer.open) return { ...basis, standing: 'in time', remember: [] }
  if (options.hotfix.length === 0) return { ...basis, standing: 'late', remember: [] }
  return { ...basis, ...asHotfix(judging, release, before) }
}

/** Whether it was an approved hotfix is ruled once, when all that it needs is known (D3). */
function asHotfix(
  judging: RepoJudging<ReleaseWindowOptions>,
  release: Release,
  before: readonly Release[],
): Pick<Judged, 'standing' | 'remember' | 'next'> {
  const key = `released:${release.tag}@${formatInstant(release.at)}`
  const ruled = judging.memory.find((kept) => kept.kind === 'ruling' && kept.key === key)
  if (ruled) return { standing: ruled.value === 'hotfix' ? 'in time' : 'late', remember: [] }
  const since = before.findLast(({ tag }) => tag !== release.tag)?.tag
  const { truth, remember } = judging.exempts(release.tag, since)
  if (truth === 'unknown') return { standing: 'unknown', remember }
  const ruling: Memory = {
    rule: judging.rule.id,
    kind: 'ruling',
    key,
    value: truth === 'yes' ? 'hotfix' : 'late',
    at: judging.now,
  }
  return { standing: truth === 'yes' ? 'in time' : 'late', remember: [...remember, ruling] }
}

/** A repository takes no label or comment: of what is to be done, only what leads elsewhere. */
function followUp({ rule }: RepoJudging<ReleaseWindowOptions>, { release, want, what }: Judged): Occasion {
  return {
    actions: rule.onFail.filter(leadsElsewhere),
    cause: want.cause,
    at: release.at,
    texts: { reason: what, title: release.tag },
    stays: true,
  }
}
