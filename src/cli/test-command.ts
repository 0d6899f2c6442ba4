import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { Policy, Problem } from '../core/policy.ts'
import { loadPolicy } from '../policy/load-policy.ts'
import { ruleKinds } from '../rules/index.ts'
import { hasErrors, problemLine, readPolicy } from './read-policy.ts'
import type { Shell, Status } from './shell.ts'
import { findScenarios, policiesBeside } from './test-scenarios/find-scenarios.ts'
import { runScenario } from './test-scenarios/run-scenario.ts'
import { readScenarios, type Scenario } from './test-scenarios/scenario.ts'

/** `reeve test`: the scenarios beside a policy, run through it. */
export function addTest(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('test')
    .description('run the scenarios beside a policy, and say which do not go as expected')
    .argument('[dir]', 'where to look for folders called `scenarios`', '.')
    .action(async (folder: string) => {
      end(await test(folder, shell))
    })
}

async function test(folder: string, shell: Shell): Promise<Status> {
  const files = findScenarios(folder, shell)
  if (files.length === 0) {
    shell.complain(
      `${folder}: there are no scenarios. Write one beside your policy, as in scenarios/first.yml.`,
    )
    return 1
  }
  let passed = 0
  let failed = 0
  for (const file of files) {
    const read = readScenarios(shell.read(file) ?? '')
    if (!read.ok) {
      for (const problem of read.problems) shell.say(problemLine({ file, ...problem }))
      failed += 1
      continue
    }
    for (const scenario of read.scenarios) {
      const problems = await problemsOf(scenario, file, shell)
      if (problems.length === 0) passed += 1
      else failed += 1
      for (const [index, problem] of problems.entries()) {
        shell.say(index === 0 ? `${file}:${scenario.line}: ${scenario.name}\n  ${problem}` : `  ${problem}`)
      }
    }
  }
  shell.complain(
    `${passed} ${passed === 1 ? 'scenario goes' : 'scenarios go'} as expected${failed === 0 ? '.' : `, ${failed} not.`}`,
  )
  return failed === 0 ? 0 : 1
}

async function problemsOf(scenario: Scenario, file: string, shell: Shell): Promise<string[]> {
  const policy = policyOf(scenario, file, shell)
  if (!policy.ok) return policy.problems
  const ran = await runScenario(scenario, policy.policy)
  return ran.ok ? [] : ran.problems
}

type Found = { ok: true; policy: Policy } | { ok: false; problems: string[] }

function policyOf({ policy }: Scenario, file: string, shell: Shell): Found {
  if (policy && 'text' in policy) {
    return checked(loadPolicy({ text: policy.text, file, ref: file, kinds: ruleKinds }))
  }
  const paths = policy ? [join(dirname(file), policy.path)] : policiesBeside(file)
  const path = paths.find((candidate) => shell.read(candidate) !== undefined)
  const read = path === undefined ? undefined : readPolicy(path, shell)
  if (!read) return { ok: false, problems: [`there is no policy at ${paths.join(' or ')}`] }
  return checked(read)
}

function checked({ policy, problems }: { policy?: Policy; problems: readonly Problem[] }): Found {
  if (policy && !hasErrors(problems)) return { ok: true, policy }
  return { ok: false, problems: problems.map(problemLine) }
}
