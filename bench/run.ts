import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/store/database.ts'
import { benchEvaluate } from './evaluate.ts'
import { benchIngest, type IngestFigure } from './ingest.ts'
import { benchPipeline } from './pipeline.ts'
import { benchPglite, benchPostgres } from './store.ts'
import { benchTime } from './time.ts'
import { benchWindowEdge } from './window-edge.ts'

/**
 * All figures, side by side in one run: `npm run bench -- --postgres postgres://postgres@127.0.0.1:5432/postgres`. With
 * `--smoke` it only shows that everything still starts: its figures mean nothing, and the store's, which take minutes, are left out.
 */
const { values } = parseArgs({ options: { postgres: { type: 'string' }, smoke: { type: 'boolean' } } })
const { postgres, smoke = false } = values

/** How often the front doors take turns, and for how long each. */
const { rounds, seconds, events, looks, pulls } = smoke
  ? { rounds: 1, seconds: 1, events: 100, looks: 20, pulls: 40 }
  : { rounds: 3, seconds: 3, events: 2000, looks: 3000, pulls: 1000 }

console.log(
  `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`,
)

await frontDoors()
await pipeline()
evaluation()
time()
await windowEdge()
if (!smoke) await stores()

async function frontDoors(): Promise<void> {
  console.log(`### Webhooks acknowledged (18 kB, 50 connections, ${rounds} rounds)\n`)
  console.log('Each figure is the median of its rounds, in brackets the least and the most.\n')
  console.log(
    '| door | a second | of Probot in the same round | of the floor | its CPU, µs each | p99 at half load, ms | failed |',
  )
  console.log('|---|---|---|---|---|---|---|')
  await withPostgres(async (url) => {
    if (url) process.env.REEVE_BENCH_DATABASE_URL = url
    const doors = ['floor', 'probot', ...(url ? ['postgres'] : []), 'pglite']
    const figures = await benchIngest(doors, { rounds, seconds })
    for (const door of doors) console.log(`| ${door} | ${doorColumns(figures, door).join(' | ')} |`)
  })
}

function doorColumns(figures: readonly IngestFigure[][], door: string): string[] {
  const each = (of: string) => figures.flatMap((round) => round.filter((figure) => figure.door === of))
  const own = each(door)
  const part = (of: string) =>
    spread(
      own.map(({ perSecond }, round) => (100 * perSecond) / (each(of)[round]?.perSecond ?? Number.NaN)),
      ' %',
    )
  const failed = own.reduce((sum, figure) => sum + figure.failed, 0)
  return [
    spread(own.map(({ perSecond }) => perSecond)),
    part('probot'),
    part('floor'),
    spread(own.map(({ cpu }) => cpu)),
    spread(own.map(({ p99Half }) => p99Half)),
    `${failed}`,
  ]
}

/** The median, and between what it lay: `75 % (71 to 78)`. */
function spread(values: readonly number[], unit = ''): string {
  const sorted = values.map(Math.round).sort((a, b) => a - b)
  return `${sorted[sorted.length >> 1]}${unit} (${sorted[0]} to ${sorted.at(-1)})`
}

async function pipeline(): Promise<void> {
  console.log('\n### From the inbox to the receipts, with a GitHub that answers at once\n')
  console.log('| store | webhooks a second | a second of our CPU |')
  console.log('|---|---|---|')
  const line = (store: string, { perSecond, perCpuSecond }: { perSecond: number; perCpuSecond: number }) =>
    console.log(`| ${store} | ${Math.round(perSecond)} | ${Math.round(perCpuSecond)} |`)
  line('PGlite in memory', await benchPipeline({ folder: ':memory:' }, events))
  await withPostgres(async (url) => {
    if (url) line('PostgreSQL', await benchPipeline({ url }, events))
  })
}

function evaluation(): void {
  const { best, median, rules } = benchEvaluate(looks)
  console.log(
    `\n### Judging one issue with 20 entries by ${rules} rules: ${best.toFixed(0)} µs (median ${median.toFixed(0)})`,
  )
}

function time(): void {
  console.log('\n### Calendar arithmetic, warm\n\n| | µs |\n|---|---|')
  for (const { what, microseconds } of benchTime()) console.log(`| ${what} | ${microseconds.toFixed(2)} |`)
}

/** Beside a floor: one REST write each, as fast as GitHub's page allows where check runs are content. */
async function windowEdge(): Promise<void> {
  const flip = await benchWindowEdge(pulls)
  console.log(`\n### A window closes on ${flip.pulls} open pull requests: the flip of their checks\n`)
  console.log('| | Reeve | one write each |\n|---|---|---|')
  console.log(`| requests | ${flip.requests} | ${flip.pulls} |`)
  console.log(`| points | ${flip.points} | ${5 * flip.pulls} |`)
  console.log(`| most writes in a minute | ${flip.mostContent} | 80 |`)
  console.log(`| refused by GitHub | ${flip.refused} | — |`)
  console.log(`| simulated minutes, first to last | ${flip.minutes.toFixed(1)} | ${flip.floorMinutes} |`)
  console.log(`| the last before the edge, minutes | ${flip.toSpare.toFixed(1)} | — |`)
  console.log(`| green an hour before, and after the edge | ${flip.before}, ${flip.late} | — |`)
  console.log(`| wall time, s | ${flip.wall.toFixed(1)} | — |`)
  const { requests, minutes, green } = flip.opening
  console.log(
    `\nWhen it opens again: ${green} green after ${minutes.toFixed(1)} minutes, with ${requests} requests.`,
  )
  console.log(`Judged ${flip.judgedIn} minutes after Reeve was installed.`)
}

async function stores(): Promise<void> {
  console.log('\n### The store\n\n| | store | |\n|---|---|---|')
  const benches = [await benchPglite(), ...(postgres ? [await benchPostgres(postgres)] : [])]
  for (const { kind, figures } of benches) {
    for (const { name, unit, value } of figures)
      console.log(`| ${name} | ${kind} | ${Math.round(value * 10) / 10} ${unit} |`)
  }
}

/** A database of its own for one figure, which goes afterwards. */
async function withPostgres(use: (url: string | undefined) => Promise<void>): Promise<void> {
  if (!postgres) return use(undefined)
  const name = `reeve_bench_${process.pid}`
  const admin = await openDatabase({ url: postgres, connections: 1 })
  await admin.exec(`create database ${name}`)
  try {
    const url = new URL(postgres)
    url.pathname = `/${name}`
    await use(url.href)
  } finally {
    await admin.exec(`drop database if exists ${name} with (force)`)
    await admin.close()
  }
}
