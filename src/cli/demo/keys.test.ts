import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type Keyboard, listenForKeys, type Played } from './keys.ts'
import { createPracticeClock } from './practice-clock.ts'
import type { Wish } from './wish.ts'

/** A terminal whose keys are pressed by the test. */
function aKeyboard() {
  const modes: boolean[] = []
  const emitter = new EventEmitter()
  const keyboard: Keyboard = {
    setRawMode: (mode) => modes.push(mode),
    on: (_, listener) => emitter.on('data', listener),
    off: (_, listener) => emitter.off('data', listener),
    pause: () => modes.push(false),
  }
  return { keyboard, modes, press: (keys: string) => emitter.emit('data', Buffer.from(keys)) }
}

function aDemo() {
  const wishes: Wish[] = []
  let wound = () => {}
  const demo: Played = {
    guide: { text: 'the guide', practice: '' },
    clock: createPracticeClock(Date.parse('2026-12-10T08:00:00Z')),
    timezone: 'Africa/Cairo',
    wind: (wish) => {
      wishes.push(wish)
      return new Promise((resolve) => {
        wound = () => resolve({ lines: [], ends: 'wound' })
      })
    },
  }
  return { demo, wishes, finish: () => wound() }
}

const to = (instant: string) => ({ to: Date.parse(instant) })

describe('keys', () => {
  test.each([
    ['h', to('2026-12-10T09:00:00Z')],
    ['d', to('2026-12-11T08:00:00Z')],
    ['w', to('2026-12-14T07:00:00Z')],
    ['n', { to: 'next', latest: Date.parse('2027-02-08T08:00:00Z') }],
  ])('%s winds the clock and says where it is', async (key, expected) => {
    const { keyboard, press } = aKeyboard()
    const { demo, wishes, finish } = aDemo()
    const said: string[] = []
    const ended = listenForKeys(keyboard, demo, (line) => said.push(line))
    press(key)
    expect(wishes).toEqual([expected])
    finish()
    await Promise.resolve()
    press('q')
    await ended
    expect(said).toEqual(['wound'])
  })

  test('one pressed while the clock is being wound does nothing', async () => {
    const { keyboard, press } = aKeyboard()
    const { demo, wishes } = aDemo()
    const ended = listenForKeys(keyboard, demo, () => {})
    press('hhd')
    press('q')
    await ended
    expect(wishes).toHaveLength(1)
  })

  test.each([['q'], ['\u0003'], ['\u0004']])('%j ends it and gives the terminal back', async (key) => {
    const { keyboard, press, modes } = aKeyboard()
    const ended = listenForKeys(keyboard, aDemo().demo, () => {})
    press(`x${key}`)
    await ended
    expect(modes).toEqual([true, false, false])
  })

  test('? shows the guide again', async () => {
    const { keyboard, press } = aKeyboard()
    const said: string[] = []
    const ended = listenForKeys(keyboard, aDemo().demo, (line) => said.push(line))
    press('?q')
    await ended
    expect(said.join()).toContain('the guide')
  })
})
