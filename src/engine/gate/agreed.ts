import { unquoted } from '../../core/commands.ts'
import type { Finding, Memory } from '../../core/decision.ts'
import type { Environment } from '../../core/environment.ts'
import type { FactTypes, Review } from '../../core/fact.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import type { SubjectKey } from '../../core/subject.ts'
import { type Known, known } from '../../core/truth.ts'
import type { Course } from '../evaluate.ts'
import type { NotingReader } from '../fact-set.ts'
import { createJudging } from '../judging.ts'
import { deploymentsThere, namesIn } from './chain.ts'
import type { Gate } from './gate.ts'
import { say } from './messages.ts'
import { refs } from './requires.ts'
import { type Stand, stand } from './stand.ts'
import { staysOf } from './stays.ts'

/**
 * What is to be ticked on a pull request that it ships, for this commit: on the one that became it, or since it was in what
 * comes before. What was ticked for a commit before this one says nothing of it.
 */
export function ticked(gate: Gate, environment: Environment): Stand | undefined {
  const rules = environment.checklist
  if (!rules) return undefined
  const pulls = pullsOf(gate)
  if (!pulls.ok) return stand('unknown', say.unread('What it ships'))
  if (pulls.value.length === 0) return stand('wait', say.nowhereToTick())
  const since = agreedFrom(gate, environment)
  if (!since.ok) return stand('unknown', say.unread('Since when this commit is where it has to be before'))
  const courses = pulls.value.map((pull) => gate.shipped.course(pull))
  const own = ownOf(gate, courses)
  const from = Math.max(since.value, own[0]?.lawful.item.closedAt ?? 0)
  const best = bestOf(
    courses.map((course) => {
      if (!course.ok) return undefined
      const here = withCommit(gate, course.value)
      return own.includes(course.value)
        ? asked(known(here), rules.own)
        : asked(known(pushedAt(here, from)), rules.others)
    }),
  )
  const { kind, options } = rules.own
  const isTicked = (kind.listens?.(options) ?? []).length > 0
  if (best.verdict !== 'wait' || !isTicked) return best
  const where = say.tickHere(refs(gate, pulls.value))
  return { ...best, said: { ...best.said, fix: `${best.said.fix}\n\n${where}` } }
}

/** What it brings; where that is nothing new, the pull request that its commit came with: it speaks of the commit still. */
function pullsOf({ reader, repo, run, shipped }: Gate): Known<readonly SubjectKey[]> {
  const shipping = shipped.all()
  if (!shipping.ok) return shipping
  const { bare, pulls } = shipping.value
  if (pulls.length + bare.length > 0) return known(pulls)
  const own = reader.read('shipping', `${repo}@${run.sha}`)
  return own.ok ? known(own.value.pulls) : own
}

/** Those that became the commit; where none says so, the last that were merged. */
function ownOf({ run }: Gate, courses: readonly Known<Course>[]): Course[] {
  const read = courses.flatMap((course) => (course.ok ? [course.value] : []))
  const same = read.filter(({ lawful: { item } }) => [item.pull?.mergeSha, item.pull?.sha].includes(run.sha))
  const last = Math.max(...read.map(({ lawful }) => lawful.item.closedAt ?? 0))
  return same.length > 0 ? same : read.filter(({ lawful }) => (lawful.item.closedAt ?? 0) === last)
}

/** Checks are those of the commit that is deployed, not of the branch that it came from. */
function withCommit({ run }: Gate, course: Course): Course {
  const { item } = course.lawful
  if (!item.pull) return course
  return { ...course, lawful: { ...course.lawful, item: { ...item, pull: { ...item.pull, sha: run.sha } } } }
}

/** As if new commits had come then. */
function pushedAt(course: Course, at: Instant): Course {
  const { history } = course.lawful
  const push: Entry = { id: `synchronized:@${at}`, what: 'synchronized', target: '', at, source: 'reeve' }
  const before = history.filter((entry) => entry.at < at)
  return {
    ...course,
    lawful: { ...course.lawful, history: [...before, push, ...history.slice(before.length)] },
  }
}

/** Who agreed to this deployment: by `/reeve approve <environment>` on what it ships, or by GitHub's own review of it. */
export function signedOff(gate: Gate, environment: Environment): Stand | undefined {
  const rule = environment.signOff
  if (!rule) return undefined
  const since = agreedFrom(gate, environment)
  if (!since.ok) return stand('unknown', say.unread('Since when this commit is where it has to be before'))
  const pulls = pullsOf(gate)
  const courses = pulls.ok ? pulls.value.map((pull) => gate.shipped.course(pull)) : []
  const all = courses.length > 0 ? courses : [known(gate.course)]
  const heard = { since: since.value, rule }
  const best = bestOf(
    all.map((course) => asked(course.ok ? known(heardHere(gate, course.value, heard)) : course, rule)),
  )
  const verdict = !pulls.ok && best.verdict === 'wait' ? 'unknown' : best.verdict
  if (verdict === 'pass') return best
  return { ...best, verdict, said: { what: best.said.what, fix: say.signOffHere(gate.run.environment) } }
}

