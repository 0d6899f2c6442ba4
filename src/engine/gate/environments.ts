import type { Environment } from '../../core/environment.ts'
import { sameName } from '../../core/item.ts'
import { oncePer } from '../../core/once-per.ts'
import type { Names, Policy, Rule } from '../../core/policy.ts'

/** Every entry under `environments:`, of all files of the policy. */
export const environmentsOf = oncePer(({ files }: Policy): readonly Environment[] =>
  files.flatMap(({ environments }) => [...environments.values()]).filter(({ mode }) => mode !== 'off'),
)

/** What environments ask for in the way of a rule about the pull requests that are shipped there. */
export const environmentRules = oncePer((policy: Policy): readonly Rule[] =>
  approvedIn(policy).map(({ rule }) => rule),
)

/** The same, with the environment that an approval has to name. */
export const approvedIn = oncePer((policy: Policy): readonly { rule: Rule; environment?: string }[] =>
  environmentsOf(policy).flatMap(({ checklist, hotfix, name, signOff }) => [
    ...(checklist ? [{ rule: checklist.own }] : []),
    ...(signOff ? [{ rule: signOff, environment: name }] : []),
    ...hotfix.flatMap(({ approval }) => (approval ? [{ rule: approval }] : [])),
  ]),
)

/** What a file says about an environment: its entry, else what holds for every one that it does not name. */
export function environmentIn({ environments }: Names, name: string): Environment | undefined {
  const named = [...environments.values()].find((each) => sameName(each.name, name))
  return named ?? environments.get('*')
}
