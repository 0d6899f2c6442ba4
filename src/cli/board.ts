import type { Board, Card, Holder, Waiting } from '../core/board.ts'
import { formatInstant, type Instant } from '../core/instant.ts'
import { readBoard } from '../pipeline/board.ts'
import { heldPolicyOf } from '../pipeline/held-policy.ts'
import { boardLines } from '../render/board.ts'
import { ruleKinds } from '../rules/index.ts'
import type { SqlStore } from '../store/store.ts'
import type { Shell, Status } from './shell.ts'

export interface BoardOptions {
  repo: string
  format: 'text' | 'json'
  now: Instant
}

/** Tells how the environments of a repository stand, as far as the store knows. GitHub is not asked. */
export async function tellBoard(
  store: SqlStore,
  { repo, format, now }: BoardOptions,
  shell: Shell,
): Promise<Status> {
  const inForce = await heldPolicyOf(store, repo, ruleKinds)
  if (inForce === 'not held') {
    shell.complain(`Nothing is held of ${repo}. Is the name right, and is Reeve installed there?`)
    return 1
  }
  if (!inForce) {
    shell.complain(`${repo} has no policy, so nothing is known of its environments.`)
    return 1
  }
  const board = await readBoard(store, { repo, inForce, now, app: '' })
  if (format === 'json') shell.say(JSON.stringify(asData(board), null, 2))
  else for (const line of boardLines(board, inForce.policy.names.timezone)) shell.say(line)
  return 0
}

/** Instants as text, and null for what is not there; `known` is false where nobody has read what runs there, `outdated` where it has changed since. */
function asData({ at, environments, repo }: Board) {
  return { repo, at: formatInstant(at), environments: environments.map(cardData) }
}

function cardData(card: Card) {
  const { description, environment, failed, holder, isOutdated, pastGate, runs, waits, window } = card
  return {
    environment,
    description: description ?? null,
    known: runs.ok,
    outdated: isOutdated,
    runs: runs.ok && runs.value ? runningData(runs.value) : null,
    failed: failed ? { sha: failed.sha, at: formatInstant(failed.at), by: failed.by ?? null } : null,
    held: holder ? holderData(holder) : null,
    window: window ? { open: window.open, what: window.what, changes: instantOrNull(window.changes) } : null,
    waits: waits.map(waitingData),
    pastGate: pastGate.map(({ at, number, what }) => ({ at: formatInstant(at), run: number, what })),
  }
}

type Running = NonNullable<Extract<Card['runs'], { ok: true }>['value']>

function runningData({ brought, by, sha, since }: Running) {
  return {
    sha,
    since: formatInstant(since),
    by: by ?? null,
    pulls: brought.ok ? brought.value.pulls : null,
    issues: brought.ok ? brought.value.issues : null,
    commits: brought.ok ? brought.value.bare : null,
  }
}

function holderData(holder: Holder) {
  const since = formatInstant(holder.since)
  if (holder.how === 'turn') {
    const { by, run, sha, until } = holder
    return { how: holder.how, since, by: by ?? null, run, sha, until: formatInstant(until) }
  }
  const { by, environment, how, why } = holder
  return { how, since, by, why: why ?? null, environment }
}

function waitingData({ opens, run }: Waiting) {
  return {
    run: run.number,
    sha: run.sha,
    since: formatInstant(run.askedAt),
    by: run.creator ?? null,
    ships: run.ships ?? [],
    for: (run.wanting ?? []).map(({ fix, next, rule, what }) => ({
      rule,
      what,
      fix,
      changes: instantOrNull(next),
    })),
    opens: instantOrNull(opens),
  }
}

function instantOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : formatInstant(at)
}
