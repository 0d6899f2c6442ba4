import type { Action } from '../core/action.ts'
import { standingOn, stillToPut, takenOffAt } from '../core/boards.ts'
import type { Act, Memory, Occasion, Want } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { type Login, sameName } from '../core/item.ts'
import type { PeopleRef } from '../core/people.ts'
import type { Rule } from '../core/policy.ts'
import type { Entering } from '../core/rule-kind.ts'
import { itemKey } from '../core/subject.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { addDays, localDate } from '../time/zone.ts'
import { everybody, type PeopleScope, unfold } from './people.ts'
import { give, type Reached, tell } from './reaching.ts'
import { shownIn } from './shown-elsewhere.ts'
import { renderText } from './template.ts'

/** What occasions ask for, and what could not be found out yet: who a team is, whose turn it is. */
export interface Wished {
  wants: readonly Want[]
  waiting: readonly string[]
  /** Whom they reach, which is found out once. */
  remember: readonly Memory[]
  /** When what reaches nobody now may reach somebody. */
  next?: Instant | undefined
}

/** Who asks for something to be done: a rule, or a command of the policy. */
export type Asker = Pick<Rule, 'id' | 'timezone' | 'owner' | 'message' | 'when' | 'why'> &
  Partial<Pick<Rule, 'was'>>

/** Where and about whom it is to be done, and whether the item may be brought into a state. */
export interface ActionScope extends PeopleScope {
  /** As GitHub has it. */
  history: readonly Entry[]
  /** Reeve's own login. */
  app: Login
  /** What is remembered of the item. */
  memory: readonly Memory[]
  /** The name by which acts are keyed, where the repository has another now. */
  knownAs: string | undefined
  enter(state: string): Entering | undefined
}

/** Turns the occasions of a rule into wants: labels as soft states, everything else done once for its cause (D11). */
export function wantsOf(
  rule: Asker,
  occasions: readonly Occasion[],
  scope: ActionScope,
  inForce: Instant,
): Wished {
  const wants: Want[] = []
  const waiting: string[] = []
  const remember: Memory[] = []
  let next: Instant | undefined
  for (const occasion of occasions) {
    // What happened before the rule was in force is listed, not announced (D6).
    if (occasion.at < inForce) continue
    occasion.actions.forEach((action, index) => {
      const made = wantOf(rule, action, { occasion, index, scope })
      if (made.ok) {
        wants.push(...made.value.wants)
        remember.push(...made.value.remember)
        next = earliest(next, made.value.next)
      } else {
        waiting.push(made.why)
        if (made.lasting) wants.push(notYet(rule, action, { occasion, why: made.why }))
      }
    })
  }
  return { wants, waiting, remember, next }
}

/** What waits for somebody to mend something is said: a team to assign from that is not there. */
function notYet(
  rule: Asker,
  { action }: Action,
  { occasion, why }: { occasion: Occasion; why: string },
): Want {
  const fix =
    action === 'assign' ? `Nobody could be assigned yet: ${why}.` : `Not done yet, ${action}: ${why}.`
  const remark = { what: occasion.texts?.reason ?? '', why: rule.why ?? '', fix, seen: {} }
  return { want: 'remark', firm: false, began: occasion.at, cause: occasion.cause, remark }
}

interface ActionInput {
  occasion: Occasion
  index: number
  scope: ActionScope
}

type Made = Omit<Wished, 'waiting'>

/** Actions that people are to hear of or to take on go their own way: it is known to whom. */
type Plain = Exclude<Action, { action: 'notify' | 'assign' }>

