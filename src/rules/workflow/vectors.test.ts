import { describe, expect, test } from 'vitest'
import { effects, notice, replayed } from '../../../test/builders/replayed.ts'
import { issue } from '../../../test/builders/told.ts'
import vectors from '../../../test/vectors/label_workflow_seed001.json' with { type: 'json' }

const { states, cases } = vectors

/** The process "services" of the operations document: each step with the team whose it is. */
const policy = `
people: { dev: "@acme/dev", ops: "@acme/ops", ops-lead: "@acme/ops-lead", qa: "@acme/qa" }
rules:
  services:
    kind: workflow
    why: OPS, QA and development hand services on in this order.
    when: is:issue label:service
    states: [${states.join(', ')}]
    moves:
      - { from: in_dev, to: handed_to_ops, by: dev }
      - { from: handed_to_ops, to: on_testnet, by: ops }
      - { from: on_testnet, to: in_qa_testnet, by: ops }
      - { from: in_qa_testnet, to: verified, by: qa }
      - { from: verified, to: in_review, by: ops-lead }
      - { from: in_review, to: release_requested, by: ops-lead }
      - { from: release_requested, to: in_qa_mainnet, by: ops }
      - { from: in_qa_mainnet, to: done, by: qa }
`

const teams = ['dev', 'ops', 'ops-lead', 'qa']
const world = (labels: string[]) => ({
  teams: Object.fromEntries(teams.map((team) => [`acme/${team}`, [`one-of-${team}`]])),
  issues: [
    { repo: 'acme/app', number: 7, labels: ['service', ...labels], created_at: '2026-01-05T08:00:00Z' },
  ],
})

describe('the operations document’s services', () => {
  test.each(cases)('$id: $frm → $to by $actor_team', async ({ frm, to, actor_team, allowed }) => {
    const told = [
      issue('2026-01-05T09:00', 7, { by: `one-of-${actor_team}`, labels: ['service', frm, to] }).labeled(to),
    ]
    const ran = await replayed({ policy, world: world([frm]), told })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      `01-05T09:00 acme/app#7 label.remove ${allowed ? frm : to} <services>`,
    ])
    if (allowed) expect(notice(ran)).toBeUndefined()
    else expect(notice(ran)).toContain('> OPS, QA and development hand services on in this order.')
  })
})
