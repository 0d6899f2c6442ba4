import { sameName } from '../../core/item.ts'
import type { Rule } from '../../core/policy.ts'
import { nearestName } from '../../query/nearest-name.ts'
import type { CommandRuling } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { puzzled } from './who-may.ts'

/** The rule that a command names, or why there is none. */
export function ruleCalled({ course, spoken }: Hearing, name: string): Rule | CommandRuling {
  const rules = course.policy.rules.filter(({ mode }) => mode !== 'off')
  const ids = rules.map(({ id }) => id)
  if (ids.length === 0) return puzzled(say.noRules())
  if (name === '') return puzzled(say.whichRule(spoken.name, ids))
  const plain = name.replaceAll('`', '')
  const found = rules.find(({ id, was }) => [id, ...was].some((each) => sameName(each, plain)))
  if (found) return found
  const near = ids.find((id) => id.toLowerCase().startsWith(plain.toLowerCase())) ?? nearestName(plain, ids)
  return puzzled(say.unknownRule(plain, near, ids))
}
