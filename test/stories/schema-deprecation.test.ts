import { describe, expect, it } from 'vitest'
import { type Story, type StoryOptions, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const policy = `
version: 1
labels:
  api-notice: { color: 1d76db }
rules:
  schema:
    kind: schema-deprecation
    why: After four days of deprecated state old endpoints are deleted.
    when: is:pr
    schema: schema.graphql
    period: 4 calendar days
    list: docs/gone.md
    warn: 1d left
    do: { open-issue: { title: "{{ path }} goes on {{ due | local }}", body: "Use {{ replacement }}.", labels: api-notice } }
    on-due: { open-issue: { title: "Delete {{ path }}" } }
`

const plain = 'type Query {\n  a: String\n  b: String\n}\n'
const marked = plain.replace('a: String', 'a: String @deprecated(reason: "use b")')
const gone = plain.replace('  a: String\n', '')
const list = '# What goes\n\n- `Query.a`, 2026-01-10: use `Query.b`\n'

async function begun(more: Partial<StoryOptions> = {}): Promise<Story> {
  return tell({
    policy,
    at: '2026-01-05T09:00:00Z',
    before: (github) => github.as('zoe').commit('acme/app', { 'schema.graphql': plain }),
    ...more,
  })
}

/** Titles of the issues that Reeve opened. */
function opened({ github }: Story): string[] {
  return Object.values(github.repo('acme/app').items).flatMap(({ title, pull }) => (pull ? [] : [title]))
}

describe('the life of a deprecation', () => {
  it('is listed, told, kept for its period, and asked to be deleted; a day early is refused, the day itself is allowed', async () => {
    const story = await begun()
    const { github } = story
    const eve = github.as('eve')

    eve.openPull('acme/app', { title: 'Mark it', head: 'mark', files: { 'schema.graphql': marked } })
    await story.settle()
    expect(story.check('acme/app#1')).toMatchObject({ conclusion: 'failure' })
    expect(story.check('acme/app#1')?.summary).toContain('- `Query.a` — 2026-01-09 — b')

    await story.forward({ hours: 1 })
    eve.push('acme/app#1', { files: { 'docs/gone.md': list } })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')

    // Its commits are a day older than its merge, which is what counts.
    await story.until('2026-01-06T09:00:00Z')
    github.as('dana').merge('acme/app#1')
    await story.settle()
    expect(opened(story)).toEqual(['Query.a goes on Sat 10 Jan 2026, 09:00 (UTC)'])

    await story.until('2026-01-09T09:00:00Z')
    eve.openPull('acme/app', { title: 'Delete it', head: 'delete', files: { 'schema.graphql': gone } })
    await story.settle()
    expect(story.check('acme/app#3')?.conclusion).toBe('failure')
    expect(story.check('acme/app#3')?.summary).toContain('After four days of deprecated state')

    await story.until('2026-01-09T23:59:59Z')
    expect(story.check('acme/app#3')?.conclusion).toBe('failure')
    await story.until('2026-01-10T00:00:00Z')
    expect(story.check('acme/app#3')?.conclusion).toBe('success')
    expect(opened(story)).toHaveLength(1)
    await story.until('2026-01-10T09:00:00Z')
    expect(opened(story).at(-1)).toBe('Delete Query.a')

    github.as('dana').merge('acme/app#3')
    await story.forward({ days: 5 })
    expect(opened(story)).toHaveLength(2)
  })

  it('what was deprecated before Reeve came is known from the past of the file, and is nothing new', async () => {
    const story = await begun({
      at: '2026-01-09T09:00:00Z',
      before: (github) => {
        const zoe = github.as('zoe')
        zoe.commit('acme/app', { 'schema.graphql': plain })
        for (let index = 0; index < 20; index++)
          zoe.commit('acme/app', { 'schema.graphql': `${plain}# ${index}\n` })
        const sha = zoe.commit('acme/app', { 'schema.graphql': marked, 'docs/gone.md': list })
        const commit = github.repo('acme/app').commits[sha]
        if (commit) commit.date = '2026-01-06T09:00:00Z'
        for (let index = 0; index < 20; index++)
          zoe.commit('acme/app', { 'schema.graphql': `${marked}# ${index}\n` })
      },
    })
    story.github
      .as('eve')
      .openPull('acme/app', { title: 'Delete it', head: 'delete', files: { 'schema.graphql': gone } })
    await story.settle()
    expect(story.check('acme/app#1')).toMatchObject({ conclusion: 'failure' })
    expect(story.check('acme/app#1')?.summary).toContain('deprecated since Tue 6 Jan 2026, 09:00 (UTC)')
    expect(opened(story)).toEqual([])
    await story.until('2026-01-10T09:00:00Z')
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
    expect(opened(story)).toEqual(['Delete Query.a'])
  })

  it('a date is kept: the past is not read again, and a restart changes nothing', async () => {
    const story = await begun()
    const { github } = story
    github.as('zoe').commit('acme/app', { 'schema.graphql': marked, 'docs/gone.md': list })
    await story.settle()
    story.calls()
    await story.restart()
    await story.forward({ days: 3 })
    github.as('zoe').commit('acme/app', { 'schema.graphql': `${marked}# more\n` })
    github
      .as('eve')
      .openPull('acme/app', { title: 'Delete it', head: 'delete', files: { 'schema.graphql': gone } })
    await story.settle()
    expect(story.check('acme/app#2')?.summary).toContain('deprecated since Mon 5 Jan 2026, 09:00 (UTC)')
    const asked = story.calls().map(({ path }) => path)
    expect(asked.filter((path) => /\/commits(\?|\/)/.test(path) && !path.includes('check'))).toEqual([])
    expect(opened(story)).toHaveLength(1)
  })
})

describe('a pull request', () => {
  it('that was there before the field that it has not got is not blamed for it', async () => {
    const story = await begun()
    const { github } = story
    const more = `${plain}type More {\n  c: String\n}\n`
    github.as('eve').openPull('acme/app', { title: 'More', head: 'more', files: { 'schema.graphql': more } })
    github
      .as('zoe')
      .commit('acme/app', { 'schema.graphql': plain.replace('b: String', 'b: String\n  new: String') })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('success')
  })

  it("of a fork is read in the repository it is for, never in the fork's", async () => {
    const story = await begun()
    const { github } = story
    github.addUser('guest')
    github.as('guest').openPull('acme/app', {
      title: 'From outside',
      head: 'patch',
      fork: 'guest',
      files: { 'schema.graphql': gone },
    })
    await story.settle()
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
    expect(story.calls().filter(({ path }) => path.startsWith('/repos/guest'))).toEqual([])
  })

  it('whose schema cannot be read says so on the line', async () => {
    const story = await begun()
    const { github } = story
    const files = { 'schema.graphql': 'type Query {\n  a: \n}\n' }
    github.as('eve').openPull('acme/app', { title: 'Oops', head: 'oops', files })
    await story.settle()
    expect(story.check('acme/app#1')).toMatchObject({ conclusion: 'failure' })
    const [run] = github.repo('acme/app').checkRuns
    expect(run?.output.annotations).toMatchObject([{ path: 'schema.graphql', start_line: 3 }])
  })

  it('waits while GitHub cannot say since when, and is judged when it can', async () => {
    const story = await begun({
      before: (github) => {
        github.as('zoe').commit('acme/app', { 'schema.graphql': marked, 'docs/gone.md': list })
        github.failures.set({ match: (_, path) => path.endsWith('/acme/app/commits'), answer: 502 })
      },
    })
    const { github } = story
    github
      .as('eve')
      .openPull('acme/app', { title: 'Delete it', head: 'delete', files: { 'schema.graphql': gone } })
    await story.settle()
    expect(story.check('acme/app#1')?.status).toBe('in_progress')
    github.failures.clear()
    await story.forward({ hours: 2 })
    expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  })
})

it('a schema that is split over files', async () => {
  const split = policy
    .replace('schema: schema.graphql', 'schema: "schema/**/*.graphql"')
    .replace(/^ *list:.*\n/m, '')
  const story = await begun({
    policy: split,
    before: (github) =>
      github.as('zoe').commit('acme/app', {
        'schema/query.graphql': 'type Query {\n  foo: Foo\n}\n',
        'schema/types/foo.graphql': 'type Foo {\n  x: String\n  y: String\n}\n',
      }),
  })
  const { github } = story
  const eve = github.as('eve')
  const foo = 'schema/types/foo.graphql'
  eve.openPull('acme/app', { title: 'Less', head: 'less', files: { [foo]: 'type Foo {\n  x: String\n}\n' } })
  eve.openPull('acme/app', {
    title: 'Moved',
    head: 'moved',
    files: { [foo]: null, 'schema/foo.graphql': 'type Foo {\n  x: String\n  y: String\n}\n' },
  })
  await story.settle()
  expect(story.check('acme/app#1')?.conclusion).toBe('failure')
  expect(story.check('acme/app#2')?.conclusion).toBe('success')
})
