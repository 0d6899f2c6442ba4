import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { PracticeGitHub } from '../../src/practice/index.ts'
import { makeRandom, shuffled } from '../../src/practice/random.ts'
import { type Replayed, replayed } from './replayed.ts'
import type { Story, StoryOptions } from './story.ts'

/** A story in which people go through a process that an example's own policy keeps, in all repositories of acme. */
export interface Process {
  story: Story
  github: PracticeGitHub
  /** Labels of an item, in the order of the alphabet. */
  labels(name: string): string[]
  /** Somebody sets a label, and ten minutes pass. */
  sets(who: string, name: string, label: string): Promise<void>
  /** Somebody sets a label that is not theirs to set: it is off again, and what Reeve says of it contains `because`. */
  wrongly(who: string, name: string, label: string, because: string): Promise<void>
  /** Somebody closes what may not be closed yet: it is open again, with the reason. */
  closesTooEarly(who: string, name: string, state: string): Promise<void>
  says(who: string, name: string, text: string): Promise<void>
  /** Somebody adds to the description of an item. */
  adds(who: string, name: string, text: string): Promise<void>
  passes(minutes?: number): Promise<void>
  /** What Reeve's notice on an item says, without line ends; empty where there is none. */
  notice(name: string): string
}

interface Begin {
  /** The folder under examples/. */
  example: string
  at: string
  teams: Readonly<Record<string, readonly string[]>>
  repos: readonly string[]
  before?(github: PracticeGitHub): void
}

export function policyOf(example: string): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return readFileSync(join(here, '../../examples', example, 'policy.yml'), 'utf8')
}

/** Begins with the policy in acme/.github, where it holds in every repository of the organisation. */
export async function beginProcess(
  tell: (options: StoryOptions) => Promise<Story>,
  { example, at, teams, repos, before }: Begin,
): Promise<Process> {
  const story = await tell({
    policy: null,
    at,
    teams,
    labels: [],
    before: (github) => {
      github.addRepo({ full_name: 'acme/.github', files: { '.github/reeve.yml': policyOf(example) } })
      for (const full_name of repos) github.addRepo({ full_name })
      before?.(github)
    },
  })
  return processOf(story)
}

function processOf(story: Story): Process {
  const { github } = story
  const passes = (minutes = 10) => story.forward({ minutes })
  const labels = (name: string) => github.labels(name).toSorted()
  const notice = (name: string) => {
    const found = story.said(name).findLast((text) => text.includes('<!-- reeve:reeve -->'))
    return (found ?? '').replace(/\s+/g, ' ')
  }
  return {
    story,
    github,
    labels,
    notice,
    passes,
    async sets(who, name, label) {
      github.as(who).label(name, label)
      await passes()
    },
    async wrongly(who, name, label, because) {
      const before = labels(name)
      github.as(who).label(name, label)
      await passes()
      expect(labels(name)).toEqual(before)
      expect(notice(name)).toContain(because)
      if (because.startsWith('that move is for')) expect(notice(name)).toMatch(/From `[^`]+` it goes on to `/)
    },
    async closesTooEarly(who, name, state) {
      github.as(who).close(name)
      await passes()
      expect(github.item(name).state).toBe('open')
      expect(notice(name)).toContain(`It was closed in \`${state}\``)
      expect(notice(name)).toContain(`From \`${state}\` it goes on to`)
    },
    async says(who, name, text) {
      github.as(who).comment(name, text)
      await passes()
    },
    async adds(who, name, text) {
      github.as(who).edit(name, { body: `${github.item(name).body ?? ''}\n${text}` })
      await passes()
    },
  }
}

/** All issues and pull requests, by name. */
function itemsOf({ github }: Process): string[] {
  return Object.values(github.state.repos).flatMap((repo) =>
    Object.keys(repo.items).map((number) => `${repo.owner}/${repo.name}#${number}`),
  )
}

