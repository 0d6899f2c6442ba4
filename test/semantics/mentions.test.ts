import { describe, expect, test } from 'vitest'
import { comments, replayed, type Told } from '../builders/replayed.ts'

const policy = `
people: { engineers: ["@cy", "@zoe"] }
rules:
  focus: { kind: mentions, why: Let them work, protect: engineers, instead: "@pia" }`

const issue = (body = 'It is slow.') => ({
  number: 7,
  title: 'Slow',
  body,
  state: 'open',
  labels: [],
  user: { login: 'eve' },
  created_at: '2026-01-05T09:00:00Z',
})

const repository = { full_name: 'acme/app' }

function line(event: string, at: string, by: string, payload: object): Told {
  return {
    at: `2026-01-05T${at}`,
    event,
    payload: { issue: issue(), repository, sender: { login: by }, ...payload },
  }
}

const opened = (body?: string) => line('issues', '09:00', 'eve', { action: 'opened', issue: issue(body) })

function comment(
  action: string,
  at: string,
  { by, body, from }: { by: string; body: string; from?: string },
) {
  const changes = from === undefined ? {} : { changes: { body: { from } } }
  const written = { id: 5, body, user: { login: 'eve' }, author_association: 'NONE' }
  return line('issue_comment', at, by, { action, comment: written, ...changes })
}

async function told(...lines: Told[]): Promise<string[]> {
  const run = await replayed({ policy, told: lines, world: {}, until: '2026-01-05T12:00' })
  expect(run.complained).toBe('')
  return comments(run).map((said) => said.split('\n').find((each) => each.startsWith('@')) ?? said)
}

describe('whoever mentions the protected is told, once for each thing they write', () => {
  test('in the body', async () => {
    expect(await told(opened('@cy, it is slow'))).toEqual([expect.stringContaining('@eve — cy')])
  })

  test('in a comment', async () => {
    const asked = comment('created', '10:00', { by: 'eve', body: 'Any news, @cy?' })
    expect(await told(opened(), asked)).toEqual([expect.stringContaining('@eve — cy')])
    expect(await told(opened(), asked, asked)).toHaveLength(1)
  })

  test('in a review', async () => {
    const pull = { ...issue(), base: { ref: 'main' }, head: { ref: 'it', sha: 'a1' } }
    const review = { id: 9, state: 'commented', body: '@zoe should see this', user: { login: 'eve' } }
    const lines = [
      line('pull_request', '09:00', 'eve', { action: 'opened', pull_request: pull }),
      line('pull_request_review', '10:00', 'eve', { action: 'submitted', pull_request: pull, review }),
    ]
    expect(await told(...lines)).toEqual([expect.stringContaining('@eve — zoe')])
  })

  test('in an edit, and only what it adds', async () => {
    const first = comment('created', '10:00', { by: 'eve', body: 'Any news?' })
    const added = comment('edited', '10:10', { by: 'eve', body: 'Any news, @cy?', from: 'Any news?' })
    const kept = comment('edited', '10:20', { by: 'eve', body: 'News, @cy?', from: 'Any news, @cy?' })
    expect(await told(opened(), first, added, kept)).toEqual([expect.stringContaining('@eve — cy')])
  })
})

describe('an edit is told to whoever edited, not to whoever wrote', () => {
  const edit = (by: string) =>
    line('issues', '10:00', by, {
      action: 'edited',
      issue: issue('It is slow. cc @cy'),
      changes: { body: { from: 'It is slow.' } },
    })

  test('by somebody else', async () => {
    expect(await told(opened(), edit('dan'))).toEqual([expect.stringContaining('@dan — cy')])
  })

  test('by one of the protected themselves: nobody is told anything', async () => {
    expect(await told(opened(), edit('zoe'))).toEqual([])
  })
})
