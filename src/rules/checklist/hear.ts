import type { Spoken } from '../../core/commands.ts'
import type { Judging, Ruling } from '../../core/rule-kind.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { say } from './messages.ts'
import { type Options, tickers } from './options.ts'
import { plainName } from './ticks.ts'

/** Those that a part of the text is in; else the one that is nearest to it. */
function nearOf(about: string, texts: readonly string[]): string[] {
  const named = plainName(about)
  const parts = texts.filter((text) => named.length > 2 && plainName(text).includes(named))
  const nearest = nearestName(named, texts.map(plainName))
  return parts.length > 0 ? parts : texts.filter((text) => plainName(text) === nearest)
}

/** `/reeve approve "<text>"` ticks the item of that text; whoever may is the item's own word. */
export function hear(judging: Judging<Options>, { name, about, args, by }: Spoken): Ruling | undefined {
  // One that names a person is about other rules.
  if (name !== 'approve' || about.startsWith('@')) return undefined
  const { items } = judging.options
  const ticked = items.filter((each) => tickers(each)).map(({ text }) => judging.text(text))
  // Without a text it may be about other rules.
  if (about === '')
    return ticked.length === 0 ? undefined : { ruling: 'refused', ...say.whichItem(ticked), puzzled: true }
  const named = [args, about].map(plainName)
  const item = items.find(({ text }) => named.includes(plainName(judging.text(text))))
  if (!item) {
    if (ticked.length === 0) return undefined
    return {
      ruling: 'refused',
      ...say.noSuchItem(about, { near: nearOf(about, ticked), all: ticked }),
      puzzled: true,
    }
  }
  const text = judging.text(item.text)
  const who = tickers(item)
  if (!who) return { ruling: 'refused', ...say.nothingToTick(text) }
  const may = judging.isOneOf(who, by)
  if (may === 'yes') return { ruling: 'allowed', by: item.text }
  if (may === 'unknown') return { ruling: 'unknown', why: `whether ${by} may tick “${text}” is not known` }
  return { ruling: 'refused', ...say.notTheirs(text, who) }
}
