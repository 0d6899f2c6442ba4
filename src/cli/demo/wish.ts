import { zonedTime } from '../../time/zone.ts'

/** How far the clock is to be wound: to an instant, or to whatever happens next. */
export type Wish = { to: number } | { to: 'next'; latest: number }
