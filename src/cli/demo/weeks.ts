import type { Acts, PracticeGitHub } from '../../practice/index.ts'
import { repo } from './people.ts'

/** Where the demo's clock begins to run: a Thursday morning in Cairo, when nothing is released any more. */
export const start = Date.parse('2026-12-10T10:00:00+02:00')

/** Where its history begins. */
export const firstDay = Date.parse('2026-11-22T09:00:00+02:00')

/** Numbers of the issues and pull requests that the guide speaks of. */
export interface Cast {
  /** Broken since this morning; its clock runs. */
  critical: number
  /** A story on its way through testing. */
  story: number
  /** A small thing, as sam thinks. */
  map: number
  /** A pull request to production that waits for the window. */
  release: number
  /** The newest of all. */
  last: number
}

interface Step {
  /** Local time in Cairo, which is two hours ahead of UTC all through these weeks. */
  at: string
  act(as: (login: string) => Acts, cast: Record<string, number>): void
}

const issue =
  (by: string, name: string, title: string, labels: readonly string[] = [], body = ''): Step['act'] =>
  (as, cast) => {
    cast[name] = as(by).openIssue(repo, { title, labels, body }).number
  }

const pull =
  (
    by: string,
    name: string,
    base: string,
    title: string,
    body: (cast: Record<string, number>) => string,
  ): Step['act'] =>
  (as, cast) => {
    cast[name] = as(by).openPull(repo, {
      title,
      base,
      head: name,
      files: { [`src/${name}.ts`]: `// ${title}\n` },
      body: body(cast),
    }).number
  }

/** What people did; what Reeve did about it follows by itself. */
const steps: readonly Step[] = [
  { at: '11-22T09:20', act: issue('lena', 'overview', 'Overview of all farms', ['minor', 'story']) },
  { at: '11-23T10:05', act: issue('sam', 'login', 'Login fails on Safari', ['major']) },
  { at: '11-23T10:40', act: (as, cast) => as('dana').label(name(cast, 'login'), 'critical') },
  {
    at: '11-23T13:10',
    act: (as, cast) =>
      as('omar').comment(name(cast, 'login'), 'A cookie without SameSite. Mended on mainnet.'),
  },
  { at: '11-23T13:12', act: (as, cast) => as('omar').close(name(cast, 'login')) },
  {
    at: '11-24T11:00',
    act: pull('eve', 'farm-overview', 'main', 'Overview of all farms', (cast) => `fixes #${cast.overview}`),
  },
  { at: '11-25T15:30', act: (as, cast) => as('omar').label(name(cast, 'overview'), 'QA') },
  { at: '11-25T15:45', act: (as, cast) => as('eve').label(name(cast, 'overview'), 'verified') },
  { at: '11-26T11:15', act: (as, cast) => as('quinn').label(name(cast, 'overview'), 'verified') },
  { at: '11-26T11:20', act: (as, cast) => as('lena').merge(name(cast, 'farm-overview')) },
  { at: '11-26T16:00', act: issue('omar', 'backup', 'The nightly backup did not run', ['critical']) },
  {
    at: '11-27T10:30',
    act: (as, cast) =>
      as('dana').comment(name(cast, 'backup'), 'The disk was full. Backup of tonight is done.'),
  },
  { at: '11-27T10:31', act: (as, cast) => as('dana').close(name(cast, 'backup')) },
  { at: '11-29T09:45', act: issue('erik', 'invoices', 'Invoices show the wrong currency', ['major']) },
  { at: '11-29T10:00', act: (as, cast) => as('lena').assign(name(cast, 'invoices'), 'bo') },
  { at: '12-01T09:10', act: issue('lena', 'story', 'Reserve a farm by the hour', ['minor', 'story']) },
  {
    at: '12-03T14:00',
    act: pull('cy', 'reserve', 'main', 'Reserve a farm by the hour', (cast) => `fixes #${cast.story}`),
  },
  { at: '12-07T10:00', act: pull('bo', 'tidy', 'main', 'Tidy up the imports', () => 'While I was there.') },
  { at: '12-08T15:00', act: (as, cast) => as('omar').label(name(cast, 'story'), 'QA') },
  {
    at: '12-09T16:30',
    act: pull('cy', 'release', 'production', 'Release of this week', (cast) => `closes #${cast.story}`),
  },
  {
    at: '12-10T09:05',
    act: issue('sam', 'critical', 'Payments time out', ['critical'], 'Since this morning, for everybody.'),
  },
  { at: '12-10T09:15', act: (as, cast) => as('dana').assign(name(cast, 'critical'), 'omar') },
  { at: '12-10T09:40', act: issue('sam', 'map', 'The map is empty on small screens', ['minor']) },
  { at: '12-10T09:50', act: issue('erik', 'unsorted', 'Invoices by month, please') },
  {
    at: '12-10T09:50',
    act: (as) => {
      as('eve').createBranch(repo, 'hurry', 'production')
      as('eve').commit(repo, { 'src/hurry.ts': '// quick\n' }, { branch: 'hurry', message: 'Just this once' })
    },
  },
]

function name(cast: Readonly<Record<string, number>>, key: string): string {
  return `${repo}#${cast[key]}`
}

/** Lets the weeks before the start happen, each act at its time. */
export async function liveThrough(
  github: PracticeGitHub,
  forwardTo: (instant: number) => Promise<void>,
): Promise<Cast> {
  const cast: Record<string, number> = {}
  for (const { at, act } of steps) {
    await forwardTo(Date.parse(`2026-${at}:00+02:00`))
    act(github.as, cast)
  }
  await forwardTo(start)
  const { critical = 0, story = 0, map = 0, release = 0 } = cast
  return { critical, story, map, release, last: Math.max(...Object.values(cast)) }
}
