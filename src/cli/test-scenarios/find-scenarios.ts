import { basename, dirname, join } from 'node:path'
import type { Shell } from '../shell.ts'

const passedOver = ['node_modules', '.git']

/** Scenario files of a folder and all below it: YAML in folders called `scenarios`, in order of name. */
export function findScenarios(folder: string, shell: Pick<Shell, 'list'>): string[] {
  const found = (shell.list(folder) ?? []).flatMap(({ name, isFolder }): string[] => {
    const path = join(folder, name)
    if (isFolder) return passedOver.includes(name) ? [] : findScenarios(path, shell)
    return basename(folder) === 'scenarios' && /\.ya?ml$/.test(name) ? [path] : []
  })
  return found.sort()
}

/** Where the policy of a scenario file is looked for, where it names none: beside its folder. */
export function policiesBeside(file: string): string[] {
  const folder = dirname(dirname(file))
  return ['reeve.yml', 'policy.yml'].map((name) => join(folder, name))
}
