import { expect, it } from 'vitest'
import { beginProcess, expectOnceOnly, expectSameInAnyOrder } from '../builders/process.ts'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const teams = { delivery: ['ann', 'bo', 'cy', 'dan', 'fay'], product: ['pia'], managers: ['erin', 'pat'] }
const told = ['ann', 'bo', 'erin', 'pat', 'eve', 'carl']

const request = (area: string, impact: string) => `### Area
${area}
### Short description
The upgrade stops half way
### Background
We upgrade from 5.1 to 5.2, and the migration of the database never ends. @dan knows that code.
### Impact
${impact}
### CS responsible
@carl`

it('document 004: the support path, while the rota hands over from ann to bo', {
  timeout: 300_000,
}, async () => {
  const process = await beginProcess(tell, {
    example: 'support',
    at: '2026-01-08T10:00:00Z',
    teams,
    repos: ['acme/product'],
  })
  const { github, labels, sets, wrongly, says, story } = process
  const [first, second, third] = ['acme/app#1', 'acme/app#2', 'acme/app#3']
  const who = (name: string) => github.item(name).assignees

  // Thursday: what is missing is asked for, and nobody is disturbed before it is there.
  github.as('eve').openIssue('acme/app', { title: 'Upgrade stops, @zoe', labels: ['team/delivery'] })
  await process.passes()
  expect(labels(first)).toEqual(['P2', 'incomplete', 'queued', 'team/delivery'])
  expect(who(first)).toEqual([])
  github.as('eve').edit(first, { body: request('Upgrades', 'Two hundred people wait') })
  await process.passes()
  expect(labels(first)).toEqual(['P2', 'queued', 'team/delivery'])
  expect(who(first)).toEqual(['ann'])
  expect(story.said(first).join('\n')).toContain('@eve — dan is not to be mentioned here directly')
  expect(story.said(first).filter((text) => text.includes('waits for its triage'))).toHaveLength(1)

  // Others are kept out of it, and it does not jump the queue.
  github.as('eve').assign(first, 'dan')
  await process.passes()
  expect(who(first)).toEqual(['ann'])
  expect(process.notice(first)).toContain('dan was assigned; this is for rota')
  await wrongly('ann', first, 'P1', '`P1` was set too early')
  await wrongly('dan', first, 'in-progress', 'that move is for the assignees or rota')
  await says('ann', first, 'We look into it.')
  await sets('ann', first, 'in-progress')
  await wrongly('ann', first, 'queued', '`queued` was set without a reason')
  await process.closesTooEarly('eve', first, 'in-progress')

  // Monday: the rota hands over. What ann has stays with ann; what comes is bo's.
  await story.until('2026-01-12T10:00:00Z')
  github.as('eve').openIssue('acme/app', { title: 'Licence', body: request('Licensing', 'Nobody can work') })
  await process.passes()
  expect(who(first)).toEqual(['ann'])
  expect(who(second)).toEqual(['bo'])
  expect(labels(second)).toEqual(['P2', 'queued', 'team/delivery'])

  // Urgent: PM and EM hear of it, it may jump the queue and go to others.
  await sets('eve', second, 'urgent')
  expect(story.said(second).filter((text) => text.includes('A request is urgent'))).toHaveLength(1)
  await sets('bo', second, 'P1')
  expect(labels(second)).toEqual(['P1', 'queued', 'team/delivery', 'urgent'])
  github.as('bo').assign(second, 'fay')
  await process.passes()
  expect(who(second)).toEqual(['bo', 'fay'])

  // What is not urgent goes to somebody else only when EM or PM agree.
  await says('ann', first, '/reeve approve @dan')
  github.as('ann').assign(first, 'dan')
  await process.passes()
  expect(who(first)).toEqual(['ann'])
  await says('erin', first, '/reeve approve @dan')
  github.as('ann').assign(first, 'dan')
  await process.passes()
  expect(who(first)).toEqual(['ann', 'dan'])

  // Not supported: a feature request, which is the PM's.
  github
    .as('eve')
    .openIssue('acme/app', { title: 'No downtime', body: request('Upgrades', 'People could work on') })
  await process.passes()
  await says('dan', third, '/reeve not-supported')
  expect(labels(third)).not.toContain('feature-request')
  await says('bo', third, '/reeve not-supported')
  expect(labels(third)).toEqual(['feature-request', 'team/delivery'])
  expect(who(third)).toEqual(['pat'])

  // Engineers of the product take it over; what they close is closed here.
  await wrongly('fay', first, 'handed-over', 'that move is for the assignees or rota')
  await sets('ann', first, 'handed-over')
  expect(github.item('acme/product#1')).toMatchObject({ author: 'reeve[bot]', assignees: ['pia'] })
  await process.closesTooEarly('eve', first, 'handed-over')
  github.as('pia').close('acme/product#1')
  await process.passes()
  expect(github.item(first).state).toBe('closed')
  await wrongly('dan', second, 'in-progress', 'that move is for the assignees or rota')
  await sets('fay', second, 'in-progress')
  await wrongly('dan', second, 'resolved', 'that move is for the assignees or rota')
  await sets('fay', second, 'resolved')
  expect(github.item(second).state).toBe('closed')
  await story.forward({ days: 7 })
  expect(story.log.filter(({ level }) => level >= 50)).toEqual([])
  expectOnceOnly(process, told)
  await expectSameInAnyOrder(process, 'support')
})
