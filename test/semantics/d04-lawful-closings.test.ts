import { describe, expect, test } from 'vitest'
import { comments, effects, replayed, written } from '../builders/replayed.ts'
import { issue } from '../builders/told.ts'

const policy = `
rules:
  products:
    kind: workflow
    when: is:issue label:product
    states: [in-dev, done]
    moves: [{ from: in-dev, to: done, do: [close] }]
    close-from: done
  told: { when: "is:issue is:open label:product", do: [{ comment: There is a new product. }] }
  kept: { when: "is:issue is:open label:product rule:named", do: [{ comment: It has a name. }] }
  named: { when: "is:issue is:open", must: "Shop in:title" }
  ended: { when: "is:issue is:closed label:product", do: [{ comment: It is over. }] }
  fix: { kind: sla, when: "is:issue label:product", within: 3h, reopen: new-cycle, on-breach: [{ label: late }] }
`
const shown = (time: string, by = 'eve') => issue(`2026-01-05T${time}`, 7, { by, title: 'Shop' })
const opened = issue('2026-01-05T09:00', 7, { labels: ['product', 'in-dev'], title: 'Shop' }).opened()
const first = ['It has a name.', 'There is a new product.']
const saidIn = (lines: readonly string[]) =>
  lines.map(
    (body) =>
      body
        .replace(/<!--.*?-->/g, '')
        .trim()
        .split('\n')[0] ?? '',
  )

describe('D4 Lawful view: a closing that is put back', () => {
  const told = [opened, shown('10:00').closed(), shown('11:00').labeled('other'), shown('11:30').closed()]

  test('ends nothing for other rules, and nothing begins anew', async () => {
    const ran = await replayed({ policy, told, until: '2026-01-05T18:00' })
    expect(effects(ran, 'issue.reopen')).toHaveLength(2)
    expect(saidIn(comments(ran))).toEqual(first)
    expect(effects(ran, 'label.add')).toEqual(['01-05T12:00 acme/app#7 label.add late <fix>'])
    const lines = written(told).split('\n').toReversed()
    const twice = await replayed({ policy, told: [...lines, ...lines].join('\n'), until: '2026-01-05T18:00' })
    expect(twice.output).toBe(ran.output)
  })

  test('some seconds later too, as GitHub does it', async () => {
    const later = [
      opened,
      shown('10:00:00').closed(),
      shown('10:00:05', 'reeve[bot]').reopened(),
      shown('11:00').labeled('other'),
    ]
    expect(saidIn(comments(await replayed({ policy, told: later })))).toEqual(first)
  })

  test('one that may be, or is left after three fights, does', async () => {
    const ended = [opened, shown('10:00').labeled('done')]
    expect(saidIn(comments(await replayed({ policy, told: ended })))).toEqual([...first, 'It is over.'])
    const fought = [opened, ...['10', '11', '12', '13'].map((hour) => shown(`${hour}:00`).closed())]
    const ran = await replayed({ policy, told: fought })
    expect(effects(ran, 'issue.reopen')).toHaveLength(3)
    expect(saidIn(comments(ran))).toEqual([...first, 'It is over.'])
  })

  test('a person who opens it again does so for all', async () => {
    const free = policy.replace('    close-from: done\n', '')
    const around = [opened, shown('10:00').closed(), shown('11:00').reopened()]
    const ran = await replayed({ policy: free, told: around })
    expect(saidIn(comments(ran)).filter((body) => body === first[1])).toHaveLength(2)
  })

  test('warned of only, it is as it is', async () => {
    const warned = policy.replace('kind: workflow', 'kind: workflow\n    mode: warn')
    const ran = await replayed({ policy: warned, told: [opened, shown('10:00').closed()] })
    expect(saidIn(comments(ran))).toEqual([...first, 'It is over.'])
  })
})
