import { runReeve } from '../../src/cli/run-reeve.ts'

/** One line of `reeve replay`'s input. */
export interface Told {
  at: string
  event: string
  delivery?: string
  payload: Readonly<Record<string, unknown>>
}

/** One line of its output: an effect, or with `--decisions` a decision. */
export interface Said {
  at: string
  subject: string
  do?: string
  rules?: string[]
  label?: string
  login?: string
  body?: string
  key?: string
  conclusion?: string
  status?: string
  title?: string
  summary?: string
  decision?: true
  rule?: string
  verdict?: string
  reason?: { what: string; why: string; fix: string }
  next?: string | null
  [key: string]: unknown
}

export interface Replayed {
  status: number
  said: Said[]
  output: string
  complained: string
}

export interface Story {
  policy: string
  told: readonly Told[] | string
  world?: unknown
  until?: string
  decisions?: boolean
}

/** Runs `reeve replay` over files in memory; `version: 1` is put before a policy that does not say it. */
export async function replayed({ policy, told, world, until, decisions }: Story): Promise<Replayed> {
  const lines = typeof told === 'string' ? told : written(told)
  const files: Record<string, string> = {
    'policy.yml': /^version:/m.test(policy) ? policy : `version: 1\n${policy}`,
    'events.ndjson': lines,
    ...(world === undefined
      ? {}
      : { 'world.json': typeof world === 'string' ? world : JSON.stringify(world) }),
  }
  const words = [
    'replay',
    ...['--policy', 'policy.yml'],
    ...(world === undefined ? [] : ['--world', 'world.json']),
    ...(until === undefined ? [] : ['--until', whole(until)]),
    ...(decisions ? ['--decisions'] : []),
    'events.ndjson',
  ]
  const said: string[] = []
  const complained: string[] = []
  const status = await runReeve(words, {
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    read: (path) => files[path],
    list: () => undefined,
    async *lines() {},
  })
  return {
    status,
    said: said.map((line) => JSON.parse(line) as Said),
    output: said.join('\n'),
    complained: complained.join('\n'),
  }
}

/** The lines of a file, each with a delivery id of its own. */
export function written(told: readonly Told[]): string {
  return told
    .map((line, index) =>
      JSON.stringify({ delivery: `d${String(index).padStart(4, '0')}`, ...line, at: whole(line.at) }),
    )
    .join('\n')
}

/** `2026-01-05T09:00` is that minute in UTC. */
export function whole(at: string): string {
  return /Z$|[+-]\d\d:\d\d$/.test(at) ? at : `${at.length === 16 ? `${at}:00` : at}Z`
}

/** Effects in one line each, without texts: `09:00 acme/app#7 label.add overdue <fix-critical>`. */
export function effects({ said, status, complained }: Replayed, ...only: string[]): string[] {
  if (status !== 0) return [`exit ${status}: ${complained}`]
  return said
    .filter((line) => line.do !== undefined && (only.length === 0 || only.includes(line.do)))
    .map((line) => {
      const at = line.at.replace(/:00Z$/, '').slice(5)
      const what =
        line.label ?? line.login ?? line.conclusion ?? line.status ?? line.slot ?? line.milestone ?? ''
      return `${at} ${line.subject} ${line.do}${what ? ` ${what}` : ''} <${(line.rules ?? []).join(' ')}>`
    })
}

/** How a rule's verdict went, `09:00 pass`, as `--decisions` tells. */
export function verdicts({ said }: Replayed, rule: string, subject?: string): string[] {
  return said
    .filter(
      (line) => line.decision && line.rule === rule && (subject === undefined || line.subject === subject),
    )
    .map((line) => `${line.at.replace(/:00Z$/, '').slice(5)} ${line.verdict}`)
}

/** What the newest notice of a subject says; undefined where there is none. `answers`: the one with answers to commands. */
export function notice({ said }: Replayed, subject = 'acme/app#7', slot = 'reeve'): string | undefined {
  const last = said.findLast(
    (line) => line.subject === subject && line.slot === slot && String(line.do).startsWith('notice.'),
  )
  return last?.do === 'notice.put' ? last.body : undefined
}

/** The comments said on a subject, in order. */
export function comments({ said }: Replayed, subject = 'acme/app#7'): string[] {
  return said.flatMap((line) =>
    line.subject === subject && line.do === 'comment.add' ? [line.body ?? ''] : [],
  )
}

/** What was said at gates: `01-08T09:00 report`, `01-10T09:00 approved`. */
export function gates({ said, status, complained }: Replayed, run?: number): string[] {
  if (status !== 0) return [`exit ${status}: ${complained}`]
  return said
    .filter((line) => String(line.do).startsWith('gate.') && (run === undefined || line.run_id === run))
    .map(({ at, state }) => `${at.slice(5, 16)} ${state ?? 'report'}`)
}

/** The words of a gate's newest report or answer. */
export function lastSaidAtGate({ said }: Replayed, run?: number): string {
  const last = said.findLast(
    (line) => String(line.do).startsWith('gate.') && (run === undefined || line.run_id === run),
  )
  return String(last?.comment ?? '')
}
