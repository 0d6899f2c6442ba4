import { describe, expect, it } from 'vitest'
import { beginProcess, expectOnceOnly, expectSameInAnyOrder, type Process } from '../builders/process.ts'
import { storyTeller } from '../builders/story.ts'

const tell = storyTeller()
const teams = {
  stakeholders: ['sam', 'erik'],
  promotion: ['pam'],
  architects: ['art'],
  'dev-leads': ['lea'],
  dev: ['eve', 'bo'],
  web: ['wes'],
  ops: ['omar', 'nadia'],
  qa: ['kim'],
}
/** Whom the policy mentions by itself; nobody else is ever mentioned. */
const told = ['dana', 'acme/stakeholders', 'acme/dev', 'acme/web', 'acme/promotion', 'acme/ops']
/** A title that tries to ping somebody, and to close something. */
const title = 'Farms by the hour, @zoe, fixes #1'

function begin(): Promise<Process> {
  return beginProcess(tell, {
    example: 'operations',
    at: '2026-01-04T08:00:00Z',
    teams,
    repos: ['acme/operations'],
  })
}

const roadmap = 'For https://circles.example/farms/4'

describe('document 001, from the first issue to done, with a wrong person at every step', {
  timeout: 300_000,
}, () => {
  it('a product', async () => {
    const process = await begin()
    const { github, sets, wrongly } = process
    const it = 'acme/app#1'
    github.as('lea').openIssue('acme/app', { title, labels: ['story', 'product'], body: roadmap })
    github.as('eve').openIssue('acme/app', { title: 'Nights', labels: ['story', 'product'], body: roadmap })
    await process.passes()
    expect(process.labels(it)).toEqual(['planned', 'product', 'story'])
    expect(process.labels('acme/app#2')).toEqual(['needs-lead', 'planned', 'product', 'story'])
    await wrongly('eve', it, 'in-dev', '`in-dev` was set too early')
    await process.adds('lea', it, '### Priority\nHigh\n### Product owner\n@zoe')
    await wrongly('kim', it, 'in-dev', 'that move is for dev or dev-leads')
    await sets('eve', it, 'in-dev')
    await wrongly('kim', it, 'QA project', 'that move is for dev or dev-leads')
    await sets('eve', it, 'QA project')
    expect(github.item(it).assignees).toEqual(['kim'])
    await wrongly('eve', it, 'verified', 'that move is for qa')
    expect(process.notice(it)).toContain('From `QA project` it goes on to `in-dev` (qa) or `verified` (qa)')
    await sets('kim', it, 'verified')
    expect(github.item(it).assignees).toEqual(['kim', 'lea'])
    await wrongly('kim', it, 'done', 'that move is for dev-leads')
    await process.closesTooEarly('eve', it, 'verified')
    await sets('lea', it, 'done')
    expect(github.item(it).state).toBe('closed')
    expect(process.labels(it)).toEqual(['done', 'product', 'story'])
    await process.story.forward({ days: 3 })
    expect(process.notice(it)).toBe('')
    expectOnceOnly(process, told)
    await expectSameInAnyOrder(process, 'operations')
  })

  it('a service, whose stories are in another repository', async () => {
    const process = await begin()
    const { github, sets, wrongly } = process
    const it = 'acme/operations#1'
    github.as('dana').openIssue('acme/operations', {
      title,
      labels: ['service'],
      body: '### Code specification\nhttps://a.example/code',
    })
    github.as('eve').openIssue('acme/operations', { title: 'Mail for me', labels: ['service'] })
    await process.passes()
    expect(process.notice('acme/operations#2')).toContain('> Ops lead creates issue on Github')
    await wrongly('art', it, 'in-dev', '`in-dev` was set too early')
    await process.adds('art', it, '### QA specification\nhttps://a.example/qa')
    await wrongly('eve', it, 'in-dev', 'that move is for architects or dev-leads')
    await sets('art', it, 'in-dev')
    await wrongly('eve', it, 'ready-for-ops', 'was set too early')
    github.as('lea').openIssue('acme/app', { title: 'Mail out', labels: ['story'], body: roadmap })
    github.as('lea').openIssue('acme/app', { title: 'Mail in', labels: ['story'], body: roadmap })
    github.as('lea').addSubIssue(it, 'acme/app#1')
    await process.adds('lea', it, '- [ ] acme/app#2')
    await wrongly('eve', it, 'ready-for-ops', 'its sub-issues acme/app#1, acme/app#2 match `is:open`')
    github.as('eve').close('acme/app#1')
    await wrongly('eve', it, 'ready-for-ops', 'its sub-issue acme/app#2 matches `is:open`')
    github.as('eve').close('acme/app#2')
    // What is undone three times within a day is left alone.
    await process.story.forward({ days: 1 })
    await wrongly('kim', it, 'ready-for-ops', 'that move is for dev or dev-leads')
    await sets('eve', it, 'ready-for-ops')
    expect(github.item(it).assignees).toEqual(['nadia'])
    await wrongly('omar', it, 'QA project', 'ops-documents-it is not kept')
    await process.adds(
      'omar',
      it,
      '### Monitoring\nhttps://b.example\n### Documentation\nhttps://gitea.example/mail',
    )
    await wrongly('eve', it, 'QA project', 'that move is for ops')
    await sets('omar', it, 'QA project')
    await wrongly('omar', it, 'verified', 'that move is for qa')
    await sets('kim', it, 'verified')
    await process.says('omar', it, '/reeve approve')
    expect(github.repo('acme/operations').lastNumber).toBe(2)
    await process.says('sam', it, '/reeve approve')
    const release = 'acme/operations#3'
    expect(github.item(release)).toMatchObject({ author: 'reeve[bot]', assignees: ['dana'] })
    expect(process.labels(release)).toEqual(['release', 'to-release'])
    await wrongly('kim', release, 'QA project', 'that move is for ops')
    await sets('omar', release, 'QA project')
    await wrongly('omar', release, 'done', 'that move is for qa')
    await process.closesTooEarly('omar', release, 'QA project')
    await wrongly('kim', it, 'done', 'was set too early')
    await wrongly('omar', it, 'done', 'that move is for qa')
    await sets('kim', release, 'done')
    expect(github.item(release).state).toBe('closed')
    expect(process.labels(it)).toEqual(['done', 'service'])
    expect(github.item(it)).toMatchObject({ state: 'open', assignees: ['nadia', 'kim', 'dana'] })
    github.as('dana').close(it)
    await process.story.forward({ days: 3 })
    expect(github.item(it).state).toBe('closed')
    expectOnceOnly(process, told)
    await expectSameInAnyOrder(process, 'operations')
  })

  it('web presence: staging and production are brought about in the repository of operations', async () => {
    const process = await begin()
    const { github, sets, wrongly } = process
    const [it, update] = ['acme/app#1', 'acme/operations#1']
    github.as('lea').openIssue('acme/app', { title, labels: ['story', 'web'], body: roadmap })
    await process.passes()
    await wrongly('eve', it, 'ready-for-staging', 'that is for web')
    await sets('wes', it, 'ready-for-staging')
    expect(github.item(update)).toMatchObject({ author: 'reeve[bot]', assignees: ['dana'] })
    expect(process.labels(update)).toEqual(['requested', 'staging'])
    await wrongly('omar', update, 'on-staging', 'web-team-agrees is not kept')
    await process.says('omar', update, '/reeve approve')
    await wrongly('omar', update, 'on-staging', 'web-team-agrees is not kept')
    await process.says('wes', update, '/reeve approve')
    await wrongly('wes', update, 'on-staging', 'that move is for ops')
    await sets('omar', update, 'on-staging')
    await wrongly('omar', update, 'reviewed', 'that move is for promotion or stakeholders')
    await sets('pam', update, 'reviewed')
    await wrongly('omar', update, 'on-production', 'ops-documents-it is not kept')
    await process.adds(
      'omar',
      update,
      '### Monitoring\nhttps://b.example\n### Documentation\nhttps://gitea.example/web',
    )
    await wrongly('wes', update, 'on-production', 'that move is for ops')
    await process.closesTooEarly('omar', update, 'reviewed')
    expect(github.item(it).state).toBe('open')
    await sets('omar', update, 'on-production')
    expect(github.item(update).state).toBe('closed')
    expect(github.item(it).state).toBe('closed')
    await process.story.forward({ days: 7 })
    expect(github.item(it).state).toBe('closed')
    expectOnceOnly(process, told)
    await expectSameInAnyOrder(process, 'operations')
  })

  it('a project, over testnet to mainnet', async () => {
    const process = await begin()
    const { github, sets, wrongly } = process
    const [it, testnet, mainnet] = ['acme/app#1', 'acme/operations#1', 'acme/operations#2']
    const body = '### Project owner\n@pam\n### Team\n@zoe and others\n### Priority\nHigh'
    github.as('sam').openIssue('acme/app', { title, labels: ['project'], body })
    await process.passes()
    await wrongly('sam', it, 'approved', 'projects-say-who is not kept')
    await process.adds('sam', it, '### Circle\nhttps://circles.example/farms')
    await process.says('eve', it, '/reeve approve')
    await process.says('omar', it, '/reeve approve')
    await wrongly('sam', it, 'approved', 'dev-lead-has-resources is not kept')
    await process.says('lea', it, '/reeve approve')
    await wrongly('pam', it, 'approved', 'that move is for stakeholders')
    await sets('sam', it, 'approved')
    expect(github.item(it).assignees).toEqual(['lea'])
    await wrongly('lea', it, 'in-dev', 'was set too early')
    const detailed = `${roadmap}\n### What is to be done\nA calendar\n### How it is tested\nBook an hour`
    github.as('lea').openIssue('acme/app', { title: 'A calendar', labels: ['story'], body: detailed })
    github.as('lea').addSubIssue(it, 'acme/app#2')
    await wrongly('eve', it, 'in-dev', 'that move is for dev-leads')
    await sets('lea', it, 'in-dev')
    await wrongly('eve', it, 'ready-for-ops', 'its sub-issue #2 matches `is:open`')
    github.as('eve').close('acme/app#2')
    await wrongly('kim', it, 'ready-for-ops', 'that move is for dev or dev-leads')
    await sets('eve', it, 'ready-for-ops')
    expect(process.labels(testnet)).toEqual(['testnet', 'to-release'])
    await wrongly('omar', it, 'QA project', 'its linked item acme/operations#1 does not')
    await wrongly('eve', testnet, 'on-testnet', 'that move is for ops')
    await process.closesTooEarly('eve', testnet, 'to-release')
    expect(process.labels(it)).toEqual(['project', 'ready-for-ops'])
    await sets('omar', testnet, 'on-testnet')
    expect(process.labels(it)).toEqual(['QA project', 'project'])
    await wrongly('omar', it, 'verified', 'that move is for qa')
    await sets('kim', it, 'verified')
    await wrongly('pam', it, 'done', 'projects-are-approved is not kept')
    await process.says('nadia', it, '/reeve approve')
    await wrongly('pam', it, 'done', 'projects-are-approved is not kept')
    await process.says('erik', it, '/reeve approve')
    await wrongly('lea', it, 'done', 'that move is for whoever the field')
    await process.closesTooEarly('sam', it, 'verified')
    await sets('pam', it, 'done')
    expect(process.labels(it)).toEqual(['done', 'project'])
    expect(process.labels(mainnet)).toEqual(['release', 'to-release'])
    expect(github.item(it).state).toBe('open')
    await wrongly('eve', mainnet, 'QA project', 'that move is for ops')
    await sets('nadia', mainnet, 'QA project')
    await wrongly('nadia', mainnet, 'done', 'that move is for qa')
    await sets('kim', mainnet, 'done')
    expect(github.item(mainnet).state).toBe('closed')
    expect(github.item(it)).toMatchObject({ state: 'closed', assignees: ['lea', 'kim', 'dana'] })
    await process.story.forward({ days: 7 })
    expect(github.item(it).state).toBe('closed')
    expectOnceOnly(process, told)
    await expectSameInAnyOrder(process, 'operations')
  })
})
