import type { Instant } from '../../core/instant.ts'
import type { SubjectKey } from '../../core/subject.ts'

/** When each subject is to be looked at next. Answers what is due first without going through everything. */
export class Agenda {
  readonly #at = new Map<SubjectKey, Instant>()
  readonly #subjects = new Map<Instant, Set<SubjectKey>>()
  /** A heap of instants, earliest first; those whose subjects have all gone are dropped when they come up. */
  readonly #instants: Instant[] = []

  get(subject: SubjectKey): Instant | undefined {
    return this.#at.get(subject)
  }

  set(subject: SubjectKey, at: Instant | undefined): void {
    const before = this.#at.get(subject)
    if (before === at) return
    if (before !== undefined) this.#subjects.get(before)?.delete(subject)
    if (at === undefined) {
      this.#at.delete(subject)
      return
    }
    this.#at.set(subject, at)
    const others = this.#subjects.get(at)
    if (others) others.add(subject)
    else {
      this.#subjects.set(at, new Set([subject]))
      this.#push(at)
    }
  }

  next(): Instant | undefined {
    for (;;) {
      const [first] = this.#instants
      if (first === undefined) return undefined
      if (this.#subjects.get(first)?.size) return first
      this.#subjects.delete(first)
      this.#pop()
    }
  }

  /** Subjects that are due at an instant. */
  due(at: Instant): SubjectKey[] {
    const due: SubjectKey[] = []
    const passed: Instant[] = []
    for (let first = this.next(); first !== undefined && first <= at; first = this.next()) {
      passed.push(first)
      due.push(...(this.#subjects.get(first) ?? []))
      this.#pop()
    }
    for (const instant of passed) this.#push(instant)
    return due
  }

  #push(at: Instant): void {
    const heap = this.#instants
    let place = heap.push(at) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if ((heap[parent] ?? at) <= at) break
      heap[place] = heap[parent] ?? at
      place = parent
    }
    heap[place] = at
  }

  #pop(): void {
    const heap = this.#instants
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      let child = place * 2 + 1
      if (child >= heap.length) break
      if ((heap[child + 1] ?? Number.POSITIVE_INFINITY) < (heap[child] ?? last)) child++
      const least = heap[child] ?? last
      if (least >= last) break
      heap[place] = least
      place = child
    }
    heap[place] = last
  }
}
