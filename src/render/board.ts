import type { Board, Card, Holder, PastGate, Running, Waiting } from '../core/board.ts'
import type { Instant } from '../core/instant.ts'
import { formatLocal } from '../time/local.ts'

type When = (at: Instant) => string

/** A board as lines of text, for a terminal. */
export function boardLines({ environments, repo }: Board, timezone: string): string[] {
  const when: When = (at) => formatLocal(at, timezone)
  if (environments.length === 0)
    return [`The policy of ${repo} names no environment, and nothing is being deployed.`]
  return environments.flatMap((card, index) => [...(index === 0 ? [] : ['']), ...cardLines(repo, card, when)])
}

function cardLines(repo: string, card: Card, when: When): string[] {
  const { description, environment, failed, holder, isOutdated, pastGate, runs, waits, window } = card
  return [
    description === undefined ? environment : `${environment} — ${description}`,
    ...(runs.ok ? runningLines(repo, runs.value, when) : [line('runs', `not known: ${runs.why}`)]),
    ...(failed ? [line('failed', failedLine(failed, when))] : []),
    ...(isOutdated ? [line('', '(as it was last read; something has happened there since)')] : []),
    ...(holder ? [line('held', holderLine(holder, when))] : []),
    ...(window ? [line(window.open ? 'open' : 'closed', window.what)] : []),
    ...waits.flatMap((waiting) => waitingLines(waiting, when)),
    ...pastGate.slice(0, 3).map((one) => pastLine(one, when)),
  ]
}

function failedLine({ at, by, sha }: NonNullable<Card['failed']>, when: When): string {
  const who = by === undefined ? '' : `, by ${by}`
  return `${sha.slice(0, 7)} at ${when(at)}${who}: it is the newest, which decides what goes on from here`
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(8)}${text}`
}

function runningLines(repo: string, running: Running | undefined, when: When): string[] {
  if (!running) return [line('runs', 'nothing')]
  const { brought, by, sha, since } = running
  const what = `${sha.slice(0, 7)} since ${when(since)}${by === undefined ? '' : `, by ${by}`}`
  if (!brought.ok) return [line('runs', what)]
  const { bare, issues, pulls } = brought.value
  const refs = (keys: readonly string[]) =>
    some(keys.map((key) => (key.startsWith(`${repo}#`) ? key.slice(repo.length) : key)))
  const parts = [
    ...(pulls.length > 0 ? [refs(pulls)] : []),
    ...(issues.length > 0 ? [`closing ${refs(issues)}`] : []),
    ...(bare.length > 0
      ? [`commits without a pull request: ${some(bare.map((each) => each.slice(0, 7)))}`]
      : []),
  ]
  return [line('runs', what), ...(parts.length > 0 ? [line('', `brought ${parts.join('; ')}`)] : [])]
}

/** As many as are read at a glance; `--format json` has all. */
const mostNamed = 30

function some(names: readonly string[]): string {
  const left = names.length - mostNamed
  return left > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${left} more` : names.join(', ')
}

function holderLine(holder: Holder, when: When): string {
  if (holder.how === 'turn')
    return `by run ${holder.run} (${holder.sha.slice(0, 7)}${holder.by === undefined ? '' : `, begun by ${holder.by}`}), under way since ${when(holder.since)}, until it ends or ${when(holder.until)}`
  const { by, environment, since, why } = holder
  const all = environment === '*' ? ', as all environments' : ''
  return `locked by ${by} since ${when(since)}${all}${why === undefined ? '' : `: ${why}`}`
}

function waitingLines({ opens, run }: Waiting, when: When): string[] {
  const ships = some((run.ships ?? []).map((number) => `#${number}`))
  const by = run.creator === undefined ? '' : `, by ${run.creator}`
  const brings = ships === '' ? '' : `, with ${ships}`
  return [
    line('waits', `${run.sha.slice(0, 7)} (run ${run.number}) since ${when(run.askedAt)}${by}${brings}`),
    ...(run.wanting ?? []).flatMap(({ fix, rule, what }) => {
      const [first = '', ...more] = `${what} ${fix}`.split('\n').filter((part) => part.trim() !== '')
      return [
        line('', `${nameOf(rule)}: ${first.trim()}`),
        ...more.map((part) => line('', `  ${part.trim()}`)),
      ]
    }),
    ...(opens === undefined ? [] : [line('', `goes on at ${when(opens)}, if nothing else is wanting then`)]),
  ]
}

function pastLine({ at, what }: PastGate, when: When): string {
  return line('past', `${when(at)}: ${what}`)
}

/** Of a condition of the environment that the text is about, its key alone. */
export function nameOf(rule: string): string {
  return rule.replace(/^environments\..+\.(?=[\w-]+$)/, '')
}
