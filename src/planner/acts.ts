import type { Act, Decision, Reason, Want } from '../core/decision.ts'
import type { Change, Effect, LedgerLine } from '../core/effect.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { includesName, sameName } from '../core/item.ts'
import { originMarker } from '../core/origin.ts'
import { itemKey } from '../core/subject.ts'
import { marker, renderComment, renderNotify } from '../render/comment.ts'
import { shortTitle } from '../render/shortened.ts'
import { depthMarker, depthOf, mostDepth } from './depth.ts'
import { doneElsewhere } from './done-elsewhere.ts'
import { withoutOpposed } from './opposed.ts'
import { asWritten, type Basis, type Switched } from './switches.ts'

export interface Acted {
  effects: readonly Effect[]
  /** Acts that need no change because it is so already, or that are part of another's comment. */
  settled: readonly Pick<LedgerLine, 'key' | 'change' | 'rules'>[]
  /** What is not done because two rules want opposite things. */
  leftAlone: Switched['leftAlone']
  /** Labels about which an act that is due pulls the other way. */
  opposed: ReadonlySet<string>
  /** By the keys of effects: labels that they follow. */
  following: ReadonlyMap<string, readonly string[]>
}

interface AskedAct {
  key: string
  act: Act
  /** When its cause began. */
  began: Instant
  decision: Decision
}

/** What is done once for its cause and never again: the ledger knows what was. */
export function planActs(basis: Basis): Acted {
  const done = doneBefore(basis)
  const askers = [...basis.decisions, ...(basis.asked ?? [])]
  const asked = askers.flatMap((decision): AskedAct[] =>
    decision.mode === 'enforce' ? decision.wants.flatMap((want) => actIn(want, decision)) : [],
  )
  const {
    acts: fresh,
    leftAlone,
    opposed,
  } = withoutOpposed(
    basis.decisions,
    asked.filter((one) => !done(one) && !waits(one.act)),
  )
  const notices = fresh.filter(({ act }) => act.act === 'notify')
  const others = fresh.filter(({ act }) => act.act !== 'notify')
  const effects: Effect[] = []
  const settled: Pick<LedgerLine, 'key' | 'change' | 'rules'>[] = []
  const following = new Map<string, readonly string[]>()
  for (const each of putTogether(others)) {
    if (each.act.act === 'project' && each.act.follows) following.set(each.key, each.act.follows)
    const changes = changesOf(basis, each)
    changes.forEach(({ change, already }, index) => {
      const key = index === 0 ? each.key : `${each.key}+${index}`
      if (already) settled.push({ key, change, rules: [each.decision.rule] })
      else effects.push(effectOf(basis, { key, change, rules: [each.decision.rule] }))
    })
  }
  const spoken = notifyTogether(basis, notices)
  return {
    effects: [...effects, ...spoken.effects],
    settled: [...settled, ...spoken.settled],
    leftAlone,
    opposed,
    following,
  }
}

/** What one rule puts on one board at one look is one change. */
function putTogether(asked: readonly AskedAct[]): readonly AskedAct[] {
  const whole = new Map<string, Put>()
  const place = ({ act, decision }: AskedAct) =>
    act.act === 'project' && !act.settled ? `${decision.rule} ${act.board.toLowerCase()}` : undefined
  for (const each of asked) {
    const name = place(each)
    if (name === undefined || each.act.act !== 'project') continue
    whole.set(name, { ...each.act, fields: { ...each.act.fields, ...whole.get(name)?.fields } })
  }
  return asked.map((each) => ({ ...each, act: whole.get(place(each) ?? '') ?? each.act }))
}

type Put = Extract<Act, { act: 'project' }>

function doneBefore(basis: Basis): (asked: AskedAct) => boolean {
  const ledger = new Set(basis.ledger.map(({ key }) => key))
  const isCarried = doneElsewhere(basis)
  return (asked) => keysOf(basis, asked).some((key) => ledger.has(key) || isCarried(key, asked))
}

function waits(act: Act): boolean {
  return act.act === 'move' && act.waits !== undefined
}

/** Why a move that a rule asks for is not made yet. */
export function waitingMoves(basis: Basis, decision: Decision): Reason[] {
  const done = doneBefore(basis)
  return decision.wants.flatMap((want): Reason[] => {
    const [asked] = actIn(want, decision)
    if (asked?.act.act !== 'move' || !asked.act.waits || done(asked)) return []
    return [{ ...asked.act.waits, why: decision.reason.why, seen: {} }]
  })
}

function actIn(want: Want, decision: Decision): AskedAct[] {
  return want.want === 'act' ? [{ key: want.key, act: want.act, began: want.began, decision }] : []
}

/** The keys of what a rule asks to be done and a person has not settled since, under earlier ids too. */
export function keysAsked(basis: Basis, decision: Decision): string[] {
  const asked = decision.wants.flatMap((want) => actIn(want, decision))
  return asked.flatMap((one) => (one.act.act === 'project' && one.act.settled ? [] : keysOf(basis, one)))
}

/** An act's key begins with its rule's id; a renamed rule has done what it did under its earlier ids (D6). */
function keysOf({ was }: Basis, { key, decision: { rule } }: AskedAct): string[] {
  return [rule, ...(was?.get(rule) ?? [])].map((id) => `${id}${key.slice(rule.length)}`)
}

function effectOf(basis: Basis, part: { key: string; change: Change; rules: readonly string[] }): Effect {
  return { ...part, subject: itemKey(basis.item.repo, basis.item.number), owned: false }
}

