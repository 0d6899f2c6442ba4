import type { Decision } from '../core/decision.ts'
import { mostShippedNamed, type Shipping } from '../core/fact.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Known } from '../core/truth.ts'
import { nameOf } from './board.ts'
import { standsAs } from './check.ts'
import { marker } from './comment.ts'
import { quote } from './notice.ts'
import { cutAt } from './shortened.ts'
import { say } from './words.ts'

/** GitHub takes so many characters of a report (docs.github.com, "Creating custom deployment protection rules"). */
const longestReport = 1024

/** What a gate's texts are made from. */
export interface GateWords {
  repo: string
  environment: string
  sha: string
  /** Those that decide, as they are to be told. */
  decisions: readonly Decision[]
  ships: Known<Shipping>
  /** The address of all that it ships. */
  whole?: string | undefined
  /** What has come since the last success in an environment after this one. */
  sinceNext: readonly { environment: string; ships: Known<Shipping>; whole?: string }[]
  closes: ReadonlyMap<SubjectKey, readonly SubjectKey[]>
}

/** Why a deployment waits, and for what. */
export function renderHeld(words: GateWords): string {
  return withShips(words, [`⏳ ${say.held(words.sha, words.environment)}`, ...linesOf(words)])
}

/** That it goes on, and what was only warned of. */
export function renderApproved(words: GateWords): string {
  const aside = words.decisions.filter(isNotKept).map((one) => lineOf(one, ' (a warning)'))
  const lifted = words.decisions.filter(
    ({ letThrough, mode, reason, verdict }) =>
      isTold(mode) && verdict === 'pass' && (letThrough || reason.what.includes('hotfix')),
  )
  return withShips(words, [
    `✅ ${say.approved(words.sha, words.environment)}`,
    ...lifted.map((one) => lineOf(one)),
    ...aside,
  ])
}

/** Why it does not go on. `first`: said before the rest. */
export function renderRejected(words: GateWords, first?: string): string {
  return withShips(words, [
    `❌ ${say.rejected(words.sha, words.environment)}`,
    ...(first === undefined ? [] : [first]),
    ...linesOf(words),
  ])
}

/** What was deployed although its gate would have held it, for those who brought it. */
export function renderPastGate(words: GateWords, { key, said }: { key: string; said: string }): string {
  const whys = [
    ...new Set(words.decisions.flatMap(({ reason }) => (reason.why === '' ? [] : quote(reason.why)))),
  ]
  return [`${marker(key)}\n⚠️ ${said}`, ...whys, say.recorded, shipsIn(words)].join('\n\n')
}

function isTold(mode: Decision['mode']): boolean {
  return mode === 'enforce' || mode === 'warn'
}

function isNotKept({ mode, verdict }: Decision): boolean {
  return isTold(mode) && verdict !== 'pass' && verdict !== 'not-applicable'
}

function linesOf({ decisions }: GateWords): string[] {
  const wanting = decisions.filter(isNotKept)
  const worst = (['fail', 'wait', 'unknown'] as const).flatMap((verdict) =>
    wanting.filter((one) => one.verdict === verdict),
  )
  return worst.map((one) => lineOf(one, one.mode === 'warn' ? ' (a warning)' : ''))
}

function lineOf({ reason, rule, verdict }: Decision, aside = ''): string {
  const said = [reason.what, reason.fix].filter((part) => part !== '').join(' ')
  const line = `${standsAs[verdict]} **${nameOf(rule)}**${aside} — ${said}`
  return reason.why === '' ? line : `${line}\n${quote(reason.why)}`
}

/** What it ships always stands at the end, as much of it as there is room for. */
function withShips(words: GateWords, lines: readonly string[]): string {
  const ships = [shipsIn(words), ...sinceIn(words)].join('\n')
  const room = longestReport - ships.length - 2
  const text = lines.join('\n\n')
  return `${text.length <= room ? text : `${cutAt(text, room - 1)}…`}\n\n${ships}`
}

/** The longest that what it ships may take of a report; shared with what has come since the next steps, where there are some. */
const longestShips = 400
const longestSince = 200
/** One pull request that closes many issues leaves room for others. */
const longestClosing = 80

function shipsIn(words: GateWords): string {
  const { ships } = words
  if (!ships.ok) return say.shipsUnread
  if (isNothing(ships.value)) return say.shipsNothing
  const own = JSON.stringify(ships)
  const isShared = words.sinceNext.some((next) => JSON.stringify(next.ships) !== own)
  const longest = isShared ? longestShips - longestSince : longestShips
  return say.ships(listIn(words, { ships: ships.value, longest, whole: words.whole }))
}

/** Told apart for each of the next steps; where those have the same, it is told once. There is room for two. */
function sinceIn(words: GateWords): string[] {
  const own = JSON.stringify(words.ships)
  const told = Map.groupBy(words.sinceNext, ({ ships }) => JSON.stringify(ships))
  const steps = [...told].slice(0, 2)
  return steps.map(([key, [first, ...others]]) => {
    const where = [first, ...others].flatMap((each) => each?.environment ?? [])
    if (!first?.ships.ok) return say.sinceUnread(where)
    if (key === own) return say.sinceAlso(where)
    const list = { ships: first.ships.value, longest: longestSince / steps.length, whole: first.whole }
    return say.since(where, listIn(words, list))
  })
}

function isNothing({ bare, pulls }: Shipping): boolean {
  return pulls.length + bare.length === 0
}

/** As much as there is room for; what is left out stands where GitHub shows all of it. */
function listIn(
  words: GateWords,
  { longest, ships, whole }: { longest: number; ships: Shipping; whole: string | undefined },
): string {
  const refs = refsIn(words, ships)
  const all = fitted(refs, { longest })
  if (all.left === 0 || whole === undefined) return all.text
  const link = ` ([all](${whole}))`
  return `${fitted(refs, { longest: longest - link.length }).text}${link}`
}

function refsIn({ closes, repo }: GateWords, { bare, pulls }: Shipping): string[] {
  const refs = pulls.map((pull) => {
    const issues = (closes.get(pull) ?? []).map((issue) => refIn(repo, issue))
    const some = fitted(issues, { longest: longestClosing }).text
    return issues.length === 0 ? refIn(repo, pull) : `${refIn(repo, pull)} (closes ${some})`
  })
  return [...refs, ...bare.map((sha) => `\`${sha.slice(0, 7)}\``)]
}

/** As many as there is room for, and how many more there are. */
function fitted(refs: readonly string[], { longest }: { longest: number }): { text: string; left: number } {
  let text = ''
  for (const [index, ref] of refs.entries()) {
    const next = text === '' ? ref : `${text}, ${ref}`
    const left = refs.length - index
    if (next.length > longest || index >= mostShippedNamed)
      return { text: `${text} and ${left} more`.trim(), left }
    text = next
  }
  return { text, left: 0 }
}

function refIn(repo: string, key: SubjectKey): string {
  return key.startsWith(`${repo}#`) ? key.slice(repo.length) : key
}
