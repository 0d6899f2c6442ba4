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

type Act = Step['act']

const issue =
  (by: string, key: string, title: string, labels: readonly string[], body = ''): Act =>
  (as, cast) => {
    cast[key] = as(by).openIssue(repo, { title, labels, body }).number
  }

/** A pull request with a branch of its own: code, and a page about it. */
const pull =
  (by: string, key: string, title: string, body: (cast: Record<string, number>) => string): Act =>
  (as, cast) => {
    const files = { [`src/${key}.ts`]: `// ${title}\n`, [`docs/${key}.md`]: `# ${title}\n` }
    cast[key] = as(by).openPull(repo, { title, head: key, files, body: body(cast) }).number
  }

const on =
  (by: string, key: string, act: (acts: Acts, item: string) => unknown): Act =>
  (as, cast) => {
    act(as(by), `${repo}#${cast[key]}`)
  }

/** A story of a product says where it stands on the roadmap, and what stakeholders decided. */
const decided = (place: number) =>
  `Roadmap: https://circles.example/farms/${place}\n\n### Priority\n\nHigh\n\n### Product owner\n\nerik`

/** What people did; what Reeve did about it follows by itself. */
const steps: readonly Step[] = [
  {
    at: '11-22T09:20',
    act: issue('lena', 'overview', 'Overview of all farms', ['story', 'product'], decided(12)),
  },
  { at: '11-22T09:40', act: on('lena', 'overview', (lena, it) => lena.label(it, 'in-dev')) },
  { at: '11-23T10:05', act: issue('sam', 'login', 'Login fails on Safari', ['bug', 'major']) },
  { at: '11-23T10:40', act: on('dana', 'login', (dana, it) => dana.label(it, 'critical')) },
  { at: '11-23T10:50', act: on('omar', 'login', (omar, it) => omar.assign(it, 'omar')) },
  {
    at: '11-23T12:10',
    act: on('omar', 'login', (omar, it) => omar.comment(it, 'A cookie without SameSite. Mended.')),
  },
  { at: '11-23T12:12', act: on('omar', 'login', (omar, it) => omar.close(it)) },
  {
    at: '11-24T11:00',
    act: pull('eve', 'farms', 'Overview of all farms', (cast) => `fixes #${cast.overview}`),
  },
  { at: '11-25T15:30', act: on('eve', 'overview', (eve, it) => eve.label(it, 'QA project')) },
  { at: '11-25T15:45', act: on('eve', 'overview', (eve, it) => eve.label(it, 'verified')) },
  { at: '11-26T11:15', act: on('quinn', 'overview', (quinn, it) => quinn.label(it, 'verified')) },
  { at: '11-26T11:20', act: on('lena', 'farms', (lena, it) => lena.merge(it)) },
  { at: '11-26T16:00', act: issue('nadia', 'backup', 'The nightly backup did not run', ['bug', 'critical']) },
  { at: '11-26T16:05', act: on('nadia', 'backup', (nadia, it) => nadia.assign(it, 'nadia')) },
  {
    at: '11-27T09:30',
    act: on('nadia', 'backup', (nadia, it) => nadia.comment(it, 'The disk was full. It ran now.')),
  },
  { at: '11-27T09:31', act: on('nadia', 'backup', (nadia, it) => nadia.close(it)) },
  { at: '11-29T09:45', act: issue('erik', 'invoices', 'Invoices show the wrong currency', ['bug', 'major']) },
  { at: '11-29T10:00', act: on('lena', 'invoices', (lena, it) => lena.assign(it, 'bo')) },
  {
    at: '12-01T09:10',
    act: issue('lena', 'story', 'Reserve a farm by the hour', ['story', 'product'], decided(14)),
  },
  { at: '12-01T09:30', act: on('cy', 'story', (cy, it) => cy.label(it, 'in-dev')) },
  {
    at: '12-03T14:00',
    act: pull('cy', 'reserve', 'Reserve a farm by the hour', (cast) => `fixes #${cast.story}`),
  },
  { at: '12-07T10:00', act: pull('bo', 'tidy', 'Tidy up the imports', () => 'While I was there.') },
  { at: '12-08T15:00', act: on('cy', 'story', (cy, it) => cy.label(it, 'QA project')) },
  { at: '12-09T16:30', act: release },
  {
    at: '12-10T09:05',
    act: issue('sam', 'critical', 'Payments time out', ['bug', 'critical'], 'For everybody.'),
  },
  { at: '12-10T09:15', act: on('dana', 'critical', (dana, it) => dana.assign(it, 'omar')) },
  { at: '12-10T09:40', act: issue('sam', 'map', 'The map is empty on small screens', ['bug', 'minor']) },
  { at: '12-10T09:50', act: issue('erik', 'unsorted', 'Invoices cannot be printed', ['bug']) },
  { at: '12-10T09:55', act: hurry },
]

/** What has gathered on the development branch goes to production. */
function release(as: (login: string) => Acts, cast: Record<string, number>): void {
  const opening = {
    title: 'Release of this week',
    base: 'production',
    head: 'development',
    body: `closes #${cast.story}`,
  }
  cast.release = as('omar').openPull(repo, opening).number
}

/** A branch that somebody wants in production; the guide opens its pull request. */
function hurry(as: (login: string) => Acts): void {
  const eve = as('eve')
  eve.createBranch(repo, 'hurry', 'production')
  eve.commit(repo, { 'src/hurry.ts': '// quick\n' }, { branch: 'hurry', message: 'Just this once' })
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
