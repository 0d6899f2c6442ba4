import { expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const path = '.github/reeve.yml'
const policy = `
version: 1
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
`

/** Reads since the last question: those that GitHub counted, and those answered by "nothing has changed". */
function reads(story: Story): { counted: string[]; unchanged: string[] } {
  const all = story.calls().filter(({ method }) => method === 'GET')
  const paths = (status: number) => all.filter((each) => each.status === status).map((each) => each.path)
  expect(all.every(({ status, counted }) => counted === (status !== 304))).toBe(true)
  return { counted: paths(200), unchanged: paths(304) }
}

function spent({ github }: Story): number {
  const bucket = github.limits.buckets[`installation:${github.state.installations[0]?.id}`]
  return bucket?.used ?? 0
}

it('what has not changed is read again without a charge', async () => {
  const story = await tell({
    policy,
    at,
    before: (github) => {
      github.addRepo({ full_name: 'acme/.github', files: { [path]: 'version: 1\nmode: enforce\n' } })
    },
  })
  story.github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor', 'verified'] })
  await story.settle()
  await story.forward({ hours: 7 })
  expect(reads(story).counted).toContainEqual(expect.stringContaining('/contents/'))
  // Policies are believed for six hours, and so often it is asked what no webhook told.
  await story.forward({ days: 1 })
  const { counted, unchanged } = reads(story)
  expect(unchanged.filter((each) => each.includes('/contents/'))).toHaveLength(8)
  expect(counted).toEqual([])
  // Another hour has begun meanwhile, and nothing at all was taken from what it allows.
  expect(spent(story)).toBe(0)
})

it('what has changed is read whole, and counts', async () => {
  const story = await tell({ policy, at })
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  await story.settle()
  github.webhooks.weather.drop = 1
  github.as('dana').editPolicy('acme/app', path, policy.replace('[critical, major, minor]', '[minor, QA]'))
  await story.settle()
  github.webhooks.weather.drop = 0
  story.calls()
  await story.forward({ hours: 7 })
  github.as('eve').label('acme/app#1', 'critical')
  await story.settle()
  expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
  expect(reads(story).counted).toContainEqual(expect.stringContaining('/contents/'))
})

it('with another token everything is read once more, and right: an ETag is good for one', async () => {
  const story = await tell({ policy, at })
  story.github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  await story.settle()
  await story.restart()
  story.calls()
  story.github.as('eve').label('acme/app#1', 'critical')
  await story.settle()
  expect(reads(story).unchanged).toEqual([])
  expect(story.github.labels('acme/app#1')).toEqual(['critical'])
})
