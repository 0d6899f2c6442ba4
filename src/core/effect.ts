import type { FieldValues } from './boards.ts'
import type { Instant } from './instant.ts'
import type { Login } from './item.ts'
import type { SubjectKey } from './subject.ts'

/** One change to the world, as data. Doing it twice is the same as doing it once (`key`). */
export interface Effect {
  /** Equal key, same act (D10.12). */
  key: string
  subject: SubjectKey
  /** The rules that asked for it, in policy order. */
  rules: readonly string[]
  change: Change
  /** What Reeve owns by it: a label that stays only as long as a rule wants it (D2), or one that a rule holds off. */
  owned: boolean
}

/** The table of contract.md, in its order. */
export type Change =
  | { do: 'label.add' | 'label.remove'; label: string }
  | { do: 'assignee.add' | 'assignee.remove'; login: Login }
  | { do: 'reviewer.request'; login?: Login; team?: string }
  | { do: 'notice.put'; slot: string; body: string }
  | { do: 'notice.remove'; slot: string }
  /** `on`: the issue or pull request of that number, where the subject is none itself. */
  | { do: 'comment.add'; key: string; body: string; on?: number }
  | ({ do: 'check.put' } & CheckPut)
  | { do: 'gate.report'; environment: string; run_id: number; comment: string }
  | {
      do: 'gate.answer'
      environment: string
      run_id: number
      comment: string
      state: 'approved' | 'rejected'
    }
  | {
      do: 'issue.open'
      key: string
      repo: string
      title: string
      body: string
      labels: readonly string[]
      assignees: readonly Login[]
    }
  | { do: 'issue.close'; reason: 'completed' | 'not_planned' }
  | { do: 'issue.reopen'; reason: string }
  | { do: 'issue.pin' | 'issue.unpin' }
  | { do: 'milestone.set'; milestone: string }
  /** On a board, with these values in these fields; null takes a value away. */
  | { do: 'project.put'; board: string; fields: FieldValues }
  | { do: 'reaction.add'; comment_id: number; content: string }
  | { do: 'dispatch.send'; event: string; payload: Readonly<Record<string, unknown>> }
  | { do: 'webhook.send'; name: string; payload: Readonly<Record<string, unknown>> }
  | { do: 'violation.record'; what: string }
  /** A label of the repository, created, changed or renamed (`from`). Not part of a replay: no world file lists colours. */
  | { do: 'repo-label.put'; label: string; color?: string; description?: string; from?: string }

export interface CheckPut {
  name: string
  sha: string
  /** Either a conclusion, or a status while something is unknown (D13, D17). */
  conclusion?: 'success' | 'failure' | 'action_required'
  status?: 'in_progress'
  title: string
  summary: string
  /** Lines of files that the summary is about. */
  annotations?: readonly Annotation[]
  /** Asked for once more: a new run of the same name (D17). */
  again?: boolean
}

export interface Annotation {
  path: string
  line: number
  level: 'failure' | 'warning'
  message: string
  title: string
}

/** The order in which one look's effects are written and sent: the contract's table (D10.10). */
export const changeOrder = [
  'label.add',
  'label.remove',
  'assignee.add',
  'assignee.remove',
  'reviewer.request',
  'notice.put',
  'notice.remove',
  'comment.add',
  'check.put',
  'gate.report',
  'gate.answer',
  'issue.open',
  'issue.close',
  'issue.reopen',
  'issue.pin',
  'issue.unpin',
  'milestone.set',
  'project.put',
  'reaction.add',
  'dispatch.send',
  'webhook.send',
  'violation.record',
  'repo-label.put',
] as const satisfies readonly Change['do'][]

/** How an effect ended. */
export type Receipt =
  | { outcome: 'done' }
  | { outcome: 'already-so' }
  | { outcome: 'refused'; why: string }
  /** `isPaced`: nothing is wrong with it, it only waits its turn. */
  | { outcome: 'retry'; after: Instant; why: string; isPaced?: true }
  | { outcome: 'rehearsed' }

/** What Reeve did on a subject and still answers for. One line for each key. */
export interface LedgerLine {
  key: string
  change: Change
  rules: readonly string[]
  owned: boolean
  at: Instant
  /** `planned`: not sent yet; `sent`: GitHub has it, its webhook has not come; `confirmed`; `refused`. */
  state: 'planned' | 'sent' | 'confirmed' | 'refused'
  /** Why it was refused. */
  why?: string
}
