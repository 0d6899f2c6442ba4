import type { Memory } from '../../core/decision.ts'
import type { Environment } from '../../core/environment.ts'
import type { Instant } from '../../core/instant.ts'
import type { Item, Login } from '../../core/item.ts'
import { noItem, type Run } from '../../core/run.ts'
import { type Course, courseOn, type EvaluateInput } from '../evaluate.ts'
import type { LoadedFacts, NotingReader } from '../fact-set.ts'
import type { PeopleScope } from '../people.ts'
import { createShipped, type Shipped, shippingHere } from './shipped.ts'

export interface GateInput extends Pick<EvaluateInput, 'policy' | 'since' | 'memory' | 'now' | 'app'> {
  repo: string
  run: Run
  facts: LoadedFacts
}

/** One judging of a deployment's gate: what its conditions look at. */
export interface Gate {
  repo: string
  run: Run
  /** Of one that went past its gate, when it did: it is judged by what held then. */
  now: Instant
  past?: Instant
  app: Login
  reader: NotingReader
  /** The deployment, as what a rule is about that knows items only. */
  course: Course
  shipped: Shipped
}

/** `past`: when it went past its gate. */
export function openGate(input: GateInput, reader: NotingReader, past?: Instant): Gate {
  const { app, repo, run } = input
  const now = past ?? input.now
  const course = courseOn({ ...input, now, past: { item: standIn(repo, run), history: [] } }, reader)
  const ships = () => shippingHere(input, reader)
  return {
    repo,
    run,
    now,
    app,
    reader,
    course,
    shipped: createShipped(input, { now, reader, ships }),
    ...(past === undefined ? {} : { past }),
  }
}

/** Since when the run goes on that deploys; at the latest since it asked. */
export function beganAt({ reader, repo, run }: Gate): Instant {
  if (!run.gated || run.number === noItem) return run.askedAt
  const state = reader.read('run', `${repo}/${run.number}`)
  return Math.min(run.askedAt, (state.ok ? state.value.startedAt : undefined) ?? run.askedAt)
}

/** Stands for the deployment where a rule is asked that knows items only: nobody wrote it, and it has its commit. */
function standIn(repo: string, { sha, askedAt }: Run): Item {
  return {
    repo,
    number: noItem,
    title: '',
    body: '',
    createdAt: askedAt,
    state: 'open',
    labels: [],
    assignees: [],
    locked: false,
    url: `https://github.com/${repo}/deployments`,
    pull: { base: '', head: '', sha, draft: false, merged: false },
  }
}

/** Who the names under an environment mean. */
export function scopeIn({ course, now, reader }: Gate, { names }: Pick<Environment, 'names'>): PeopleScope {
  return { names, item: course.lawful.item, facts: reader, now }
}

/** Memories of what a deployment ships are kept with the deployment, told apart by the item. */
export function ofItem(memory: readonly Memory[], key: string): Memory[] {
  return memory.flatMap((kept) => {
    const [item, rule] = kept.rule.split(' ')
    return item === key && rule !== undefined ? [{ ...kept, rule }] : []
  })
}

export function keptFor(memory: readonly Memory[], key: string): Memory[] {
  return memory.map((kept) => ({ ...kept, rule: `${key} ${kept.rule}` }))
}

/** The run's triggering actor; the deployment's creator where the run does not say. */
export function starterOf(
  { reader, repo }: Pick<Gate, 'reader' | 'repo'>,
  run: Run,
): string | 'unread' | undefined {
  if (!run.gated) return run.creator
  const state = reader.read('run', `${repo}/${run.number}`)
  if (!state.ok) return 'unread'
  return state.value.actor ?? run.creator
}
