import type { Effect, LedgerLine } from '../core/effect.ts'
import type { Problem } from '../core/policy.ts'
import { riskOfGroup } from '../core/risk.ts'
import { itemKey, type Subject } from '../core/subject.ts'
import { type Known, known } from '../core/truth.ts'
import { recheckedAt } from '../engine/commands/heard.ts'
import { checkName, planBrokenPolicy, planCheck, planNoPolicy } from '../planner/check.ts'
import type { Standing } from '../render/check.ts'
import { policyProblemsAt } from './broken-policy.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import type { PolicyInForce, Ports, SubjectRow } from './ports.ts'

type CommitSubject = Extract<Subject, { kind: 'commit' }>

/** A look at a commit: its check says the worst of all pull requests that have it as head, or are in its merge group (D13). */
export async function lookAtCommit(ports: Ports, subject: CommitSubject, input: LookInput): Promise<Look> {
  const { row } = input.taken
  const inForce = await ports.policyOf(subject.repo)
  if (row.group?.ended) return { ...nothing, row }
  const members = await membersOf(ports, subject, row)
  const isHead = members.ok && members.value.length > 0
  // A first policy that has errors is told on every open head that does not mend it: nothing else is in force.
  const isFirst = inForce !== undefined && inForce.policy.ref === ''
  const own = await policyProblemsAt(ports, {
    repo: subject.repo,
    key: row.key,
    isRead: inForce !== undefined && isHead && (isFirst || !row.group),
    now: input.now,
  })
  const problems = own === 'unchanged' ? (isFirst ? inForce.problems : []) : own
  if (!inForce)
    return {
      ...nothing,
      row,
      effects: planWithout(subject, { members, problems, ledger: input.past.ledger }),
    }
  const told = members.ok ? await standingsOf(ports, subject, { numbers: members.value, inForce }) : undefined
  const standings = told?.map(({ standing }) => standing)
  const complete = standings?.every((standing) => standing !== undefined)
  const numbers = members.ok ? members.value : []
  const strangers = numbers.filter((_, index) => standings?.[index] === undefined)
  const depends = numbers.map((number) => `issue:${itemKey(subject.repo, number)}`)
  if (strangers.length > 0 && row.unsure === 0) {
    // They are judged first; only if they still are not known then is that said.
    const wake = [...strangers.map((number) => itemKey(subject.repo, number)), row.key]
    return { ...nothing, row: { ...row, unsure: 1 }, depends, wake }
  }
  const effects = planCheck({
    repo: subject.repo,
    sha: subject.sha,
    where: row.group ? 'group' : 'pull',
    standings: complete ? (standings ?? []).flatMap((standing) => standing ?? []) : undefined,
    ledger: input.past.ledger,
    asked: input.taken.asked || (await isAskedAgain(ports, subject, { numbers, ledger: input.past.ledger })),
    rules: inForce.policy.rules.map(({ id }) => id),
    problems,
  })
  const unsure = complete ? 0 : row.unsure + 1
  return {
    ...nothing,
    row: {
      ...row,
      unsure,
      risk: row.group ? riskOfGroup : Math.max(0, ...(told ?? []).map(({ risk }) => risk)),
    },
    effects,
    depends,
    next: nextLook(ports, { now: input.now, next: undefined, unsure }),
  }
}

/** Without a policy nothing is checked. Where there was one, the open heads say so once: a required check is never left unreported (D17). */
function planWithout(
  subject: CommitSubject,
  {
    members,
    problems,
    ledger,
  }: { members: Known<readonly number[]>; problems: readonly Problem[]; ledger: readonly LedgerLine[] },
): Effect[] {
  if (problems.length > 0) return planBrokenPolicy({ ...subject, problems, ledger })
  return members.ok && members.value.length > 0 ? planNoPolicy({ ...subject, ledger }) : []
}

async function membersOf(
  ports: Ports,
  subject: CommitSubject,
  row: SubjectRow,
): Promise<Known<readonly number[]>> {
  if (row.group) {
    const { base, baseSha } = row.group
    return ports.facts.load({ name: 'members', key: row.key }, { repo: subject.repo, base, baseSha })
  }
  return known(await ports.store.pullsWithHead(subject.repo, subject.sha))
}

/** How each stands, undefined where it has not been judged yet, and how much its check's being wrong would harm. */
async function standingsOf(
  ports: Ports,
  subject: CommitSubject,
  { numbers, inForce }: { numbers: readonly number[]; inForce: PolicyInForce },
): Promise<readonly { standing: Standing | undefined; risk: number }[]> {
  const order = inForce.policy.rules.filter(({ mode }) => mode !== 'off').map(({ id }) => id)
  return Promise.all(
    [...numbers]
      .sort((a, b) => a - b)
      .map(async (number) => {
        const { row, decisions: held, ledger } = await ports.store.past(itemKey(subject.repo, number))
        const newest = new Map(held.map((decision) => [decision.rule, decision]))
        const decisions = order.flatMap((rule) => newest.get(rule) ?? [])
        const isJudged = decisions.length === order.length
        const standing = isJudged ? { number, decisions, troubles: troublesIn(ledger) } : undefined
        return { standing, risk: row?.risk ?? 0 }
      }),
  )
}

/** `/reeve recheck` on one of its pull requests, since the check was last put. */
async function isAskedAgain(
  ports: Ports,
  { repo }: CommitSubject,
  { numbers, ledger }: { numbers: readonly number[]; ledger: readonly LedgerLine[] },
): Promise<boolean> {
  const last = ledger.find(({ key }) => key === `check:${checkName}`)
  if (!last) return false
  const pasts = await Promise.all(numbers.map((number) => ports.store.past(itemKey(repo, number))))
  return pasts.some(({ memory }) => (recheckedAt(memory) ?? 0) > last.at)
}

/** What GitHub refused, for the one who can give the permission. */
function troublesIn(ledger: readonly LedgerLine[]): string[] {
  const whys = ledger.flatMap(({ change, state, why }) =>
    state === 'refused' ? [`Reeve could not do \`${change.do}\` here: ${why ?? 'GitHub refused it'}.`] : [],
  )
  return [...new Set(whys)]
}
