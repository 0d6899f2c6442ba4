import type { CheckPut } from '../../core/effect.ts'

/** What is kept of the newest run of a check, so that it is changed and not made again. */
export interface KeptRun {
  /** REST's number. */
  id: number
  /** GraphQL's; absent in what was kept before there was a use for it. */
  nodeId?: string
  completed: boolean
}

/** The name by which a check is remembered. */
export function nameOfCheck(repo: string, { sha, name }: Pick<CheckPut, 'sha' | 'name'>): string {
  return `check:${repo}@${sha}:${name}`
}

/** `123 completed CR_kw`, `123 open CR_kw`; undefined while a change is under way: it is to be looked up first. */
export function parseKept(text: string): KeptRun | undefined {
  const [, id, state, nodeId] = /^(\d+) (completed|open)(?: (\S+))?$/.exec(text) ?? []
  if (id === undefined) return undefined
  return { id: Number(id), completed: state === 'completed', ...(nodeId === undefined ? {} : { nodeId }) }
}

export function printKept({ id, nodeId, completed }: KeptRun): string {
  return `${id} ${completed ? 'completed' : 'open'}${nodeId === undefined ? '' : ` ${nodeId}`}`
}

/** A completed run never goes back, and what is asked for once more is another run of the same name (D17). */
export function isAnotherRun({ completed }: KeptRun, { again, conclusion }: CheckPut): boolean {
  return again === true || (completed && conclusion === undefined)
}
