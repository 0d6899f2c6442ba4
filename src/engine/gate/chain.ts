import type { After, Environment } from '../../core/environment.ts'
import type { Deployment } from '../../core/fact.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Names } from '../../core/policy.ts'
import { all, type Known, known, some, type Truth, truthOf } from '../../core/truth.ts'
import { hasSucceeded, newestOf } from '../deployed.ts'
import { environmentIn } from './environments.ts'
import type { Gate } from './gate.ts'

/** Whether a commit has come along the chain, and the environments where it is wanting, the first of the chain first. */
export interface Passed {
  truth: Truth
  missing: readonly string[]
}

const yes: Passed = { truth: 'yes', missing: [] }

/** The same commit succeeded in what comes before, and in everything before that, and is still there where that is asked for. */
export function passedBefore(gate: Gate, environment: Environment, lax: boolean): Passed {
  return before(gate, environment, { lax, seen: [] })
}

/** One of the ways on which it may have come: where it is asked for, and everything before that. */
export function passedThrough(gate: Gate, { names, strict }: Environment, name: string, lax: boolean): Truth {
  return through(gate, name, { names, isStrict: strict && !lax, way: { lax, seen: [name] } }).truth
}

interface Way {
  lax: boolean
  /** A circle is a mistake of the policy; here it ends. */
  seen: readonly string[]
}

function before(gate: Gate, environment: Environment, { lax, seen }: Way): Passed {
  const { after, names } = environment
  if (!after) return yes
  const isStrict = environment.strict && !lax
  const each = namesIn(after)
    .filter((name) => !includesName(seen, name))
    .map((name) => through(gate, name, { names, isStrict, way: { lax, seen: [...seen, name] } }))
  if ('all' in after) {
    const missing = each.flatMap((one) => one.missing)
    return { truth: all(each.map(({ truth }) => truth)), missing: missing.filter(isFirst) }
  }
  const truth = some(each.map((one) => one.truth))
  const missing = truth === 'yes' ? [] : each.flatMap((one) => one.missing)
  return { truth, missing: missing.filter(isFirst) }
}

function through(
  gate: Gate,
  name: string,
  { names, isStrict, way }: { names: Names; isStrict: boolean; way: Way },
): Passed {
  const earlier = environmentIn(names, name)
  const chain = earlier ? before(gate, earlier, way) : yes
  const here = isStrict ? isThere(gate, name) : wasThere(gate, name)
  const missing = [...chain.missing, ...(here === 'no' ? [name] : [])]
  return { truth: all([chain.truth, here]), missing }
}

export function namesIn(after: After): readonly string[] {
  return 'all' in after ? after.all : after.any
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.findIndex((other) => sameName(other, name)) === index
}

/** The newest deployment there decides: it succeeded, is active, and is of this very commit. */
function isThere({ reader, repo, run }: Gate, name: string): Truth {
  const deployments = reader.read('env', `${repo}/${name}`)
  if (!deployments.ok) return 'unknown'
  const newest = newestOf(deployments.value)
  return truthOf(newest?.state === 'success' && newest.sha === run.sha)
}

function wasThere(gate: Gate, name: string): Truth {
  const deployments = ofThisCommit(gate, name)
  return deployments.ok ? truthOf(deployments.value.some(hasSucceeded)) : 'unknown'
}

/** Deployments of the gate's commit to an environment; the newest are known already, older ones are asked for. */
function ofThisCommit({ reader, repo, run }: Gate, name: string): Known<readonly Deployment[]> {
  const newest = reader.read('env', `${repo}/${name}`)
  const held = newest.ok ? newest.value.filter(({ sha }) => sha === run.sha) : []
  if (held.some(hasSucceeded)) return known(held)
  return reader.read('env-commit', `${repo}/${name}@${run.sha}`)
}

/** Whether this commit succeeded in its environment before: going back to what is known to run. */
export function isRollback(gate: Gate): Truth {
  const { run } = gate
  const deployments = ofThisCommit(gate, run.environment)
  if (!deployments.ok) return 'unknown'
  return truthOf(deployments.value.some((each) => String(each.id) !== run.ask && hasSucceeded(each)))
}

/** All that is known of deployments to an environment, newest first, for how long a commit ran there. */
export function deploymentsThere(gate: Gate, name: string): Known<readonly Deployment[]> {
  const newest = gate.reader.read('env', `${gate.repo}/${name}`)
  if (!newest.ok || newest.value.some(({ sha }) => sha === gate.run.sha)) return newest
  const older = gate.reader.read('env-commit', `${gate.repo}/${name}@${gate.run.sha}`)
  return older.ok ? known([...newest.value, ...older.value]) : older
}
