/** What policy.md says a workflow does, in the fewest words: an opinion of its own for tests to compare with. */
export interface ModelMove {
  from: readonly string[]
  to: readonly string[]
  by: readonly string[] | 'everyone'
  requires?: string
  needsReason: boolean
  /** A label among its `do`. */
  sets?: string
}

export interface Model {
  states: readonly string[]
  moves: readonly ModelMove[]
  closeFrom?: readonly string[]
}

/** Something a person does. */
export type Deed =
  | { does: 'sets' | 'takes off'; label: string; who: string }
  | { does: 'asks for'; label: string; who: string; why: boolean }
  | { does: 'closes' | 'reopens'; who: string }

const order = ['takes off', 'sets', 'asks for', 'closes', 'reopens']

/** An item in a workflow. `together` takes what happens in one second, and tells what Reeve changes then. */
export function itemIn({ states, moves, closeFrom }: Model) {
  let state = states[0] ?? ''
  let isOpen = true
  let soft: string | undefined
  const labels = new Set([state])

  function moveTo(label: string, who: string, asked?: { why: boolean }): boolean {
    const move = moves.find(
      ({ from, to, by, requires, needsReason }) =>
        (from.includes('*') || from.includes(state)) &&
        to.includes(label) &&
        (by === 'everyone' || by.includes(who)) &&
        (requires === undefined || labels.has(requires)) &&
        (!needsReason || asked?.why === true),
    )
    if (!move) return false
    state = label
    soft = move.sets
    return true
  }

  function happens(deed: Deed): void {
    if (deed.does === 'takes off') labels.delete(deed.label)
    if (deed.does === 'closes') isOpen = false
    if (deed.does === 'reopens') isOpen = true
    if (deed.does === 'asks for' && deed.label !== state) moveTo(deed.label, deed.who, deed)
    if (deed.does !== 'sets' || labels.has(deed.label)) return
    if (states.includes(deed.label) && deed.label !== state) moveTo(deed.label, deed.who)
    labels.add(deed.label)
  }

  return {
    together(deeds: readonly Deed[]): string[] {
      const place = (deed: Deed) => ('label' in deed ? states.indexOf(deed.label) : 0)
      const sorted = deeds.toSorted(
        (a, b) => order.indexOf(a.does) - order.indexOf(b.does) || place(a) - place(b),
      )
      const wasOpen = isOpen
      for (const deed of sorted) happens(deed)
      const wanted = [state, ...(soft === undefined ? [] : [soft])]
      const kept = [...states, 'at-1', 'at-2', 'at-3']
      const changes = kept.flatMap((label) => {
        if (labels.has(label) === wanted.includes(label)) return []
        if (labels.delete(label)) return [`-${label}`]
        labels.add(label)
        return [`+${label}`]
      })
      if (isOpen || !wasOpen || !closeFrom || closeFrom.includes(state)) return changes.toSorted()
      isOpen = true
      return [...changes, 'reopened'].toSorted()
    },
  }
}
