import { findLoops } from '../find-loop.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** Rules that ask about each other in a circle, and rules that ask about one that is off. */
export function circularRules({ reader, rules, base }: Linting): void {
  const asked = reader.found.filter(({ to, place }) => to === 'rule' && place.path[0] === 'rules')
  const asks = (id: string) => asked.filter(({ place }) => place.path[1] === id).map(({ name }) => name)
  const ids = [...new Set(asked.map(({ place }) => String(place.path[1])))]
  for (const loop of findLoops(ids, asks)) {
    const at = asked.find(({ place, name }) => place.path[1] === loop[0] && name === loop[1])
    if (at !== undefined) reader.error(at.place, inACircle(loop))
  }
  const off = [...rules, ...(base?.rules ?? [])].filter((rule) => rule.mode === 'off').map((rule) => rule.id)
  for (const found of asked)
    if (off.includes(found.name) && !isOff(found, off)) reader.warn(found.place, isNeverJudged(found))
}

function isOff({ place }: Found, off: readonly string[]): boolean {
  return off.includes(String(place.path[1]))
}

function inACircle(loop: readonly string[]) {
  return {
    code: 'rule-circle',
    message: `These rules ask about each other: ${loop.join(' → ')}.`,
    why: 'None of them could be judged before the others are.',
    fix: 'Take one `rule:` out of the circle.',
  }
}

function isNeverJudged({ name }: Found) {
  return {
    code: 'rule-is-off',
    message: `\`${name}\` is off.`,
    why: 'A rule that is off is not judged, so this is never known.',
    fix: `Set \`${name}\` to observe, or take \`rule:${name}\` out.`,
  }
}
