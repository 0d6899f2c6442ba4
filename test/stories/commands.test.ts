import { describe, expect, it } from 'vitest'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()

const at = '2026-01-05T09:00:00Z'
const policy = `
version: 1
people: { qa: "@acme/qa" }
commands: { not-supported: { by: qa, do: [{ label: overdue }, { comment: "Not ours: {{ args }}" }] } }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa, needs-reason: true }
  logged: { kind: linked-issue, when: is:pr }
`
const files = { 'a.ts': '1' }

async function begin(more: Partial<Parameters<typeof tell>[0]> = {}): Promise<Story> {
  const story = await tell({ policy, at, ...more })
  story.github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  await story.forward({ minutes: 1 })
  story.calls()
  return story
}

function reactions({ github }: Story, name = 'acme/app#1'): string[] {
  return github
    .item(name)
    .comments.flatMap(({ body, reactions: given }) =>
      given.map(({ content, user }) => `${body.split('\n')[0]}: ${content} by ${user}`),
    )
}

function answersOn(story: Story, name = 'acme/app#1'): string[] {
  return story.said(name).filter((text) => text.includes('<!-- reeve:answers -->'))
}

describe('commands on GitHub', () => {
  it('are answered by a reaction, and by one comment that is edited in place', async () => {
    const story = await begin()
    const { github } = story
    github.as('ann').comment('acme/app#1', '/reeve explain')
    await story.forward({ minutes: 1 })
    github.as('eve').comment('acme/app#1', '/reeve not-supported')
    await story.forward({ minutes: 1 })
    github.as('ann').comment('acme/app#1', 'Sorry.\n/reeve not-supported by this team')
    await story.forward({ minutes: 1 })
    expect(reactions(story)).toEqual([
      '/reeve explain: +1 by reeve[bot]',
      '/reeve not-supported: -1 by reeve[bot]',
      'Sorry.: +1 by reeve[bot]',
    ])
    expect(answersOn(story)).toHaveLength(1)
    expect(answersOn(story)[0]).toMatch(/This command is for qa[\s\S]*one-priority/)
    expect(story.said('acme/app#1').filter((text) => text.includes('Not ours: by this team'))).toHaveLength(1)
    expect(github.labels('acme/app#1')).toEqual(['minor', 'overdue'])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('are obeyed once: not again when edited, redelivered, or after a restart', async () => {
    const story = await begin()
    const { github } = story
    const comment = github.as('ann').comment('acme/app#1', '/reeve not-supported at all')
    await story.settle()
    github.as('ann').editComment('acme/app#1', comment.id, '/reeve not-supported at all\n/reeve help')
    await story.settle()
    github.webhooks.weather.duplicate = 1
    github.as('eve').label('acme/app#1', 'QA')
    await story.restart()
    await story.forward({ hours: 1 })
    github.webhooks.weather.duplicate = 0
    expect(story.said('acme/app#1').filter((text) => text.includes('Not ours'))).toHaveLength(1)
    expect(answersOn(story)).toEqual([])
    expect(reactions(story)).toHaveLength(1)
  })

  it('whose webhook was lost is obeyed when it is found, unless it was edited since', async () => {
    for (const edited of [false, true]) {
      const story = await begin()
      const { github } = story
      github.webhooks.weather.drop = 1
      const comment = github.as('ann').comment('acme/app#1', '/reeve not-supported at all')
      await story.forward({ seconds: 30 })
      if (edited) github.as('ann').editComment('acme/app#1', comment.id, '/reeve not-supported any more')
      // A label that nobody heard of shows, at the next write, that something was missed.
      github.as('ann').label('acme/app#1', 'QA')
      await story.forward({ minutes: 1 })
      github.webhooks.weather.drop = 0
      github.as('eve').label('acme/app#1', 'major')
      await story.forward({ minutes: 1 })
      expect(story.said('acme/app#1').filter((text) => text.includes('Not ours'))).toHaveLength(
        edited ? 0 : 1,
      )
    }
  })

  it('written before there was a policy mean nothing', async () => {
    const story = await tell({
      policy,
      at,
      before: (github) => {
        github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
        github.as('ann').comment('acme/app#1', '/reeve not-supported at all')
        // It was all long ago: the clock of the world stands still while it is arranged.
        const item = github.item('acme/app#1')
        item.created_at = item.updated_at = '2026-01-04T09:00:00Z'
        for (const each of item.comments) each.created_at = each.updated_at = '2026-01-04T10:00:00Z'
        for (const each of item.timeline) each.created_at = '2026-01-04T10:00:00Z'
      },
    })
    await story.forward({ minutes: 1 })
    expect(story.said('acme/app#1')).toEqual([])
    expect(reactions(story)).toEqual([])
  })

  it('a comment that is gone before the answer is nobody’s trouble', async () => {
    const story = await begin()
    const { github } = story
    const comment = github.as('ann').comment('acme/app#1', '/reeve not-supported at all')
    github.as('ann').deleteComment('acme/app#1', comment.id)
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'overdue'])
    expect(story.log.filter(({ level }) => level >= 40)).toEqual([])
  })

  it('refused while GitHub cannot say what somebody may do, and still so when it can', async () => {
    const story = await begin()
    const { github } = story
    const mend = github.failures.set({ match: (_, path) => path.includes('/permission'), answer: 502 })
    github.as('ann').comment('acme/app#1', '/reeve recheck')
    await story.forward({ minutes: 1 })
    mend()
    await story.forward({ hours: 2 })
    expect(reactions(story)).toEqual(['/reeve recheck: -1 by reeve[bot]'])
    expect(answersOn(story).join()).toContain('Whether ann may do that could not be read')
  })

  it('a move sets a guarded label for whoever may, with a reason', async () => {
    const story = await begin()
    const { github } = story
    github.as('ann').comment('acme/app#1', '/reeve move verified')
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['minor'])
    github.as('ann').comment('acme/app#1', '/reeve move verified because I tried it')
    await story.forward({ minutes: 1 })
    expect(github.labels('acme/app#1')).toEqual(['minor', 'verified'])
    expect(reactions(story).map((line) => line.split(' ').at(-3))).toEqual(['-1', '+1'])
  })
})

