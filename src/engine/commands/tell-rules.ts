import type { Rule } from '../../core/policy.ts'
import type { Ruling } from '../../core/rule-kind.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { parseLength } from '../../time/parse.ts'
import { approvalsAsked } from '../gate/hear.ts'
import type { Allowed, CommandRuling, Refused, ToldRule } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { namesOf, puzzled, refusalOf, refused, type Usual } from './who-may.ts'

/** A command for the rules that listen to it: obeyed by each that it is about and whose file lets its writer use it. */
export function tellRules(hearing: Hearing, usual: Usual): CommandRuling {
  const { course, spoken } = hearing
  const listening = [...course.policy.rules.map((rule) => ({ rule, spoken })), ...approvalsAsked(hearing)]
  const answers = listening.flatMap(({ rule, spoken: words }) => {
    const ruling = hearingOf({ ...hearing, spoken: words }, rule)
    return ruling ? [{ rule, ruling: admitted(hearing, { rule, ruling, usual }) }] : []
  })
  const obeying = answers.flatMap(({ rule, ruling }) =>
    ruling.ruling === 'allowed' ? [told(rule, ruling)] : [],
  )
  if (obeying.length > 0) return { ruling: 'allowed', rules: obeying }
  const refusals = answers.flatMap(({ ruling }) => (ruling.ruling === 'refused' ? [ruling] : []))
  const refusal = refusals.find((each) => !each.puzzled) ?? refusals[0]
  if (!refusal && usual !== 'rule' && doesMore(hearing)) return forItsOwnSake(hearing, usual)
  return refusal ?? puzzled(say.nothingUsesIt(hearing.spoken.name))
}

/** Whether `commands:` has something of its own to be done at a built-in command: then it is of use where no rule listens. */
function doesMore({ course, spoken }: Hearing): boolean {
  return course.policy.files.some(({ commands }) => (commands.get(spoken.name)?.do.length ?? 0) > 0)
}

function forItsOwnSake(hearing: Hearing, usual: Usual): CommandRuling {
  const { course, spoken } = hearing
  return refusalOf(hearing, namesOf(course.policy, spoken.name), usual) ?? { ruling: 'allowed', rules: [] }
}

/** As it is kept: which rule, and which of several ways allowed it. */
export function told({ id }: Rule, { by }: Extract<Ruling, { ruling: 'allowed' }>): ToldRule {
  return { rule: id, ...(by === undefined ? {} : { by }) }
}

/** What a rule makes of it; undefined where it is not about that rule, or that rule not about the item. */
function hearingOf(hearing: Hearing, rule: Rule): Ruling | undefined {
  const { kind, mode } = rule
  if (!kind.hear || mode === 'off') return undefined
  const judging = hearing.judging(rule)
  // A clock looks at the past of `when` itself.
  if (kind.phase !== 'clock' && rule.when && judging.match(rule.when).truth === 'no') return undefined
  return kind.hear(judging, hearing.spoken)
}

function admitted(
  hearing: Hearing,
  { rule, ruling, usual }: { rule: Rule; ruling: Ruling; usual: Usual },
): Extract<Ruling, { ruling: 'allowed' }> | Refused {
  const refusal = refusalOf(hearing, rule.names, usual)
  if (refusal) return refusal
  switch (ruling.ruling) {
    case 'allowed':
      return ruling
    case 'refused':
      return refused(ruling)
    case 'unknown':
      return refused(say.unreadable(hearing.spoken.by, ruling.why))
    default:
      return ruling satisfies never
  }
}

/** `snooze 1d because <why>`: the rules that would remind somebody are silent until then. */
export function snoozeRules(hearing: Hearing): CommandRuling {
  const { course, spoken } = hearing
  const ruling = tellRules(hearing, 'triage')
  if (ruling.ruling === 'refused') return ruling
  const length = parseLength(spoken.about)
  if (!length.ok) return puzzled(say.badLength(length.what, length.fix))
  if (spoken.because === undefined) return puzzled(say.needsReason(`snooze ${spoken.about}`))
  const until = due(always(course.policy.names.timezone), spoken.at, length.value)
  return { ...ruling, until } satisfies Allowed
}