function wantOf(rule: Asker, action: Action, input: ActionInput): Known<Made> {
  const { occasion, index } = input
  const basis = { firm: false, began: occasion.at, cause: occasion.cause }
  if (action.action === 'label' && !occasion.stays) {
    const wants = action.labels.map((label): Want => ({ ...basis, want: 'label', label, present: true }))
    return known({ wants, remember: [] })
  }
  const once = `${onceFor(rule, action, input)}/${index}`
  const reached = reachedBy(rule, action, { ...input, once })
  if (!reached.ok) return reached
  const { acts, remarks, remember, until } = reached.value
  const key = `${rule.id}/${once}`
  const wants = acts.map(
    (act, part): Want => ({ ...basis, want: 'act', key: `${key}${part === 0 ? '' : `.${part}`}`, act }),
  )
  const follows = action.action === 'open-issue' && action.issue.follow === 'closed'
  const said = remarks.map((remark): Want => ({ ...basis, want: 'remark', remark }))
  const closing = follows ? closedWith(key, input.scope) : []
  return known({ wants: [...wants, ...said, ...closing], remember, next: until })
}

function reachedBy(rule: Asker, action: Action, input: ActionInput & { once: string }): Known<Reached> {
  const { occasion, once, scope } = input
  const reason = occasion.texts?.reason ?? ''
  if (action.action === 'notify')
    return tell({ rule, scope, once, reason }, action.people, toldText(rule, input))
  if (action.action === 'assign') return give({ rule, scope, once, reason }, action)
  const acts = actsOf(rule, action, input)
  return acts.ok ? known({ acts: acts.value, remarks: [], remember: [] }) : acts
}

/** What was opened with `follow: closed` has been closed, and its repository lets it be followed: this item is closed too. */
function closedWith(key: string, { facts, item }: ActionScope): Want[] {
  const opened = facts.read('opened', itemKey(item.repo, item.number))
  const found = opened.ok ? opened.value.find((one) => one.key === key && one.follows) : undefined
  const child = found && facts.read('issue', found.child)
  if (!found || !child?.ok || child.value.item.state !== 'closed') return []
  const closing = child.value.history.findLast(({ what }) => what === 'closed')
  const began = closing?.at ?? child.value.item.closedAt
  if (began === undefined) return []
  const cause = `${found.child}/${closing?.id ?? 'closed'}`
  const reason = child.value.item.stateReason === 'not_planned' ? 'not planned' : 'completed'
  return [{ want: 'act', firm: false, began, cause, key: `${key}/${cause}`, act: { act: 'close', reason } }]
}

/** For what an action is done once: this item's cause, unless it says otherwise (`once-per`); equal key, same act. */
function onceFor(rule: Asker, action: Action, { occasion, scope }: ActionInput): string {
  const { number, pull } = scope.item
  // A repository that was renamed has done what it did under its earlier name.
  const repo = scope.knownAs ?? scope.item.repo
  const place = number === 0 ? repo : `${repo}/${number}`
  const occurrence = `${place}/${occasion.cause}`
  if (action.action !== 'open-issue') return occurrence
  const date = localDate(occasion.at, rule.timezone)
  switch (action.issue.oncePer) {
    case 'occurrence':
      return occurrence
    case 'subject':
      return place
    case 'commit':
      return `${repo}/commit ${pull?.sha ?? number}`
    case 'day':
      return `${repo}/${date}`
    case 'week':
      return `${repo}/week of ${addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))}`
    default:
      return action.issue.oncePer satisfies never
  }
}