/** Several people told at one instant about one item are one comment (D11). */
function notifyTogether(basis: Basis, notices: readonly AskedAct[]): Pick<Acted, 'effects' | 'settled'> {
  const [first] = notices
  if (!first) return { effects: [], settled: [] }
  const rules = [...new Set(notices.map(({ decision }) => decision.rule))]
  const body = renderNotify({
    key: first.key,
    parts: notices.flatMap(({ act, decision }) =>
      act.act === 'notify' ? [{ mentions: act.mentions, text: act.text, decision }] : [],
    ),
  })
  const change: Change = { do: 'comment.add', key: first.key, body }
  return {
    effects: [effectOf(basis, { key: first.key, change, rules })],
    settled: notices.slice(1).map(({ key, decision }) => ({ key, change, rules: [decision.rule] })),
  }
}

/** The newest entry about it is a person's, and later than the cause: people win (D2). */
function personWins(basis: Basis, began: Instant, about: (entry: Entry) => boolean): boolean {
  const newest = basis.history.findLast(about)
  return newest !== undefined && newest.actor !== basis.app && newest.at > began
}

function isAbout({ what, target }: Entry, switched: 'label' | 'assignee', name: string): boolean {
  const kinds = switched === 'label' ? ['labeled', 'unlabeled'] : ['assigned', 'unassigned']
  return kinds.includes(what) && sameName(target, name)
}

function isClosing({ what }: Entry): boolean {
  return what === 'closed' || what === 'reopened'
}

function isMilestone({ what }: Entry): boolean {
  return what === 'milestoned' || what === 'demilestoned'
}

interface Wanted {
  change: Change
  /** Nothing is to be done: it is so, or a person has settled it since its cause. */
  already: boolean
}

function changesOf(basis: Basis, { act, began, key, decision }: AskedAct): Wanted[] {
  const { item } = basis
  const settled = (about: (entry: Entry) => boolean) => personWins(basis, began, about)
  switch (act.act) {
    case 'comment':
      return [
        {
          change: { do: 'comment.add', key, body: renderComment({ key, text: act.body, decision }) },
          already: false,
        },
      ]
    case 'notify':
      return []
    case 'label': {
      const there = includesName(item.labels, act.label)
      return [
        {
          change: {
            do: act.present ? 'label.add' : 'label.remove',
            label: asWritten(basis, { what: 'label', name: act.label }),
          },
          already: there === act.present || settled((entry) => isAbout(entry, 'label', act.label)),
        },
      ]
    }
    case 'move':
      return [
        { do: 'label.add' as const, label: act.to, already: includesName(item.labels, act.to) },
        ...act.leaves.map((label) => ({
          do: 'label.remove' as const,
          label,
          already: !includesName(item.labels, label),
        })),
      ].map(({ already, ...change }) => ({ change, already: act.over || already }))
    case 'assign':
    case 'unassign': {
      const adding = act.act === 'assign'
      return act.logins.map((login) => ({
        change: { do: adding ? 'assignee.add' : 'assignee.remove', login },
        already:
          includesName(item.assignees, login) === adding ||
          settled((entry) => isAbout(entry, 'assignee', login)),
      }))
    }
    case 'request-review':
      return [
        ...act.logins.map((login): Wanted => ({ change: { do: 'reviewer.request', login }, already: false })),
        ...act.teams.map((team): Wanted => ({ change: { do: 'reviewer.request', team }, already: false })),
      ]
    case 'close': {
      const reason = act.reason === 'completed' ? 'completed' : 'not_planned'
      return [
        { change: { do: 'issue.close', reason }, already: item.state === 'closed' || settled(isClosing) },
      ]
    }
    case 'reopen':
      return [
        {
          change: { do: 'issue.reopen', reason: decision.reason.why || decision.reason.what },
          already: item.state === 'open' || settled(isClosing),
        },
      ]
    case 'pin':
    case 'unpin':
      return [{ change: { do: act.act === 'pin' ? 'issue.pin' : 'issue.unpin' }, already: false }]
    default:
      return elsewhere(basis, act, { key, settled })
  }
}

function elsewhere(
  basis: Basis,
  act: Extract<Act, { act: 'milestone' | 'project' | 'dispatch' | 'webhook' | 'violation' | 'open-issue' }>,
  { key, settled }: { key: string; settled(about: (entry: Entry) => boolean): boolean },
): Wanted[] {
  const { item } = basis
  switch (act.act) {
    case 'milestone': {
      const already = item.milestone?.title === act.title || settled(isMilestone)
      return [{ change: { do: 'milestone.set', milestone: act.title }, already }]
    }
    case 'project':
      return [{ change: { do: 'project.put', board: act.board, fields: act.fields }, already: act.settled }]
    case 'dispatch':
      return [
        {
          change: { do: 'dispatch.send', event: act.event, payload: about(basis, key, { to: act.to }) },
          already: false,
        },
      ]
    case 'webhook':
      return [
        { change: { do: 'webhook.send', name: act.name, payload: about(basis, key, {}) }, already: false },
      ]
    case 'violation':
      return [{ change: { do: 'violation.record', what: act.what }, already: false }]
    case 'open-issue': {
      const { repo, labels, assignees } = act
      const title = shortTitle(act.title)
      const depth = depthOf(basis) + 1
      // What is opened for a repository as a whole leads to no item.
      const origin = item.number === 0 ? [] : [itemKey(item.repo, item.number)]
      const markers = [marker(key), ...origin.map(originMarker), depthMarker(depth)]
      const body = [act.body, ...origin, markers.join('\n')].filter((part) => part !== '').join('\n\n')
      return [
        {
          change: { do: 'issue.open', key, repo, title, body, labels, assignees },
          already: depth > mostDepth,
        },
      ]
    }
    default:
      return act satisfies never
  }
}

/** What goes out of GitHub carries its key, so that a receiver can tell a repetition (D7). */
function about(basis: Basis, key: string, more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { key, subject: itemKey(basis.item.repo, basis.item.number), url: basis.item.url, ...more }
}
