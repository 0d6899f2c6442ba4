import type { Action } from '../core/action.ts'
import type { Act, Occasion, Reason, Want } from '../core/decision.ts'
import type { Instant } from '../core/instant.ts'
import type { Login } from '../core/item.ts'
import type { PeopleRef } from '../core/people.ts'
import type { Rule } from '../core/policy.ts'
import { compareText } from '../core/subject.ts'
import { type Known, known } from '../core/truth.ts'
import { everybody, mentionsOf, type PeopleScope, unfold } from './people.ts'
import { renderText } from './template.ts'

/** What occasions ask for, and what could not be found out yet: who a team is, whose turn it is. */
export interface Wished {
  wants: readonly Want[]
  waiting: readonly string[]
}

/** Turns the occasions of a rule into wants: labels as soft states, everything else done once for its cause (D11). */
export function wantsOf(
  rule: Rule,
  occasions: readonly Occasion[],
  scope: PeopleScope,
  inForce: Instant,
): Wished {
  const wants: Want[] = []
  const waiting: string[] = []
  for (const occasion of occasions) {
    // What happened before the rule was in force is listed, not announced (D6).
    if (occasion.at < inForce) continue
    occasion.actions.forEach((action, index) => {
      const made = wantOf(rule, action, { occasion, index, scope })
      if (made.ok) wants.push(...made.value)
      else waiting.push(made.why)
    })
  }
  return { wants, waiting }
}

interface ActionInput {
  occasion: Occasion
  index: number
  scope: PeopleScope
}

function wantOf(rule: Rule, action: Action, input: ActionInput): Known<readonly Want[]> {
  const { occasion, index } = input
  const basis = { firm: false, began: occasion.at, cause: occasion.cause }
  if (action.action === 'label') {
    return known(action.labels.map((label) => ({ ...basis, want: 'label', label, present: true })))
  }
  const acts = actsOf(rule, action, input)
  if (!acts.ok) return acts
  if (acts.value.some((act) => act.act === 'notify' && act.mentions.length === 0)) {
    return known([{ ...basis, want: 'remark', remark: reachesNobody(occasion, rule) }])
  }
  return known(
    acts.value.map((act, part) => ({
      ...basis,
      want: 'act',
      key: `${rule.id}/${occasion.cause}/${index}${part === 0 ? '' : `.${part}`}`,
      act,
    })),
  )
}

function actsOf(
  rule: Rule,
  action: Exclude<Action, { action: 'label' }>,
  input: ActionInput,
): Known<readonly Act[]> {
  const { scope } = input
  switch (action.action) {
    case 'comment':
      return known([{ act: 'comment', body: textOf(rule, action.text, input) }])
    case 'notify':
      return notifyOf(rule, action.people, input)
    case 'unlabel':
      return known(action.labels.map((label) => ({ act: 'label', label, present: false })))
    case 'move':
      return known([{ act: 'label', label: action.to, present: true }])
    case 'assign':
      return assignOf(rule, action, scope)
    case 'unassign':
      return loginsAct(everybody(scope, action.people), (logins) => ({ act: 'unassign', logins }))
    case 'request-review':
      return reviewOf(scope, action.people)
    case 'close':
      return known([{ act: 'close', reason: action.reason }])
    case 'reopen':
    case 'pin':
    case 'unpin':
      return known([{ act: action.action }])
    case 'milestone':
      return known([{ act: 'milestone', title: action.title }])
    case 'project':
      return known([{ act: 'project', board: action.board, fields: action.set }])
    case 'dispatch':
      return known([{ act: 'dispatch', event: action.event, to: action.to }])
    case 'webhook':
      return known([{ act: 'webhook', name: action.name }])
    case 'open-issue':
      return openIssueOf(rule, action.issue, input)
    default:
      return action satisfies never
  }
}

function textOf(rule: Rule, text: string, { occasion, scope }: ActionInput): string {
  return renderText(text, { scope, timezone: rule.timezone, ...occasion.texts })
}

