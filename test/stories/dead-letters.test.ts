import { createHmac } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { deadLetters, tendDeadLetters } from '../../src/cli/dead-letters.ts'
import { processShell } from '../../src/cli/shell.ts'
import { type Story, storyTeller, webhookSecret } from '../builders/story.ts'

const policy = `
version: 1
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
`
const at = '2026-01-05T09:00:00Z'

const tell = storyTeller()

/** What the command says, and how it ended. */
async function ask(story: Story, rerun?: true | string[]): Promise<{ said: string[]; status: number }> {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const status = await tendDeadLetters(story.reeve.store, rerun, { ...processShell(), say, complain: say })
  return { said, status }
}

async function send(story: Story, { id, body }: { id: string; body: string }): Promise<void> {
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex')
  const answer = await fetch(`${story.reeve.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'issues',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  })
  expect(answer.status).toBe(202)
}

async function metric(story: Story, line: string): Promise<string | undefined> {
  const text = await (await fetch(`${story.reeve.url}/metrics`)).text()
  return text.split('\n').find((each) => each.startsWith(line))
}

const unreadable = JSON.stringify({
  action: 'labeled',
  repository: { full_name: 'acme/app', name: 'app', owner: { login: 'acme' } },
  label: { name: 'critical' },
})

it('a webhook without a field is counted, listed with id and field, and taken in once more when told to', async () => {
  const story = await tell({ policy, at })
  expect(await metric(story, 'reeve_dead_letters{what="webhook"}')).toMatch(/ 0$/)
  await send(story, { id: 'without-issue', body: unreadable })
  await story.settle()
  expect(await metric(story, 'reeve_dead_letters{what="webhook"}')).toMatch(/ 1$/)
  const listed = await ask(story)
  expect(listed.status).toBe(0)
  expect(listed.said[0]).toMatch(
    /^2026-01-05T09:00:00Z {2}webhook {2}without-issue {2}issues acme\/app {2}issue: /,
  )
  expect(listed.said[1]).toContain('reeve dead-letters --rerun')

  expect(await ask(story, ['another'])).toEqual({ said: ['There is no dead letter another.'], status: 1 })
  expect(await ask(story, ['without-issue'])).toEqual({
    said: ['1 dead letter will be taken in once more by the server.'],
    status: 0,
  })
  expect((await ask(story)).said).toEqual(['There are no dead letters.'])
  // It still cannot be read, and says so again.
  await story.settle()
  const told = story.log.filter(({ delivery, field }) => delivery === 'without-issue' && field === 'issue')
  expect(told).toHaveLength(2)
  expect((await ask(story)).said).toHaveLength(2)
})

it('changes that GitHub did not take for days are listed with the reason, and sent when told to', async () => {
  const story = await tell({ policy, at })
  const { github } = story
  github.as('eve').openIssue('acme/app', { title: 'An issue', labels: ['minor'] })
  await story.forward({ minutes: 1 })
  const ends = github.failures.set({ match: (method) => method === 'DELETE', answer: 502 })
  github.as('eve').label('acme/app#1', 'critical')
  await story.forward({ days: 3 })
  ends()
  expect(await metric(story, 'reeve_dead_letters{what="change"}')).toMatch(/ 1$/)
  const listed = await ask(story)
  expect(listed.said[0]).toMatch(/ {2}change {2}\S+ {2}acme\/app#1 {2}GitHub gave 502/)
  expect(github.labels('acme/app#1')).toEqual(['minor', 'critical'])
  expect((await ask(story, true)).said).toEqual(['1 dead letter will be taken in once more by the server.'])
  await story.settle()
  expect(github.labels('acme/app#1')).toEqual(['critical'])
  expect(await metric(story, 'reeve_dead_letters{what="change"}')).toMatch(/ 0$/)
})

it('where there is no store, it says so in a sentence, and makes none', async () => {
  const said: string[] = []
  const shell = { ...processShell(), complain: (line: string) => void said.push(line) }
  const folder = join(tmpdir(), 'reeve-no-store-here')
  expect(await deadLetters({ store: { folder } }, shell)).toBe(1)
  expect(said).toEqual([expect.stringMatching(/^There is no store in .*REEVE_DATA.*DATABASE_URL/)])
  expect(shell.list(folder)).toBeUndefined()
})
