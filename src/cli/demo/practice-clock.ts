/** The clock that the demo's GitHub and Reeve both live by: it runs with real time, or is held and moved by hand. */
export interface PracticeClock {
  /** Milliseconds since 1970. */
  now(): number
  hold(): void
  /** Only while it is held, and only forward. */
  moveTo(instant: number): void
  /** Lets it run on with real time from where it stands. */
  letRun(): void
}

/** A clock held at its start. */
export function createPracticeClock(start: number): PracticeClock {
  let held: number | undefined = start
  let ahead = 0
  const now = () => held ?? Date.now() + ahead
  return {
    now,
    hold() {
      held = now()
    },
    moveTo(instant) {
      if (held !== undefined) held = Math.max(held, instant)
    },
    letRun() {
      ahead = now() - Date.now()
      held = undefined
    },
  }
}
