import type { Spoken } from '../../core/commands.ts'
import type { Judging, Ruling } from '../../core/rule-kind.ts'
import { say } from './messages.ts'
import { type Options, tickers } from './options.ts'
import { plainName } from './ticks.ts'

/** `/reeve approve "<text>"` ticks the item of that text; whoever may is the item's own word. */
export function hear(judging: Judging<Options>, { name, about, args, by }: Spoken): Ruling | undefined {
  // Without a text it is about other rules, and so is one that names a person.
  if (name !== 'approve' || about === '' || about.startsWith('@')) return undefined
  const { items } = judging.options
  const named = [args, about].map(plainName)
  const item = items.find(({ text }) => named.includes(plainName(judging.text(text))))
  if (!item) {
    const ticked = items.filter((each) => tickers(each)).map(({ text }) => judging.text(text))
    return ticked.length === 0 ? undefined : { ruling: 'refused', ...say.noSuchItem(ticked) }
  }
  const text = judging.text(item.text)
  const who = tickers(item)
  if (!who) return { ruling: 'refused', ...say.nothingToTick(text) }
  const may = judging.isOneOf(who, by)
  if (may === 'yes') return { ruling: 'allowed', by: item.text }
  if (may === 'unknown') return { ruling: 'unknown', why: `whether ${by} may tick “${text}” is not known` }
  return { ruling: 'refused', ...say.notTheirs(text, who) }
}
