import { sameName } from '../../core/item.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { findLoops } from '../find-loop.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A promotion chain that comes back to itself, goes on from nowhere, or lacks an environment that is used. */
export function environmentChain({ reader }: Linting): void {
  const defined = Object.keys(Object(reader.raw(['environments'])))
  const used = reader.found.filter(({ to }) => to === 'environment')
  const isAfter = ({ place: { path } }: Found) => path[0] === 'environments' && path[2] === 'after'
  const after = used.filter(isAfter)
  const next = (name: string) =>
    after.filter(({ place }) => place.path[1] === name).map((found) => found.name)
  for (const loop of findLoops(defined, next))
    reader.error({ path: ['environments', loop[0] ?? '', 'after'] }, inALoop(loop))
  for (const [name, entry] of Object.entries(Object(reader.raw(['environments'])))) {
    const keys = Object.keys(Object(entry))
    if (keys.includes('soak') && !keys.includes('after'))
      reader.warn({ path: ['environments', name, 'soak'] }, soaksNowhere)
  }
  for (const found of after) if (found.name === '*') reader.error(found.place, goesOnFromAny)
  for (const [name, first] of sameNames(defined))
    reader.error({ path: ['environments', name] }, standsTwice(name, first))
  // With "*" every environment has its entry; without any nothing is said about them here.
  if (defined.length === 0 || defined.includes('*')) return
  for (const found of after)
    if (!defined.includes(found.name)) reader.error(found.place, goesOnFromNowhere(found, defined))
  for (const found of used)
    if (!isAfter(found) && !isDefined(found, defined)) reader.warn(found.place, isNotThere(found, defined))
}

function isDefined({ name }: Found, defined: readonly string[]): boolean {
  return defined.some((other) => other.toLowerCase() === name.toLowerCase())
}

/** GitHub tells no environments apart by their case. */
function sameNames(defined: readonly string[]): [string, string][] {
  return defined.flatMap((name, index): [string, string][] => {
    const first = defined.slice(0, index).find((other) => sameName(other, name))
    return first === undefined ? [] : [[name, first]]
  })
}

const goesOnFromAny = {
  code: 'unknown-environment',
  message: '`"*"` stands for every environment that is not named, and is none itself.',
  why: 'Nothing is ever deployed to it, so nothing could go on from there.',
  fix: 'Name the environments that come before.',
}

function standsTwice(name: string, first: string) {
  return {
    code: 'same-environment',
    message: `\`${name}\` and \`${first}\` are one environment.`,
    why: 'GitHub does not tell upper and lower case apart there, and only one of the two entries could count.',
    fix: 'Keep one of them.',
  }
}

const soaksNowhere = {
  code: 'soak-without-after',
  message: '`soak` says how long it has been in what comes before, and there is no `after`.',
  why: 'So nothing waits for it.',
  fix: 'Say with `after` where it is to have run for so long, or take `soak` out.',
}

function inALoop(loop: readonly string[]) {
  return {
    code: 'loop',
    message: `These environments come after each other: ${loop.join(' → ')}.`,
    why: 'Nothing could ever be deployed to any of them.',
    fix: 'Take one `after` out of the circle.',
  }
}

function goesOnFromNowhere({ name }: Found, defined: readonly string[]) {
  const near = nearestName(name, defined)
  return {
    code: 'unknown-environment',
    message: `There is no \`${name}\` under \`environments:\`.`,
    why: 'A commit goes along the chain from one entry to the next.',
    fix: near === undefined ? `Add \`${name}: {}\` under \`environments:\`.` : `Did you mean \`${near}\`?`,
  }
}

function isNotThere({ name }: Found, defined: readonly string[]) {
  const near = nearestName(name, defined)
  return {
    code: 'undefined-environment',
    message: `The environment \`${name}\` is not under \`environments:\`.`,
    why: 'A mistyped one has no deployments, and nobody notices.',
    fix: near === undefined ? `Add \`${name}: {}\` there, if it is right.` : `Did you mean \`${near}\`?`,
  }
}
