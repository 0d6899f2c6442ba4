import { expect, test } from 'vitest'
import { renderAnswer } from './answers.ts'

test('what has lines of its own stands under the condition that it is about', () => {
  const wanting = {
    rule: 'environments.production.checklist',
    verdict: 'wait' as const,
    what: '0 of 2 are done.',
    fix: '\n\n- ❌ one\n- ❌ two',
  }
  const said = renderAnswer(
    {
      cause: 'commented:1',
      name: 'explain',
      written: 'explain',
      by: 'ann',
      when: 'now',
      at: 0,
      reaction: '+1',
      reply: {
        reply: 'explanation',
        rules: [],
        deployments: [{ environment: 'production', run: 5, sha: 'c1', since: 'today', wanting: [wanting] }],
      },
    },
    'https://github.com/acme/app/pull/12',
  )
  expect(said).toContain('\n- ⏳ checklist — 0 of 2 are done.\n  - ❌ one\n  - ❌ two')
})