describe('overrides on GitHub', () => {
  const through = async () => {
    const story = await begin()
    story.github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    story.github.as('dana').comment('acme/app#2', '/reeve override logged because it is urgent for 2h')
    await story.forward({ minutes: 1 })
    return story
  }

  it('let through, say so, are listed, and end by themselves', async () => {
    const story = await through()
    expect(story.check('acme/app#2')).toMatchObject({ conclusion: 'success', title: '1 let through' })
    expect(story.check('acme/app#2')?.summary).toContain('Let through by dana until Mon 5 Jan 2026, 11:0')
    const listed = await story.reeve.store.overrides('acme/app', story.now())
    expect(listed).toMatchObject([
      { subject: 'acme/app#2', rule: 'logged', by: 'dana', because: 'it is urgent' },
    ])
    await story.restart()
    await story.forward({ hours: 2 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    expect(await story.reeve.store.overrides('acme/app', story.now())).toEqual([])
  })

  it('are revoked by the same people', async () => {
    const story = await through()
    story.github.as('eve').comment('acme/app#2', '/reeve revoke logged')
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    story.github.as('zoe').comment('acme/app#2', '/reeve revoke logged')
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    expect(await story.reeve.store.overrides('acme/app', story.now())).toEqual([])
  })
})

describe('recheck on GitHub', () => {
  it('reads afresh what no webhook told, and puts the check as a new run', async () => {
    const story = await begin()
    const { github } = story
    github.as('eve').openPull('acme/app', { title: 'A change', head: 'change', files })
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    // Linked in the Development panel: GitHub tells nobody.
    github.as('eve').link('acme/app#2', 'acme/app#1')
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('failure')
    const runs = () => github.repo('acme/app').checkRuns.length
    const before = runs()
    github.as('eve').comment('acme/app#2', '/reeve recheck')
    await story.forward({ minutes: 1 })
    expect(story.check('acme/app#2')?.conclusion).toBe('success')
    expect(runs()).toBeGreaterThan(before)
  })
})
