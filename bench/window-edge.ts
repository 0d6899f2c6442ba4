import { formatInstant } from '../src/core/instant.ts'
import { strictLimits } from '../src/practice/index.ts'
import { type Story, tellStory } from '../test/builders/story.ts'

export interface FlipFigure {
  pulls: number
  /** Simulated minutes after its installation in which Reeve has judged all that was open. */
  judgedIn: number
  /** When the window opens again: requests, and simulated minutes until the last has turned green. */
  opening: { requests: number; minutes: number; green: number }
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
const opens = '2026-01-11T00:00:00Z'
const minute = 60_000

/** Thursday 00:00 with so many open pull requests, on the practice GitHub with its limits kept and a simulated clock. */
export async function benchWindowEdge(pulls: number): Promise<FlipFigure> {
  const story = await tellStory({
    policy,
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
    let judgedIn = 0
    while (green(story) < pulls && judgedIn < mostMinutes) {
      await story.forward({ minutes: 1 })
      judgedIn++
    }
    await story.until('2026-01-07T22:59:00Z')
    story.calls()
    const before = green(story)
    const begun = performance.now()
    await story.until(edge)
    const closed = { ...figure(story, pulls), wall: (performance.now() - begun) / 1000 }
    return { ...closed, judgedIn, before, opening: await open(story) }
  } finally {
    await story.end()
  }
}

/** What is there when Reeve is installed is read at an unhurried pace. */
const mostMinutes = 16 * 60

async function open(story: Story): Promise<FlipFigure['opening']> {
  await story.until(formatInstant(Date.parse(opens) - minute))
  story.calls()
  await story.forward({ minutes: 30 })
  const calls = story.calls().filter(({ installation }) => installation !== undefined)
  const last = Math.max(...calls.filter(isWrite).map(({ at }) => at))
  return { requests: calls.length, minutes: (last - Date.parse(opens)) / minute, green: green(story) }
}

function green(story: Story): number {
  return Object.values(story.github.repo('acme/app').items).filter(
    ({ number }) => story.check(`acme/app#${number}`)?.conclusion === 'success',
  ).length
}

function isWrite({ method, body }: ReturnType<Story['calls']>[number]): boolean {
  return method !== 'GET' && !JSON.stringify(body ?? '').startsWith('{"query":"query')
}

function figure(story: Story, pulls: number): Omit<FlipFigure, 'before' | 'wall' | 'judgedIn' | 'opening'> {
  const calls = story.calls().filter(({ installation }) => installation !== undefined)
  const writes = calls.filter(isWrite)
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