function actsOf(rule: Asker, action: Plain, input: ActionInput): Known<readonly Act[]> {
  const { scope } = input
  switch (action.action) {
    case 'comment':
      return known([{ act: 'comment', body: textOf(rule, action.text, input) }])
    case 'label':
      return known(action.labels.map((label) => ({ act: 'label', label, present: true })))
    case 'unlabel':
      return known(action.labels.map((label) => ({ act: 'label', label, present: false })))
    case 'move':
      return moveOf(action.to, input)
    case 'unassign':
      return loginsAct(everybody(scope, action.people), (logins) => ({ act: 'unassign', logins }))
    case 'request-review':
      return scope.item.pull ? reviewOf(scope, action.people) : known([])
    case 'close':
      return known([{ act: 'close', reason: action.reason }])
    case 'reopen':
      return known([{ act: 'reopen' }])
    // GitHub pins issues only, and has reviewers of pull requests only.
    case 'pin':
    case 'unpin':
      return known(scope.item.pull ? [] : [{ act: action.action }])
    case 'milestone':
      return known([{ act: 'milestone', title: action.title }])
    case 'project':
      return known([projectOf(action, input)])
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

/** Soft: where the item has moved on since the cause, that stands (D2). Where no workflow has the state, nothing is moved. */
function moveOf(to: string, { occasion, scope }: ActionInput): Known<readonly Act[]> {
  const entering = scope.enter(to)
  if (!entering) return known([])
  const over = entering.since !== undefined && entering.since > occasion.at
  const move = { act: 'move', to, leaves: [], over } as const
  switch (entering.entering) {
    case 'already':
      return known([{ ...move, over: true }])
    case 'allowed':
      return known([{ ...move, leaves: entering.leaves }])
    case 'not-yet':
      return known([over ? move : { ...move, waits: { what: entering.what, fix: entering.fix } }])
    case 'unknown':
      return over ? known([move]) : unknown(entering.why)
    default:
      return entering satisfies never
  }
}

/** What it is still to say on the board; where that could not be read, all of it: saying it twice is saying it once. */
function projectOf(
  { board, set, follows }: Extract<Action, { action: 'project' }>,
  { occasion, scope: { item, facts, history, app } }: ActionInput,
): Act {
  const read = facts.read('fields', itemKey(item.repo, item.number))
  const fields = stillToPut(standingOn(board, { read, history }), {
    fields: set,
    began: occasion.at,
    takenOff: takenOffAt(history, board, app),
    app,
  })
  const labels = follows === undefined ? {} : { follows }
  return { act: 'project', board, fields: fields ?? set, settled: fields === undefined, ...labels }
}

function textOf(rule: Asker, text: string, { occasion, scope }: ActionInput): string {
  return renderText(text, { scope, timezone: rule.timezone, ...occasion.texts })
}

function loginsAct(
  logins: Known<readonly Login[]>,
  act: (logins: readonly Login[]) => Act,
): Known<readonly Act[]> {
  if (!logins.ok) return logins
  return known(logins.value.length === 0 ? [] : [act(logins.value)])
}

/** The rule's own message first, then why it happened. */
function toldText(rule: Asker, input: ActionInput): string {
  const reason = input.occasion.texts?.reason
  if (!reason) return cameToPass(rule, input)
  return rule.message === undefined ? reason : `${textOf(rule, rule.message, input)} ${reason}`
}

/** Why somebody is told of what is kept: the rule's own message, else which rule is about it. */
function cameToPass(rule: Asker, input: ActionInput): string {
  if (rule.message !== undefined) return textOf(rule, rule.message, input)
  const what = input.scope.item.pull ? 'pull request' : 'issue'
  return rule.when === undefined ? '' : `Please take note of this ${what}: \`${rule.id}\` is about it now.`
}

function reviewOf(scope: PeopleScope, people: readonly PeopleRef[]): Known<readonly Act[]> {
  const named = unfold(scope, people)
  const teams = named.flatMap((ref) => (ref.who === 'team' ? [ref.team] : []))
  const logins = everybody(
    scope,
    named.filter((ref) => ref.who !== 'team'),
  )
  if (!logins.ok) return logins
  const others = logins.value.filter((login) => !sameName(login, scope.item.author ?? ''))
  return known(others.length + teams.length === 0 ? [] : [{ act: 'request-review', logins: others, teams }])
}

function openIssueOf(
  rule: Asker,
  issue: Extract<Action, { action: 'open-issue' }>['issue'],
  input: ActionInput,
): Known<readonly Act[]> {
  const repo = issue.in ?? input.scope.item.repo
  const { scope, occasion } = shownIn(repo, input)
  const shown = { ...input, occasion, scope: { ...input.scope, ...scope } }
  const assignees = everybody(shown.scope, issue.assign)
  if (!assignees.ok) return assignees
  return known([
    {
      act: 'open-issue',
      repo,
      title: textOf(rule, issue.title, shown),
      body: textOf(rule, issue.body ?? '', shown),
      labels: issue.labels,
      assignees: assignees.value,
      follow: issue.follow,
    },
  ])
}
