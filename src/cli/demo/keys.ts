import { DAY, HOUR } from '../../time/zone.ts'
import type { Demo } from './start-demo.ts'
import { next, nextMonday, type Wish } from './wish.ts'

export const keysHelp = [
  'Keys here:  h an hour on · d a day · w to Monday · n to what happens next',
  '            ? this guide · q the end.  What Reeve does from here on:',
].join('\n')

/** What is needed of standard input where it is a terminal. */
export interface Keyboard {
  setRawMode(mode: boolean): unknown
  on(event: 'data', listener: (keys: Buffer) => void): unknown
  off(event: 'data', listener: (keys: Buffer) => void): unknown
  pause(): unknown
}

/** The part of a demo that keys play on. */
export type Played = Pick<Demo, 'guide' | 'clock' | 'timezone' | 'wind'>

/** Winds the clock by keys on a terminal. Resolves at `q`, Ctrl-C or Ctrl-D. */
export function listenForKeys(stdin: Keyboard, demo: Played, say: (line: string) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let busy = false
  const press = async (key: string) => {
    if (key === '?') return say(`\n${demo.guide.text}\n${keysHelp}\n`)
    const wish = wishOf(key, demo)
    if (wish === undefined || busy) return
    busy = true
    try {
      // What happened on the way was said as it did.
      const { ends } = await demo.wind(wish)
      say(ends)
    } finally {
      busy = false
    }
  }
  const onKeys = (keys: Buffer) => {
    for (const key of keys.toString()) {
      if (endings.includes(key)) return resolve()
      press(key).catch((error: unknown) => say(`The clock could not be wound: ${String(error)}`))
    }
  }
  stdin.setRawMode(true)
  stdin.on('data', onKeys)
  return promise.finally(() => {
    stdin.off('data', onKeys)
    stdin.setRawMode(false)
    stdin.pause()
  })
}

const endings = ['q', '\u0003', '\u0004']

function wishOf(key: string, { clock, timezone }: Played): Wish | undefined {
  const now = clock.now()
  switch (key) {
    case 'h':
      return { to: now + HOUR }
    case 'd':
      return { to: now + DAY }
    case 'w':
      return { to: nextMonday(now, timezone) }
    case 'n':
      return next(now)
    default:
      return undefined
  }
}
