import { unquoted } from '../../core/commands.ts'
import { sameName } from '../../core/item.ts'
import type { Policy, Rule } from '../../core/policy.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { environmentsOf } from '../gate/environments.ts'
import type { CommandRuling } from './heard.ts'
import type { Hearing } from './hearing.ts'
import { say } from './messages.ts'
import { puzzled } from './who-may.ts'

/** The rule that a command names, or why there is none. */
export function ruleCalled({ course, spoken }: Hearing, name: string): Rule | CommandRuling {
  const rules = course.policy.rules.filter(({ mode }) => mode !== 'off')
  const ids = rules.map(({ id }) => id)
  const plain = unquoted(name)
  const environment = environmentCalled(course.policy, plain)
  if (environment !== undefined && !ids.some((id) => sameName(id, plain)))
    return puzzled(say.isEnvironment(environment, spoken.name))
  if (ids.length === 0) return puzzled(say.noRules())
  if (name === '') return puzzled(say.whichRule(spoken.name, ids))
  const found = rules.find(({ id, was }) => [id, ...was].some((each) => sameName(each, plain)))
  if (found) return found
  const near = ids.find((id) => id.toLowerCase().startsWith(plain.toLowerCase())) ?? nearestName(plain, ids)
  return puzzled(say.unknownRule(plain, near, ids))
}

/** Itself, or one of its conditions as a gate names it: `production.window`. */
function environmentCalled(policy: Policy, name: string): string | undefined {
  const [, called = name] = /^environments\.(.+?)(?:\.[\w-]+)?$/.exec(name) ?? []
  return environmentsOf(policy).find((entry) => entry.name !== '*' && sameName(entry.name, called))?.name
}
