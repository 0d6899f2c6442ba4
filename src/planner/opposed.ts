import type { Act, Decision } from '../core/decision.ts'
import { ledgerKey, type Switched } from './switches.ts'

/** An act that is due, with the rule that asks for it. */
interface Asked {
  act: Act
  decision: Decision
}

/** One side of something that cannot be both: a label that is there or not, open or closed. */
interface Side {
  about: string
  name: string
  side: string
  firm: boolean
  rule: string
}

/**
 * Acts that pull against each other, or against a state that a rule holds: firm beats soft, equal ones do nothing and say
 * so (D2). None of them is done while both causes hold.
 */
export function withoutOpposed<A extends Asked>(
  decisions: readonly Decision[],
  asked: readonly A[],
): { acts: readonly A[]; leftAlone: Switched['leftAlone']; opposed: ReadonlySet<string> } {
  const sides = [
    ...asked.flatMap(({ act, decision }) => sidesOf(act, decision.rule)),
    ...decisions.flatMap(heldBy),
  ]
  const leftAlone: Switched['leftAlone'][number][] = []
  const opposed = new Set<string>()
  const acts = asked.filter(({ act, decision }) => {
    const own = sidesOf(act, decision.rule)
    const against = own.flatMap((mine) => sides.filter((other) => isAgainst(mine, other)))
    const [first] = against
    if (first && !against.some(({ firm }) => firm)) {
      leftAlone.push({ rules: [decision.rule, first.rule], name: first.name, why: 'conflict' })
      opposed.add(first.about)
    }
    return first === undefined
  })
  return { acts, leftAlone, opposed }
}

function isAgainst(mine: Side, other: Side): boolean {
  return mine.about === other.about && mine.side !== other.side && mine.rule !== other.rule
}

/** Labels that a rule holds or keeps off, and what it keeps open. */
function heldBy({ mode, rule, wants }: Decision): Side[] {
  if (mode !== 'enforce') return []
  return wants.flatMap((want): Side[] => {
    const { firm } = want
    if (want.want === 'label') return [{ ...labelSide(want.label, want.present), firm, rule }]
    return want.want === 'open'
      ? [{ about: 'state', name: 'open or closed', side: 'reopen', firm, rule }]
      : []
  })
}

function labelSide(label: string, present: boolean): Pick<Side, 'about' | 'name' | 'side'> {
  return { about: ledgerKey({ what: 'label', name: label }), name: label, side: present ? 'on' : 'off' }
}

/** Out of one state it goes into one other. */
function awayFrom({ to, leaves }: Extract<Act, { act: 'move' }>, rule: string): Side[] {
  return leaves.map((state) => ({
    about: `out of ${state.toLowerCase()}`,
    name: to,
    side: to.toLowerCase(),
    firm: false,
    rule,
  }))
}

function sidesOf(act: Act, rule: string): Side[] {
  const soft = { firm: false, rule }
  switch (act.act) {
    case 'label':
      return [{ ...labelSide(act.label, act.present), ...soft }]
    case 'move':
      return [{ ...labelSide(act.to, true), ...soft }, ...(act.over ? [] : awayFrom(act, rule))]
    case 'assign':
    case 'unassign':
      return act.logins.map((login) => ({
        about: `assignee ${login.toLowerCase()}`,
        name: login,
        side: act.act,
        ...soft,
      }))
    case 'close':
    case 'reopen':
      return [{ about: 'state', name: 'open or closed', side: act.act, ...soft }]
    case 'pin':
    case 'unpin':
      return [{ about: 'pin', name: 'pinned', side: act.act, ...soft }]
    case 'milestone':
      return [{ about: 'milestone', name: 'milestone', side: act.title, ...soft }]
    default:
      return []
  }
}
