import type { Act, Decision, Memory, Want } from '../../src/core/decision.ts'
import type { Instant } from '../../src/core/instant.ts'
import type { Item } from '../../src/core/item.ts'
import { addEntry, type Past } from '../../src/core/past.ts'
import type { Policy } from '../../src/core/policy.ts'
import { type Known, known, unknown } from '../../src/core/truth.ts'
import { type Evaluation, evaluate } from '../../src/engine/evaluate.ts'
import { anItem } from './item.ts'
import { aPast, entry, on, when } from './past.ts'
import { load } from './policy.ts'

/** Facts by key, `team:acme/qa`; `unread('502')` for one that could not be read. What is not given is not read yet. */
export type GivenFacts = Readonly<Record<string, unknown>>

class Unread {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

export function unread(why = '502 from GitHub'): Unread {
  return new Unread(why)
}

export interface Asked {
  policy: string
  item?: Item
  /** What happened, as lines: `Mon 10:00 ann labeled critical`. */
  history?: readonly string[]
  facts?: GivenFacts
  memory?: readonly Memory[]
  /** `Mon 12:00`. */
  now: string
  /** Since when the rules are in force; always, if absent. */
  inForce?: string
  /** How long before windows close their checks turn, milliseconds; an hour at most. */
  leadMs?: number
  /** The rule looked at; the policy's last if absent. */
  rule?: string
}

export interface Judged {
  verdict: Decision['verdict']
  what: string
  fix: string
  /** What it asks for, each on a line: `hold -verified`, `+overdue`, `notify @dana`. */
  wants: string[]
  next: string | undefined
  quiet: boolean
  remember: readonly Memory[]
  decision: Decision
  evaluation: Evaluation
}

/** Reads the policy and judges the item by it, as the server does; the answer of one rule, in short. */
export function evaluateRule(asked: Asked): Judged {
  const policy = policyOf(asked.policy)
  const evaluation = evaluateAt(asked, {
    policy,
    past: aPast(asked.item ?? anItem(), asked.history ?? []),
    memory: asked.memory ?? [],
    now: on(asked.now),
  })
  return judged(evaluation, asked.rule)
}

/** A policy that has no problem that is an error; `version: 1` is put before it. */
export function policyOf(text: string): Policy {
  const { policy, problems } = load(text)
  if (!policy) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return policy
}

function evaluateAt(
  asked: Pick<Asked, 'facts' | 'inForce' | 'leadMs'>,
  course: { policy: Policy; past: Past; memory: readonly Memory[]; now: Instant },
): Evaluation {
  const from = asked.inForce === undefined ? undefined : on(asked.inForce)
  return evaluate({
    ...course,
    since: new Map(from === undefined ? [] : course.policy.rules.map(({ id }) => [id, { from }])),
    facts: new Map(Object.entries(asked.facts ?? {}).map(([key, value]) => [key, asKnown(value)])),
    app: 'reeve[bot]',
    ...(asked.leadMs === undefined ? {} : { lead: { ms: asked.leadMs, atMost: 3_600_000 } }),
  })
}

function asKnown(value: unknown): Known<unknown> {
  return value instanceof Unread ? unknown(value.why) : known(value)
}

function judged(evaluation: Evaluation, rule: string | undefined): Judged {
  const decision =
    rule === undefined ? evaluation.decisions.at(-1) : evaluation.decisions.find((one) => one.rule === rule)
  if (!decision) throw new Error(`There is no decision of ${rule ?? 'any rule'}`)
  const { verdict, reason, wants, next } = decision
  return {
    verdict,
    what: reason.what,
    fix: reason.fix,
    wants: wants.map(inShort),
    next: next === undefined ? undefined : when(next),
    quiet: decision.quiet ?? false,
    remember: evaluation.remember,
    decision,
    evaluation,
  }
}

/** A want on one line. */
export function inShort(want: Want): string {
  switch (want.want) {
    case 'label':
      return `${want.firm ? 'hold ' : ''}${want.present ? '+' : '-'}${want.label}`
    case 'assignee':
      return `${want.firm ? 'hold ' : ''}${want.present ? '+' : '-'}@${want.login}`
    case 'open':
      return 'hold open'
    case 'notice':
      return `keep ${want.slot}`
    case 'remark':
      return `say ${want.remark.what} ${want.remark.fix}`.trim()
    case 'act':
      return actInShort(want.act)
    default:
      return want satisfies never
  }
}

function actInShort(act: Act): string {
  switch (act.act) {
    case 'comment':
      return `comment ${act.body}`
    case 'notify':
      return `notify ${act.mentions.join(' ')}: ${act.text}`
    case 'assign':
    case 'unassign':
      return `${act.act} ${act.logins.join(' ')}`
    case 'label':
      return `once ${act.present ? '+' : '-'}${act.label}`
    case 'project':
      return `${act.settled ? 'so already' : 'put'} ${act.board} ${JSON.stringify(act.fields)}`
    default:
      return act.act
  }
}

export interface Followed extends Omit<Asked, 'now'> {
  /** Looked at until then, inclusive. */
  until: string
  /** Not looked at before then: Reeve was down. */
  from?: string
}

/**
 * Looks at an item at every change, and whenever the last answer said that time alone may change it, keeping what is
 * remembered. Each line is what came to be asked for (an act once, a label when it comes and when it goes) or a new verdict.
 */
export function follow(asked: Followed): string[] {
  const policy = policyOf(asked.policy)
  const told = (asked.history ?? []).map(entry).sort((a, b) => a.at - b.at)
  const item = asked.item ?? anItem()
  const from = asked.from === undefined ? item.createdAt : on(asked.from)
  const lines: string[] = []
  let seen: Seen = { verdict: undefined, wanted: [], acts: new Set() }
  let memory: readonly Memory[] = []
  let at: Instant | undefined = from
  while (at !== undefined && at <= on(asked.until)) {
    const now: Instant = at
    const past = told.filter((change) => change.at <= now).reduce<Past>(addEntry, { item, history: [] })
    const evaluation = evaluateAt(asked, { policy, past, memory, now })
    memory = [...memory, ...evaluation.remember]
    const { decision } = judged(evaluation, asked.rule)
    const news = compare(seen, decision)
    lines.push(...news.lines.map((line) => `${when(now)} ${line}`))
    seen = news.seen
    const later = [decision.next, ...told.map((change) => change.at)].filter(
      (one) => one !== undefined && one > now,
    )
    at = later.length === 0 ? undefined : Math.min(...later.flatMap((one) => one ?? []))
  }
  return lines
}

interface Seen {
  verdict: Decision['verdict'] | undefined
  wanted: readonly string[]
  acts: ReadonlySet<string>
}

function compare(seen: Seen, { verdict, wants }: Decision): { lines: string[]; seen: Seen } {
  const wanted = [...new Set(wants.filter(({ want }) => want !== 'act').map(inShort))]
  const fresh = wants.filter((want) => want.want === 'act' && !seen.acts.has(want.key))
  const keys = wants.flatMap((want) => (want.want === 'act' ? [want.key] : []))
  const lines = [
    ...(verdict === seen.verdict ? [] : [verdict]),
    ...wanted.filter((one) => !seen.wanted.includes(one)),
    ...seen.wanted.filter((one) => !wanted.includes(one)).map((one) => `no longer ${one}`),
    ...fresh.map(inShort),
  ]
  return { lines, seen: { verdict, wanted, acts: new Set([...seen.acts, ...keys]) } }
}