function loginsAct(
  logins: Known<readonly Login[]>,
  act: (logins: readonly Login[]) => Act,
): Known<readonly Act[]> {
  if (!logins.ok) return logins
  return known(logins.value.length === 0 ? [] : [act(logins.value)])
}

/** A notify that reaches nobody goes to the people's backup, else to the rule's owner, else is said on the notice (D22). */
function notifyOf(rule: Rule, people: readonly PeopleRef[], input: ActionInput): Known<readonly Act[]> {
  const reached = firstReached(rule, people, input.scope)
  if (!reached.ok) return reached
  return known([{ act: 'notify', mentions: reached.value, text: input.occasion.texts?.reason ?? '' }])
}

/** Nobody to tell is never silent (D22). */
function reachesNobody({ texts }: Occasion, rule: Rule): Reason {
  return {
    what: texts?.reason ?? '',
    why: rule.why ?? '',
    fix: 'Nobody could be told, for nobody is named or assigned; whoever reads this, please take it on.',
    seen: {},
  }
}

function firstReached(
  rule: Rule,
  people: readonly PeopleRef[],
  scope: PeopleScope,
): Known<readonly string[]> {
  for (const group of [people, backupOf(scope, people), rule.owner]) {
    const mentions = mentionsOf(scope, group)
    if (!mentions.ok || mentions.value.length > 0) return mentions
  }
  return known([])
}

function backupOf(scope: PeopleScope, people: readonly PeopleRef[]): readonly PeopleRef[] {
  return people.flatMap((ref) => {
    const entry = ref.who === 'name' ? scope.names.people.get(ref.name) : undefined
    return entry?.entry === 'rotation' ? entry.rotation.backup : []
  })
}

/** Of a team or list the member who was given work by this rule least recently, ties by login. */
function assignOf(
  rule: Rule,
  action: { people: readonly PeopleRef[]; everybody: boolean },
  scope: PeopleScope,
): Known<readonly Act[]> {
  const named = unfold(scope, action.people)
  const logins = everybody(scope, action.people)
  if (!logins.ok) return logins
  const oneByOne = named.length === 1 && named[0]?.who !== 'team'
  if (action.everybody || oneByOne || logins.value.length <= 1) {
    return loginsAct(logins, (chosen) => ({ act: 'assign', logins: chosen.slice(0, 10) }))
  }
  const turns = scope.facts.read('turns', `${scope.item.repo}/${rule.id}`)
  if (!turns.ok) return turns
  const [next] = [...logins.value].sort(
    (a, b) => (turns.value[a] ?? 0) - (turns.value[b] ?? 0) || compareText(a.toLowerCase(), b.toLowerCase()),
  )
  return known(next === undefined ? [] : [{ act: 'assign', logins: [next] }])
}

function reviewOf(scope: PeopleScope, people: readonly PeopleRef[]): Known<readonly Act[]> {
  const named = unfold(scope, people)
  const teams = named.flatMap((ref) => (ref.who === 'team' ? [ref.team] : []))
  const logins = everybody(
    scope,
    named.filter((ref) => ref.who !== 'team'),
  )
  if (!logins.ok) return logins
  const others = logins.value.filter((login) => login !== scope.item.author)
  return known([{ act: 'request-review', logins: others, teams }])
}

function openIssueOf(
  rule: Rule,
  issue: Extract<Action, { action: 'open-issue' }>['issue'],
  input: ActionInput,
): Known<readonly Act[]> {
  const assignees = everybody(input.scope, issue.assign)
  if (!assignees.ok) return assignees
  return known([
    {
      act: 'open-issue',
      repo: issue.in ?? input.scope.item.repo,
      title: textOf(rule, issue.title, input),
      body: textOf(rule, issue.body ?? '', input),
      labels: issue.labels,
      assignees: assignees.value,
      follow: issue.follow,
    },
  ])
}