/** From when on agreement is about this commit: since it was in all that comes before; never where it was not. */
function agreedFrom(gate: Gate, { after }: Environment): Known<Instant> {
  if (!after) return known(0)
  const firsts: Instant[] = []
  for (const name of namesIn(after)) {
    const deployments = deploymentsThere(gate, name)
    if (!deployments.ok) return deployments
    const stays = staysOf(deployments.value, gate.run.sha)
    firsts.push(Math.min(Number.POSITIVE_INFINITY, ...stays.map(({ from }) => from)))
  }
  return known('all' in after ? Math.max(...firsts) : Math.min(...firsts))
}

function asked(course: Known<Course>, rule: Rule): Finding | undefined {
  return course.ok ? rule.kind.evaluate(createJudging(course.value, rule)) : undefined
}

/** One pull request on which it was given is enough. What could not be read may be that one. */
function bestOf(findings: readonly (Finding | undefined)[]): Stand {
  const kept = findings.find((finding) => finding?.verdict === 'pass')
  const found = kept ?? furthest(findings)
  const isUnsure = findings.some((finding) => finding === undefined || finding.verdict === 'unknown')
  if (!found) return stand('unknown', say.unread('What it ships'))
  const { next, reason, verdict } = found
  const wanting = isUnsure ? 'unknown' : 'wait'
  return { ...stand(verdict === 'pass' ? verdict : wanting, reason, next), seen: reason.seen }
}

/** Where most was ticked or signed; of several the newest, which people look at. */
function furthest(findings: readonly (Finding | undefined)[]): Finding | undefined {
  const known = findings.flatMap((finding) => finding ?? [])
  const most = Math.max(...known.map(doneIn))
  return known.findLast((finding) => doneIn(finding) === most)
}

function doneIn({ reason: { seen } }: Finding): number {
  const counts = Object.values(seen).map((each) =>
    Array.isArray(each) ? each.length : each === 'yes' ? 1 : 0,
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

/** The pull request as far as it speaks of this deployment: approvals of its code are none. */
function heardHere(gate: Gate, course: Course, { since, rule }: { since: Instant; rule: Rule }): Course {
  const { run } = gate
  const { lawful } = course
  const commands = lawful.commands.filter(
    ({ spoken }) => spoken.at >= since && sameName(unquoted(spoken.about), run.environment),
  )
  const reviews = reviewsOfGate(gate)
  const commit = lawful.item.pull?.sha ?? run.sha
  const given = reviews.ok
    ? known(
        reviews.value.map((review): Review => ({ ...review, sha: commit, at: seenAt(gate, rule, review) })),
      )
    : reviews
  return { ...course, lawful: { ...lawful, commands }, reader: reading(course.reader, given) }
}

type Reviewed = Pick<Review, 'id' | 'author' | 'state'>

/** GitHub does not say when a deployment was reviewed: when it was first seen is kept, for who was on then agreed rightly. */
export function reviewsSeen(gate: Gate, { signOff: rule }: Environment): Memory[] {
  const reviews = rule ? reviewsOfGate(gate) : undefined
  if (!rule || !reviews?.ok) return []
  return reviews.value.map((review) => ({
    rule: rule.id,
    kind: 'seen',
    key: seenKey(review),
    value: '',
    at: gate.now,
  }))
}

function seenAt({ course, now }: Gate, { id }: Rule, review: Reviewed): Instant {
  const kept = course.memory.find(
    ({ rule, kind, key }) => rule === id && kind === 'seen' && key === seenKey(review),
  )
  return kept?.at ?? now
}

function seenKey({ author, id, state }: Reviewed): string {
  return `review ${author.toLowerCase()} ${state} ${id}`
}

/** Reviews of a deployment, given on GitHub's own page; `id`: the how manieth of its kind by that person. */
function reviewsOfGate({ reader, repo, run }: Gate): Known<Reviewed[]> {
  const all = reader.read('gate-reviews', `${repo}/${run.number}`)
  if (!all.ok) return all
  const found: Reviewed[] = []
  for (const { approved, by, environment } of all.value) {
    if (!sameName(environment, run.environment)) continue
    const state = approved ? 'approved' : 'changes_requested'
    const id = found.filter((other) => sameName(other.author, by) && other.state === state).length + 1
    found.push({ id, author: by, state })
  }
  return known(found)
}

function reading(reader: NotingReader, reviews: Known<FactTypes['reviews']>): NotingReader {
  return {
    ...reader,
    read: (name, key) =>
      name === 'reviews' ? (reviews as ReturnType<typeof reader.read<typeof name>>) : reader.read(name, key),
  }
}