/** Whom a text really pings on GitHub: neither code nor HTML comments ping. */
function pingedIn(text: string): string[] {
  const spoken = text.replace(/<!--[\s\S]*?-->/g, '').replace(/(`+)[\s\S]*?\1/g, '')
  return [...spoken.matchAll(/(?<![\w@/.-])@([\w-]+(?:\/[\w.-]+)?)/g)].map(([, who = '']) => who)
}

/**
 * Nothing was said, assigned or opened twice, and nobody was mentioned but those whom the policy names. Reminders with an
 * `every` say the same again, at their time: their keys count them.
 */
export function expectOnceOnly(process: Process, mayBePinged: readonly string[]): void {
  const { github } = process
  const opened: string[] = []
  for (const name of itemsOf(process)) {
    const item = github.item(name)
    const said = item.comments.filter(({ author }) => author === 'reeve[bot]').map(({ body }) => body)
    const keys = said.map((body) => /<!-- reeve:(.*?) -->/.exec(body)?.[1])
    expect(keys, name).toEqual([...new Set(keys)])
    const given = item.timeline.flatMap((entry) =>
      entry.event === 'assigned' && entry.actor === 'reeve[bot]' ? [entry.assignee] : [],
    )
    expect(given, name).toEqual([...new Set(given)])
    const texts = said
      .filter((body) => !/^<!-- reeve:.*\/escalate \d+\.\d+\/\d+ -->/.test(body))
      .map((body) => body.replace(/<!--[\s\S]*?-->/g, '').trim())
    expect(texts, name).toEqual([...new Set(texts)])
    if (item.author === 'reeve[bot]') opened.push(item.title)
  }
  expect(opened).toEqual([...new Set(opened)])
  for (const text of writtenIn(process))
    expect(pingedIn(text).filter((who) => !mayBePinged.includes(who))).toEqual([])
}

/** Every title and text that Reeve has written to issues, what was replaced since included. */
function writtenIn({ github }: Process): string[] {
  const written = github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/issues'))
  const texts = written.flatMap(({ body }) =>
    typeof body === 'object' && body !== null
      ? Object.entries(body).flatMap(([key, text]) =>
          ['title', 'body'].includes(key) && typeof text === 'string' ? [text] : [],
        )
      : [],
  )
  expect(texts).not.toEqual([])
  return texts
}

/**
 * What `reeve replay` makes of the webhooks of a story. `without`: lines that are left out, as those about what replay
 * does itself once more.
 */
export function replayOf(
  process: Process,
  {
    example,
    seed,
    without = () => false,
  }: { example: string; seed?: number; without?(line: { event: string; payload: unknown }): boolean },
) {
  const lines = process.github.webhooks.log
    .filter(({ redelivery, event }) => !redelivery && !event.startsWith('installation'))
    .filter((line) => !without(line))
    .map(({ delivered_at: at, event, guid: delivery, payload }) => ({ at, event, delivery, payload }))
  return replayed({
    policy: policyOf(example),
    told:
      seed === undefined
        ? lines
        : shuffled(
            [...lines, ...lines],
            makeRandom(() => seed),
          ),
    world: worldOf(process.github),
  })
}

/** Who is who; everything else the webhooks tell. */
function worldOf({ state }: PracticeGitHub) {
  const orgs = Object.values(state.orgs)
  const teams = orgs.flatMap((org) =>
    Object.values(org.teams).map((team) => [`${org.login}/${team.slug}`, team.members] as const),
  )
  const people = Object.fromEntries(
    orgs.flatMap(({ members }) => Object.keys(members)).map((who) => [who, 'write']),
  )
  const repos = Object.values(state.repos).map(({ owner, name }) => [`${owner}/${name}`, people] as const)
  return { teams: Object.fromEntries(teams), permissions: Object.fromEntries(repos), deployments: [] }
}

/** Replayed, the webhooks of a story open, close and reopen what was; doubled and in any order they come to the same bytes. */
export async function expectSameInAnyOrder(process: Process, example: string): Promise<void> {
  const once = await replayOf(process, { example })
  expect(once.complained).toBe('')
  expect(turns(once)).toEqual(turnsOf(process))
  for (const seed of [1, 2, 3]) {
    const again = await replayOf(process, { example, seed })
    expect(again.output).toBe(once.output)
  }
}

/** What was opened, closed and reopened by Reeve, in a replay. */
function turns({ said }: Replayed): string[] {
  return said
    .flatMap((line) => {
      if (line.do === 'issue.open') return [`opened ${line.repo}: ${line.title}`]
      return line.do === 'issue.close' || line.do === 'issue.reopen' ? [`${line.do} ${line.subject}`] : []
    })
    .toSorted()
}

/** The same, as it happened on the practice GitHub. */
function turnsOf(process: Process): string[] {
  const { github } = process
  return itemsOf(process)
    .flatMap((name) => {
      const { author, title, timeline } = github.item(name)
      const opened = author === 'reeve[bot]' ? [`opened ${name.split('#')[0]}: ${title}`] : []
      const turned = timeline.flatMap(({ event, actor }) => {
        if (actor !== 'reeve[bot]') return []
        return event === 'closed'
          ? [`issue.close ${name}`]
          : event === 'reopened'
            ? [`issue.reopen ${name}`]
            : []
      })
      return [...opened, ...turned]
    })
    .toSorted()
}
