import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { someDays, somePolicy, world } from '../builders/generated.ts'
import { replayed, written } from '../builders/replayed.ts'
import { comment, issue, policyLine } from '../builders/told.ts'

const until = '2026-01-10T00:00'

describe('replay', () => {
  test('any shuffle and duplication of the lines gives the same output, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        somePolicy,
        someDays.chain((told) => {
          const lines = written(told).split('\n')
          return fc.record({
            lines: fc.constant(lines),
            shuffled: fc
              .tuple(fc.shuffledSubarray(lines, { minLength: lines.length }), fc.subarray(lines))
              .map(([all, again]) => [...again, ...all]),
          })
        }),
        async (policy, { lines, shuffled }) => {
          const plain = await replayed({ policy, told: lines.join('\n'), world, until, decisions: true })
          const other = await replayed({ policy, told: shuffled.join('\n'), world, until, decisions: true })
          expect(plain.complained).toBe('')
          expect(other.output).toBe(plain.output)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('Reeve’s own webhooks, returned, change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someDays, async (policy, told) => {
        const plain = await replayed({ policy, told, world, until })
        const echoes = plain.said.flatMap((said) => {
          const number = Number(/^acme\/app#(7|8)$/.exec(said.subject)?.[1])
          const line = issue(said.at, number, { by: 'reeve[bot]' })
          if (!number) return []
          if (said.do === 'label.add') return [line.labeled(said.label ?? '')]
          if (said.do === 'label.remove') return [line.unlabeled(said.label ?? '')]
          if (said.do === 'assignee.add') return [line.assigned(said.login ?? '')]
          if (said.do === 'issue.close') return [line.closed('completed')]
          if (said.do === 'comment.add')
            return [comment(said.at, number, said.body ?? '', 'reeve[bot]', { id: 1 })]
          return []
        })
        const returned = await replayed({ policy, told: [...told, ...echoes], world, until })
        expect(returned.output).toBe(plain.output)
      }),
      { numRuns: 30 },
    )
  })

  test('what is done once is done once: no key is said twice', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someDays, async (policy, told) => {
        const { said } = await replayed({ policy, told, world, until })
        const keys = said
          .filter((line) => line.do === 'comment.add')
          .map(({ subject, key }) => `${subject} ${key}`)
        expect(new Set(keys).size).toBe(keys.length)
      }),
      { numRuns: 30 },
    )
  })

  test('nothing is done and undone in one instant', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someDays, async (policy, told) => {
        const { said } = await replayed({ policy, told, world, until })
        const opposite = {
          'label.add': 'label.remove',
          'notice.put': 'notice.remove',
          'issue.close': 'issue.reopen',
        } as const
        // What Reeve itself closes stops its clocks in the same instant; that is the policy's will.
        const closed = new Set(
          said.filter((line) => line.do === 'issue.close').map(({ at, subject }) => `${at} ${subject}`),
        )
        for (const [one, other] of Object.entries(opposite)) {
          const at = (what: string) =>
            said
              .filter((line) => line.do === what && !closed.has(`${line.at} ${line.subject}`))
              .map((line) => `${line.at} ${line.subject} ${line.label ?? line.slot ?? ''}`)
          expect(at(one).filter((line) => at(other).includes(line))).toEqual([])
        }
      }),
      { numRuns: 30 },
    )
  })

  test('planning after applying plans nothing: looking at everything again says nothing', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someDays, async (policy, told) => {
        const days = told.filter(({ event }) => event !== 'reeve.policy')
        const plain = await replayed({ policy, told: days, world, until })
        const again = ['2026-01-06T10:00', '2026-01-07T10:15', until].map((at) => policyLine(at, policy))
        const looked = await replayed({ policy, told: [...days, ...again], world, until })
        // What is looked at once more may come to be looked at before another in that instant.
        expect(looked.output.split('\n').toSorted()).toEqual(plain.output.split('\n').toSorted())
      }),
      { numRuns: 40 },
    )
  })

  test('a look further ahead only adds: until Tuesday is the beginning of until Sunday', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, someDays, async (policy, told) => {
        const short = await replayed({ policy, told, world, until: '2026-01-06T12:00', decisions: true })
        const long = await replayed({ policy, told, world, until, decisions: true })
        expect(long.output.startsWith(short.output)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
