import type { Obeyed } from '../../core/commands.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import type { Length } from '../../core/length.ts'
import { exceptionsIn, type Standing, standingAt } from '../../core/override.ts'
import { peopleInWords } from '../../core/people-in-words.ts'
import type { Rule } from '../../core/policy.ts'
import { some } from '../../core/truth.ts'
import { listed } from '../../core/words.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { formatLocal } from '../../time/local.ts'
import { type Parsed, parseLength, printLength } from '../../time/parse.ts'
import { isOneOf } from '../people.ts'
import { type CommandRuling, exceptionsTo, obeyedBy } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say, usually } from './messages.ts'
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
  const longest = longestFrom(rule, spoken.at)
  if (longest <= spoken.at) return refused(say.neverOverridden(rule.id))
  const wanted = asked.length ? due(calendar, spoken.at, asked.length.value) : longest
  if (wanted <= spoken.at) return puzzled(say.overAtOnce(rule.id))
  const until = Math.min(wanted, longest)
  const { count } = rule.override
  const ruling = { because: asked.because, until, ...(count > 1 ? { count } : {}) }
  const capped =
    wanted > longest ? [say.atMost(formatLocal(until, rule.timezone), printLength(rule.override.for))] : []
  const notes = [...capped, ...(count > 1 ? [howItStands(hearing, rule, { ...spoken, ...ruling })] : [])]
  return {
    ruling: 'allowed',
    rules: [{ rule: rule.id }],
    ...ruling,
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
  }
}

/** What is said to one of several people that it takes: that it is let through, or who else is wanted. */
function howItStands({ before, course }: Hearing, rule: Rule, command: Obeyed): string {
  const standing = standingAt(exceptionsIn([...obeyedBy(before.commands, rule), command]), command.at)
  if (!standing) return ''
  const until = formatLocal(standing.until, rule.timezone)
  return standing.lifts
    ? say.together({ by: standing.made.map(({ by }) => by), until })
    : moreWanted(rule, standing, { isPull: course.lawful.item.pull !== undefined })
}

/** Who else has to write it, and what, before it is let through. */
export function moreWanted(
  rule: Rule,
  { count, made, until }: Standing,
  { isPull }: { isPull: boolean },
): string {
  return say.moreWanted({
    made,
    count,
    rule: rule.id,
    until: formatLocal(until, rule.timezone),
    who: mayOverride(rule),
    isPull,
  })
}

/** Who may override a rule, in words. */
function mayOverride({ names, override }: Rule): string {
  const { by } = names.commands.get('override') ?? {}
  const named = [...override.by, ...(by ?? [])].map((one) => peopleInWords([one]))
  return listed([...new Set(named), ...(by ? [] : [usually.maintain])], 'or')
}

/** When an override of a rule ends at the latest; at once where it cannot be overridden. */
export function longestFrom(rule: Rule, at: Instant): Instant {
  return due(always(rule.timezone), at, rule.override.for)
}

export function ruleOnRevoke(hearing: Hearing): CommandRuling {
  const { before, spoken } = hearing
  const rule = ruleCalled(hearing, spoken.about)
  if ('ruling' in rule) return rule
  const refusal = refusalFor(hearing, rule)
  if (refusal) return refusal
  if (!standingAt(exceptionsTo(before.commands, rule), spoken.at)) return puzzled(say.notOverridden(rule.id))
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
  if (truth === 'no') return refused(say.notTheirs(mayOverride(rule)))
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
