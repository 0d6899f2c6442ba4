import { sameName } from '../../core/item.ts'
import type { Length } from '../../core/length.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Rule } from '../../core/policy.ts'
import { some } from '../../core/truth.ts'
import { listed } from '../../core/words.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { formatLocal } from '../../time/local.ts'
import { type Parsed, parseLength, printLength } from '../../time/parse.ts'
import { isOneOf } from '../people.ts'
import { type CommandRuling, overrideOf } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { ruleCalled } from './rule-called.ts'
import { entitled, puzzled, refused, scopeOf, unmetBy } from './who-may.ts'

/** `override <rule> because <why> [for 2h]`: an exception with a reason and an end, never by the author of a pull request. */
export function ruleOnOverride(hearing: Hearing): CommandRuling {
  const { spoken } = hearing
  const asked = withoutLength(spoken)
  const rule = ruleCalled(hearing, asked.about)
  if ('ruling' in rule) return rule
  const refusal = refusalFor(hearing, rule)
  if (refusal) return refusal
  if (asked.because === undefined) return puzzled(say.needsReason(`override ${rule.id}`))
  if (asked.length && !asked.length.ok) return puzzled(say.badLength(asked.length.what, asked.length.fix))
  const calendar = always(rule.timezone)
  const longest = due(calendar, spoken.at, rule.override.for)
  const wanted = asked.length ? due(calendar, spoken.at, asked.length.value) : longest
  const until = Math.min(wanted, longest)
  const capped = wanted > longest
  return {
    ruling: 'allowed',
    rules: [{ rule: rule.id }],
    because: asked.because,
    until,
    ...(capped
      ? { note: say.atMost(formatLocal(until, rule.timezone), printLength(rule.override.for)) }
      : {}),
  }
}

export function ruleOnRevoke(hearing: Hearing): CommandRuling {
  const { before, spoken } = hearing
  const rule = ruleCalled(hearing, spoken.about)
  if ('ruling' in rule) return rule
  const refusal = refusalFor(hearing, rule)
  if (refusal) return refusal
  if (!overrideOf(before.commands, rule, spoken.at)) return puzzled(say.notOverridden(rule.id))
  return { ruling: 'allowed', rules: [{ rule: rule.id }] }
}

/** By those named under the rule's `override.by`, or whoever maintains (or `commands:` names); not by the author. */
function refusalFor(hearing: Hearing, rule: Rule): CommandRuling | undefined {
  const { item } = hearing.course.lawful
  const { by } = hearing.spoken
  if (item.pull && item.author !== undefined && sameName(item.author, by)) return refused(say.isAuthor())
  const usual = entitled(hearing, rule.names, 'maintain')
  const named = isOneOf(scopeOf(hearing, rule.names), rule.override.by, by)
  const truth = some([named, usual.truth])
  if (truth === 'unknown') return refused(say.unreadable(by))
  if (truth === 'no') {
    const also = rule.override.by.length > 0 ? [peopleInWords(rule.override.by)] : []
    return refused(say.notTheirs(listed([...also, usual.who], 'or')))
  }
  return unmetBy(hearing, rule.names)
}

interface Asked {
  about: string
  because?: string
  length?: Parsed<Length>
}

/** `for 2h` may stand at the end, or after the rule. What is no length there belongs to the reason. */
function withoutLength({ about, because }: Hearing['spoken']): Asked {
  const inRule = lengthAtEnd(about)
  const inReason = because === undefined ? undefined : lengthAtEnd(because)
  const length = inReason?.length ?? inRule?.length
  const reason = inReason?.rest ?? because
  return {
    about: inRule?.rest ?? about,
    ...(reason === undefined || reason === '' ? {} : { because: reason }),
    ...(length === undefined ? {} : { length }),
  }
}

const units = 'calendar days?|months?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?'
const length = `-?\\d{1,3}|-?\\d[\\d.,]*[hmsdw][\\dhmsdw]*|\\d+\\s*(?:${units})`
const ending = new RegExp(`^(.*?)(?:^|[\\s,]+)for\\s+(${length})\\.?$`, 'i')

function lengthAtEnd(text: string): { rest: string; length: Parsed<Length> } | undefined {
  const found = ending.exec(text)
  if (!found) return undefined
  return { rest: (found[1] ?? '').trim(), length: parseLength(found[2] ?? '') }
}
