import { expect, it } from 'vitest'
import { listener } from '../builders/listener.ts'
import { type Story, storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const secret = 'a secret of this story'
const policy = `
version: 1
rules:
  urgent: { when: "is:issue label:critical", do: [{ webhook: chat }, { label: overdue }] }
  tidy: { when: "is:issue label:minor", do: [{ label: QA }] }
`

const begin = (url: string): Promise<Story> =>
  tell({ policy, at: '2026-01-05T09:00:00Z', webhooks: { acme: { chat: { url, secret } } } })

it('somebody outside GitHub is told once', async () => {
  const there = await listener()
  const story = await begin(there.url)
  story.github.as('eve').openIssue('acme/app', { title: 'It burns', labels: ['critical'] })
  await story.settle()
  await story.restart()
  await story.forward({ days: 1 })
  expect(there.heard.map(({ body }) => JSON.parse(body))).toEqual([
    {
      webhook: 'chat',
      key: expect.stringContaining('urgent/acme/app/1/'),
      subject: 'acme/app#1',
      url: expect.stringContaining('/acme/app/issues/1'),
    },
  ])
})

it('while they are away everything else is done, and they are told when they are back, under the same id', async () => {
  const there = await listener()
  there.answer = { status: 503 }
  const story = await begin(there.url)
  story.github.as('eve').openIssue('acme/app', { title: 'It burns', labels: ['critical'] })
  await story.forward({ minutes: 10 })
  expect(story.github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
  story.github.as('eve').label('acme/app#1', 'minor')
  await story.settle()
  expect(story.github.labels('acme/app#1')).toContain('QA')
  there.answer = { status: 200 }
  const tried = there.heard.length
  expect(tried).toBeGreaterThan(1)
  await story.forward({ hours: 2 })
  expect(there.heard).toHaveLength(tried + 1)
  expect(new Set(there.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

it('what nobody set up is told in the log, and nothing else waits for it', async () => {
  const story = await tell({ policy, at: '2026-01-05T09:00:00Z' })
  story.github.as('eve').openIssue('acme/app', { title: 'It burns', labels: ['critical'] })
  await story.settle()
  expect(story.github.labels('acme/app#1')).toEqual(['critical', 'overdue'])
  const warned = story.log.filter(({ level }) => level >= 40)
  expect(JSON.stringify(warned)).toContain('no webhook `chat` of acme is set up on the server')
})
