import { strictLimits } from '../src/practice/index.ts'
import { type Story, tellStory } from '../test/builders/story.ts'

export interface FlipFigure {
  pulls: number
  requests: number
  points: number
  /** The most in any minute that writes, in the strictest reading of GitHub's page. */
  mostContent: number
  refused: number
  /** Simulated minutes from the first check that turned to the last, and from the last to the edge. */
  minutes: number
  toSpare: number
  /** Green an hour before the window closes, and once it had closed. */
  before: number
  late: number
  /** Seconds of the wall's clock. */
  wall: number
  /** Simulated minutes that one REST write for each takes at GitHub's pace: 80 a minute, 500 an hour. */
  floorMinutes: number
}

const policy = `
version: 1
windows: { release: { open: [Sun-Wed 00:00-24:00] } }
rules: { freeze: { kind: release-window, when: is:pr, window: release } }
`
const edge = '2026-01-08T00:00:00Z'
const minute = 60_000

/** Thursday 00:00 with so many open pull requests, on the practice GitHub with its limits kept and a simulated clock. */
export async function benchWindowEdge(pulls: number): Promise<FlipFigure> {
  const story = await tellStory({
    policy,
    // What is there when Reeve is installed is read at an unhurried pace: hours for a thousand.
    at: '2026-01-07T06:00:00Z',
    before(github) {
      for (let each = 1; each <= pulls; each++) {
        const head = `change-${each}`
        github.as('eve').openPull('acme/app', { title: head, head, files: { [head]: head } })
      }
    },
  })
  try {
    story.github.limits.strict = strictLimits()
    await story.until('2026-01-07T22:59:00Z')
    story.calls()
    const before = green(story)
    const begun = performance.now()
    await story.until(edge)
    return { ...figure(story, pulls), before, wall: (performance.now() - begun) / 1000 }
  } finally {
    await story.end()
  }
}

function green(story: Story): number {
  return Object.values(story.github.repo('acme/app').items).filter(
    ({ number }) => story.check(`acme/app#${number}`)?.conclusion === 'success',
  ).length
}

function figure(story: Story, pulls: number): Omit<FlipFigure, 'before' | 'wall'> {
  const calls = story.calls().filter(({ installation }) => installation !== undefined)
  const writes = calls.filter(
    ({ method, body }) => method !== 'GET' && !JSON.stringify(body ?? '').startsWith('{"query":"query'),
  )
  const times = writes.map(({ at }) => at)
  return {
    pulls,
    requests: calls.length,
    points: calls.length + 4 * writes.length,
    mostContent: Math.max(
      0,
      ...times.map((from) => times.filter((at) => at >= from && at < from + minute).length),
    ),
    refused: calls.filter(({ status }) => status === 403 || status === 429).length,
    minutes: (Math.max(...times) - Math.min(...times)) / minute,
    toSpare: (Date.parse(edge) - Math.max(...times)) / minute,
    late: green(story),
    floorMinutes: floorMinutes(pulls),
  }
}

/** 500 in an hour at the most, of which 80 go each minute. */
function floorMinutes(writes: number): number {
  const hours = Math.ceil(writes / 500) - 1
  return hours * 60 + Math.max(0, Math.ceil((writes - hours * 500) / 80) - 1)
}
