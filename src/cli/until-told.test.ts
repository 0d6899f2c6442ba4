import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { untilTold } from './until-told.ts'

/** Sends signals at these instants; the exits that came of them, and whether the wish to end was heard. */
async function told(
  sent: readonly [signal: string, at: number][],
): Promise<{ heard: boolean; exits: number[] }> {
  let now = 0
  const exits: number[] = []
  const process = Object.assign(new EventEmitter(), { exit: (status: number) => void exits.push(status) })
  let heard = false
  void untilTold(process, () => now).then(() => {
    heard = true
  })
  for (const [signal, at] of sent) {
    now = at
    process.emit(signal)
  }
  await setImmediate()
  return { heard, exits }
}

test.each<[string, [string, number][], { heard: boolean; exits: number[] }]>([
  ['nobody asks: nothing ends', [], { heard: false, exits: [] }],
  ['SIGTERM asks', [['SIGTERM', 0]], { heard: true, exits: [] }],
  ['SIGINT asks', [['SIGINT', 0]], { heard: true, exits: [] }],
  [
    'one Ctrl-C that comes twice is one',
    [
      ['SIGINT', 0],
      ['SIGINT', 500],
    ],
    { heard: true, exits: [] },
  ],
  [
    'asked again, it ends at once',
    [
      ['SIGINT', 0],
      ['SIGINT', 501],
    ],
    { heard: true, exits: [130] },
  ],
  [
    'asked again in another way, too',
    [
      ['SIGINT', 0],
      ['SIGTERM', 2000],
    ],
    { heard: true, exits: [143] },
  ],
])('%s', async (_, sent, expected) => {
  expect(await told(sent)).toEqual(expected)
})
