import { unquoted } from '../../core/commands.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { LabelChange } from '../../core/rule-kind.ts'
import { nearestName } from '../../query/nearest-name.ts'
import type { Guard } from '../lawful.ts'
import { settingAskedFor } from '../lawful-changes.ts'
import type { CommandRuling, ToldRule } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { told } from './tell-rules.ts'
import { puzzled, refusalOf, refused } from './who-may.ts'

/** `/reeve move <label>`: judged by everything that guards the label, as if its writer had set it; then Reeve sets it. */
export function ruleOnMove(hearing: Hearing): CommandRuling {
  const { before, entry, spoken } = hearing
  const concerned = hearing.guards.filter(
    (guard) => entry.at >= guard.inForce && guard.applies(before, entry) !== 'no',
  )
  const labels = [...new Set(concerned.flatMap((guard) => guard.labels))]
  const label = labels.find((each) => sameName(each, unquoted(spoken.about)))
  if (label === undefined) return noSuchLabel(spoken.about, labels)
  const guards = concerned.filter((guard) => guard.binding && includesName(guard.labels, label))
  if (guards.length === 0) return refused(say.changesNothing(label))
  const rules: ToldRule[] = []
  for (const guard of guards) {
    const ruling = refusalOf(hearing, guard.rule.names, 'triage') ?? ruledBy(hearing, guard, label)
    if ('ruling' in ruling) return ruling
    rules.push(ruling)
  }
  return { ruling: 'allowed', label, rules }
}

function noSuchLabel(about: string, labels: readonly string[]): CommandRuling {
  if (labels.length === 0) return puzzled(say.nothingUsesIt('move'))
  if (about === '') return puzzled(say.whichLabel(labels))
  return puzzled(say.unknownLabel(about, nearestName(unquoted(about), labels), labels))
}

function ruledBy(hearing: Hearing, guard: Guard, label: string): CommandRuling | ToldRule {
  const { before, entry, spoken } = hearing
  const { because } = spoken
  const change: LabelChange = {
    entry: settingAskedFor(entry, label),
    label,
    added: true,
    before: before.item,
    command: { label, ...(because === undefined ? {} : { why: because }) },
  }
  if (guard.applies(before, entry) === 'unknown') return refused(say.unreadable(spoken.by))
  const ruling = guard.judge(change, before)
  if (ruling.ruling === 'allowed') return told(guard.rule, ruling)
  return refused(ruling.ruling === 'refused' ? ruling : say.unreadable(spoken.by, ruling.why))
}
