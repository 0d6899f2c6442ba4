import { expect, test } from 'vitest'
import { mentionsIn } from '../../src/core/mentions.ts'
import { replayed, type Told } from '../builders/replayed.ts'
import { comment, gateAsked, issue, pull } from '../builders/told.ts'

/** Says all that Reeve can repeat of what people write. */
const policy = `
labels: { x: {}, y: {}, verified: {} }
people: { ops: "@dana", rota: { rotation: ["@ann"], every: 1w, from: 2026-01-05T09:00 } }
windows: { w: { closed: 2026-01-01..2026-02-01, because: Freeze } }
environments: { production: { by: ops, window: w, checks: [unit], requires: "label:verified", sign-off: { from: ops } } }
commands: { tell: { by: everyone, do: [{ comment: "{{ args }} {{ title }} {{ labels }} {{ milestone }} {{ reason }}" }, { open-issue: { title: "{{ title }}", body: "{{ title }} {{ args }} {{ field['F'] }}" } }] } }
rules:
  group: { kind: label-group, when: is:issue, of: [x, y] }
  guard: { kind: label-guard, when: is:issue, labels: [verified], by: ops, requires: "author:ops label:zz" }
  words: { when: is:issue, must: "label:a milestone:b assignee:c field:F=q", message: "{{ title }} {{ field['F'] }} {{ milestone }}" }
  pulls: { when: is:pr, must: "label:a head:b base:c path:zzz check:foo=success", on-fail: [{ comment: "{{ title }}" }], message: "{{ title }}" }
  paths: { kind: paths, when: is:pr, changed: "**", by: ops }
  forbidden: { kind: paths, when: is:pr, changed: "**", forbid: true }
  link: { kind: linked-issue, when: is:pr, matching: "label:never" }
  form: { kind: form, when: is:issue, sections: [F, { heading: G, columns: { Who: person } }] }
  sign: { kind: sign-off, when: is:pr, from: ops }
  list: { kind: checklist, when: is:pr, items: [A, { text: B, blocked-by: "is:issue is:open" }] }
  owner: { kind: assign, when: is:issue, to: rota, only: true }
  focus: { kind: mentions, protect: ["@dana", "@zed"], instead: "@pia" }
  freeze: { kind: release-window, when: is:pr, window: w, releases: "*" }
  late: { kind: sla, when: is:issue, within: 1h, on-breach: [{ comment: "{{ title }} {{ due }}" }, { open-issue: { title: "{{ title }}", body: "{{ title }}" } }] }
  steps: { kind: workflow, when: is:issue, states: [s1, s2], moves: [{ from: s1, to: s2, by: ops, requires: "label:never milestone:x" }], close-from: s2 }
`

const zed = '@zed'
const title = `Bad ${zed} <p>${zed}</p> &#64;zed _${zed}_`
const body = `### F\n${zed} &#64;zed <b>${zed}</b>\n\n### G\n| Who |\n|---|\n| ${zed} |\n`
const shown = { title, body, labels: ['x', 'y', zed, `\`${zed}`], milestone: { title: `${zed}\`${zed}` } }
const files = [zed, `\`${zed}`, `a/<p>${zed}</p>`, '`&#64;zed', `a\n\n${zed}`]

const commands = [
  `tell ${zed} &#64;zed <p>${zed}</p>`,
  `override words because ${zed} &commat;zed`,
  `explain ${zed}`,
  'explain',
  `approve "${zed}"`,
  `move ${zed} because ${zed}`,
  `lock production <p>&#64;zed</p> ${zed}`,
  `sev ${zed}`,
  `snooze ${zed} because ${zed}`,
  `escalate ${zed} <p>${zed}</p>`,
  `revoke ${zed}`,
  `help ${zed}`,
].flatMap((words, index): Told[] => {
  const [at, by] = [`2026-01-05T09:${20 + index}`, index % 2 ? 'eve' : 'dana']
  return [
    comment(at, 7, `/reeve ${words}`, by, { id: 100 + index }),
    comment(at, 12, `/reeve ${words}`, by, { id: 200 + index, onPull: true }),
  ]
})

test('D21: nobody is mentioned by text that a user wrote, whatever Reeve repeats of it', async () => {
  const told = [
    issue('2026-01-05T09:00', 7, shown).opened(),
    pull('2026-01-05T09:00', 12, { title, body: `fixes #7 ${body}`, labels: [zed] }).opened(),
    issue('2026-01-05T09:10', 7, shown).labeled('verified'),
    issue('2026-01-05T09:11', 7, shown).closed(),
    issue('2026-01-05T09:12', 7, shown).labeled('s2'),
    ...commands,
    gateAsked('2026-01-05T10:00', 'abc1'),
    issue('2026-01-05T10:05', 7).edited({ body: { from: '' } }, { body: `hey ${zed}` }),
    issue('2026-01-05T10:06', 7, shown).assigned('zed'),
  ]
  const world = {
    permissions: { 'acme/app': { dana: 'admin', eve: 'read', ann: 'write' } },
    files: { 'acme/app#12': files },
    ships: { 'acme/app@abc1': [12] },
    checks: { 'acme/app@abc1': {} },
    deployments: [],
  }
  const ran = await replayed({ policy, told, world, until: '2026-01-06T00:00' })
  expect(ran.complained).toBe('')
  const texts = ran.said.flatMap(({ body: said, comment: report, summary }) =>
    [said, report, summary].flatMap((text) => (typeof text === 'string' ? [text] : [])),
  )
  expect(texts.filter((text) => /zed/.test(text)).length).toBeGreaterThan(40)
  for (const text of texts) expect(mentionsIn(text)).not.toContainEqual({ login: 'zed' })
})
