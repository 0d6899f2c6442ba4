import fc from 'fast-check'
import type { Told } from './replayed.ts'
import { checkRun, comment, issue, membership, mergeGroup, policyLine, pull } from './told.ts'

/** Rules that together touch every kind, every phase and every sort of want, and that chase nobody in circles. */
const rules = [
  'one: { kind: label-group, when: "is:issue is:open", of: [critical, major, minor], grace: 1h }',
  'default: { kind: label-group, when: is:issue, of: [low, high], default: low }',
  'first: { kind: label-group, when: is:issue, of: [x, y], pick: at most one, conflict: first }',
  'verified: { kind: label-guard, labels: [verified, done], by: qa }',
  'ready: { kind: label-guard, labels: ready, by: everyone, requires: "label:verified" }',
  'fix: { kind: sla, when: "is:issue is:open label:critical", within: 4h, warn: [50%], on-warn: [{ notify: assignees }], on-breach: [{ label: overdue }, { notify: lead }] }',
  'answer: { kind: sla, when: is:issue, clock: respond, within: 2h, on-breach: [{ label: unanswered }], escalate: [{ after: 1h, notify: lead, every: 6h }] }',
  'goals: { kind: sla, when: is:issue, goals: [{ when: "label:critical", within: 1h }, { when: "label:major", within: 6h }], pause: "label:waiting", on-breach: [{ label: late }] }',
  'freeze: { kind: release-window, when: is:pr base:production, window: release, hotfix: { when: "label:hotfix", approved-by: lead } }',
  'logged: { kind: linked-issue, when: is:pr, matching: is:open }',
  'owned: { when: "is:issue label:critical", must: has:assignee, grace: 30m, on-fail: [{ label: orphan }] }',
  'taken: { when: "label:major no:assignee", do: [{ assign: team }] }',
  'handed: { when: "label:verified", do: [{ assign: qa }, { comment: "Over to you" }, { label: handed }] }',
  'shut: { when: "is:issue is:open label:done", do: [close, { notify: author }] }',
  'risk: { when: "sla:breached", do: [{ label: risk }] }',
  'old: { when: "is:issue created:<@today-1d", do: [{ label: old }] }',
  'chatty: { when: "comments:>1", do: [{ label: discussed }] }',
  'warned: { when: is:issue, must: "label:critical,major,minor", mode: warn }',
]

const head = `version: 1
people: { qa: "@acme/qa", lead: "@dana", team: ["@ann", "@bo", "@cy"] }
windows: { release: { open: "Mon-Wed 00:00-24:00" } }
rules:
`

export const somePolicy: fc.Arbitrary<string> = fc
  .subarray(rules, { minLength: 1 })
  .map((chosen) => `${head}${chosen.map((rule) => `  ${rule}\n`).join('')}`)

export const world = {
  teams: { 'acme/qa': ['ann', 'cy'] },
  permissions: { 'acme/app': { ann: 'write', bo: 'write', cy: 'maintain', dana: 'admin', eve: 'read' } },
  closing: { 'acme/app#12': ['acme/app#7'] },
  groups: { 'acme/app@aa11': [12] },
}

const label = fc.constantFrom(
  'critical',
  'major',
  'minor',
  'verified',
  'done',
  'ready',
  'waiting',
  'hotfix',
  'overdue',
  'low',
  'high',
  'x',
  'y',
  'handed',
)
const person = fc.constantFrom('ann', 'bo', 'cy', 'dana', 'eve')
const number = fc.constantFrom(7, 8)

/** Few minutes in few hours, so that much happens at once. */
const at = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 9, max: 12 }), fc.constantFrom('00', '30'))
  .map(([day, hour, minute]) => `2026-01-0${5 + day}T${String(hour).padStart(2, '0')}:${minute}`)

const happening: fc.Arbitrary<Told> = fc
  .tuple(at, number, person, label, fc.integer({ min: 0, max: 13 }), person)
  .map(([when, num, by, name, what, other]): Told => {
    const item = issue(when, num, { by })
    const request = pull(when, 12, { by, base: 'production', body: 'fixes #7' })
    switch (what) {
      case 0:
      case 1:
      case 2:
        return item.labeled(name)
      case 3:
      case 4:
        return item.unlabeled(name)
      case 5:
        return item.closed('completed')
      case 6:
        return item.reopened()
      case 7:
        return item.assigned(other)
      case 8:
        return item.unassigned(other)
      case 9:
        return comment(when, num, 'Hello', by, {
          author_association: 'MEMBER',
          id: Number(when.slice(8, 10)) * 100 + num,
        })
      case 10:
        return request.labeled(name)
      case 11:
        return request.reviewed('approved', by, { id: 3 })
      case 12:
        return membership(when, num === 7 ? 'added' : 'removed', by)
      default:
        return num === 7 ? checkRun(when, 'abc1', 'unit', 'success') : mergeGroup(when, 'aa11', 'production')
    }
  })

const openings: fc.Arbitrary<Told[]> = fc
  .record({ labels: fc.uniqueArray(label, { maxLength: 4 }), author: person })
  .map(({ labels, author }) => [
    issue('2026-01-05T08:00', 7, { labels, author, by: author }).opened(),
    issue('2026-01-05T08:00', 8, { author, by: author }).opened(),
    pull('2026-01-05T08:30', 12, { base: 'production', body: 'fixes #7' }).opened(),
  ])

/** Some days in a repository. */
export const someDays: fc.Arbitrary<Told[]> = fc
  .tuple(openings, fc.array(happening, { minLength: 1, maxLength: 25 }), fc.option(fc.tuple(at, somePolicy)))
  .map(([opened, rest, change]) => [
    ...opened,
    ...rest,
    ...(change ? [policyLine(change[0], change[1])] : []),
  ])
