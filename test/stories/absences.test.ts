import { describe, expect, it } from 'vitest'
import { fixCritical } from '../builders/fix-critical.ts'
import { permissions, type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const at = '2026-01-05T09:00:00Z'
const policy = `
version: 1
rules:
  ${fixCritical}
  one-of: { kind: require, why: One of them, when: is:issue, must: "label:critical OR label:minor", on-fail: [{ comment: Which? }] }
`

type Way = { away(story: Story): void; back(story: Story): void }

const zoe = (story: Story) => story.github.as('zoe')
const ways: [string, Way][] = [
  [
    'the repository is archived',
    { away: (s) => zoe(s).archive('acme/app'), back: (s) => zoe(s).unarchive('acme/app') },
  ],
  [
    'the installation is suspended',
    { away: (s) => zoe(s).suspend('reeve'), back: (s) => zoe(s).unsuspend('reeve') },
  ],
  [
    'the repository is taken from the installation',
    {
      away: (s) => zoe(s).changeInstallation('reeve', { remove: ['acme/app'] }),
      back: (s) => zoe(s).changeInstallation('reeve', { add: ['acme/app'] }),
    },
  ],
  [
    'the App is uninstalled',
    { away: (s) => zoe(s).uninstall('reeve'), back: (s) => void s.github.install('reeve', 'acme') },
  ],
]

/** Two open issues, one with a clock; and a third that nobody heard of. */
async function begin(): Promise<Story> {
  const story = await tell({
    policy,
    at,
    before: (github) => {
      github.addRepo({ full_name: 'acme/other', private: true })
    },
  })
  story.github.as('eve').openIssue('acme/app', { title: 'It breaks', labels: ['critical'] })
  story.github.as('eve').openIssue('acme/app', { title: 'It hurts', labels: ['minor'] })
  await story.forward({ minutes: 10 })
  return story
}

describe.each(ways)('while %s', (_, { away, back }) => {
  it('nothing is asked and nothing is done; afterwards everything is read afresh and goes on', async () => {
    const story = await begin()
    away(story)
    await story.settle()
    story.calls()
    await story.forward({ days: 2 })
    expect(story.calls().filter(({ path }) => !path.startsWith('/app/'))).toEqual([])
    expect(story.said('acme/app#1')).toEqual([])
    // What happens there meanwhile is not told.
    story.github.webhooks.weather.drop = 1
    story.github.as('ann').unlabel('acme/app#2', 'minor')
    story.github.as('eve').openIssue('acme/app', { title: 'Another one' })
    await story.forward({ hours: 1 })
    story.github.webhooks.weather.drop = 0
    back(story)
    await story.forward({ minutes: 10 })
    expect(story.github.labels('acme/app#1')).toContain('overdue')
    expect(story.said('acme/app#2').join()).toContain('Which?')
    expect(story.said('acme/app#3').join()).toContain('Which?')
    expect(story.said('acme/app#1').join()).not.toContain('An hour is left.')
    await story.forward({ days: 1 })
    expect(story.said('acme/app#2').filter((text) => text.includes('Which?'))).toHaveLength(1)
  })
})

describe('GitHub names no repositories', () => {
  it('when a suspension ends: each is looked at anew, with the policy of by then and what people did meanwhile', async () => {
    const story = await begin()
    const { github } = story
    zoe(story).suspend('reeve')
    await story.forward({ hours: 1 })
    github
      .as('zoe')
      .editPolicy('acme/app', '.github/reeve.yml', policy.replace('label:critical OR ', 'label:QA OR '))
    github.as('ann').label('acme/app#2', 'QA')
    github.as('ann').close('acme/app#2')
    github.as('ann').openIssue('acme/app', { title: 'Meanwhile', labels: ['critical'] })
    await story.forward({ minutes: 10 })
    expect(story.said('acme/app#3')).toEqual([])
    zoe(story).unsuspend('reeve')
    await story.forward({ minutes: 10 })
    // By the policy that came meanwhile `critical` alone is not one of them.
    expect(story.said('acme/app#3').join()).toContain('Which?')
    expect(await story.reeve.store.row('acme/app#2')).toMatchObject({
      item: { state: 'closed', labels: ['minor', 'QA'] },
    })
    expect(story.said('acme/app#2')).toEqual([])
  })

  it('of which more is permitted: what was refused in any of them is done', async () => {
    const story = await tell({ policy, at, permissions: { ...permissions, issues: 'read' } })
    const { github } = story
    github.as('eve').openIssue('acme/app', { title: 'It hurts' })
    await story.forward({ minutes: 10 })
    expect(story.said('acme/app#1')).toEqual([])
    github.permit('reeve', 'acme', permissions, { unlisted: true })
    await story.forward({ minutes: 10 })
    expect(story.said('acme/app#1').join()).toContain('Which?')
  })
})

describe('where nothing can be written', () => {
  it('and nobody said so: it is refused once, in GitHub’s words, and not tried for ever', async () => {
    const story = await begin()
    story.github.repo('acme/app').archived = true
    await story.forward({ hours: 5 })
    const refused = story.log.filter(({ msg }) => msg === 'Effect refused')
    expect(refused.map(({ why }) => why)).toContain(
      'GitHub refused it: Repository was archived so is read-only.',
    )
    const writes = () => story.calls().filter(({ method }) => method !== 'GET')
    writes()
    await story.forward({ days: 2 })
    expect(writes()).toEqual([])
  })

  it('what was planned before waits, and is done once when that is over', async () => {
    const story = await begin()
    story.github.as('ann').unlabel('acme/app#2', 'minor')
    story.github.as('zoe').archive('acme/app')
    await story.forward({ days: 1 })
    expect(story.said('acme/app#2')).toEqual([])
    story.github.as('zoe').unarchive('acme/app')
    await story.forward({ minutes: 10 })
    expect(story.said('acme/app#2').filter((text) => text.includes('Which?'))).toHaveLength(1)
  })

  it('a webhook from there says that it is over, where none said so', async () => {
    const story = await begin()
    story.github.as('zoe').suspend('reeve')
    await story.forward({ hours: 3 })
    const [installation] = story.github.state.installations
    if (installation) installation.suspended = false
    story.github.as('eve').comment('acme/app#2', 'Hello')
    await story.forward({ minutes: 10 })
    expect(story.github.labels('acme/app#1')).toContain('overdue')
  })
})
