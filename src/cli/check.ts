import { type Command, Option } from 'commander'
import type { Policy, Problem } from '../core/policy.ts'
import { uncoveredSentences } from '../policy/handbook-sentences.ts'
import { hasErrors, noSuchFile, problemLine, type ReadPolicy, readPolicy, usualFile } from './read-policy.ts'
import { toSarif } from './sarif.ts'
import type { Shell, Status } from './shell.ts'

/** `reeve check`: what is wrong with policy files. */
export function addCheck(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('check')
    .description('say what is wrong with a policy, with line and column')
    .argument('[file...]', `the files (default: ${usualFile})`)
    .addOption(
      new Option('--format <format>', 'how to say it').choices(['text', 'json', 'sarif']).default('text'),
    )
    .option('--coverage', 'also list the sentences of the handbook that no rule quotes')
    .action((files: string[], options: { format: string; coverage?: true }, command: Command) => {
      if (options.coverage && options.format !== 'text')
        command.error('error: --coverage goes with --format text only')
      end(check(files.length > 0 ? files : [usualFile], options, shell))
    })
}

function check(files: readonly string[], options: { format: string; coverage?: true }, shell: Shell): Status {
  const problems: Problem[] = []
  for (const file of files) {
    const read = readPolicy(file, shell)
    problems.push(...(read?.problems ?? [isMissing(file)]))
    if (read === undefined) shell.complain(noSuchFile(file))
    if (options.format === 'text' && read !== undefined) reportText(file, read, shell)
    if (options.coverage && read !== undefined) reportCoverage(file, read, shell)
  }
  if (options.format === 'json') shell.say(JSON.stringify(problems.map(inContract), null, 2))
  if (options.format === 'sarif') shell.say(JSON.stringify(toSarif(problems), null, 2))
  return hasErrors(problems) ? 1 : 0
}

function reportText(file: string, { problems, policy }: ReadPolicy, shell: Shell): void {
  for (const problem of problems) shell.say(problemLine(problem))
  const count = policy?.rules.length ?? 0
  if (problems.length === 0)
    shell.complain(`${file}: ${count} ${count === 1 ? 'rule' : 'rules'}, no problems.`)
}

/** The keys that contract.md promises, and no others. */
function inContract({ file, line, column, level, code, message, fix }: Problem) {
  return { file, line, column, level, code, message, fix }
}

/** For whoever reads the answer as data. */
function isMissing(file: string): Problem {
  return {
    file,
    line: 1,
    column: 1,
    level: 'error',
    code: 'no-such-file',
    message: 'There is no such file, or it cannot be read.',
    why: 'So there is nothing to check.',
    fix: 'Look at its name.',
  }
}

function reportCoverage(file: string, { policy, handbook, handbookText }: ReadPolicy, shell: Shell): void {
  if (policy === undefined) {
    shell.complain(`${file}: coverage can be told when its errors are mended.`)
    return
  }
  if (handbookText === undefined || handbook === undefined) {
    shell.complain(`${file}: --coverage needs a handbook. Name one with \`handbook: docs/processes.md\`.`)
    return
  }
  const { uncovered, total } = uncoveredSentences(handbookText, quotesIn(policy))
  for (const { line, text } of uncovered) shell.say(`${handbook}:${line}: ${text}`)
  shell.complain(`${handbook}: ${total - uncovered.length} of ${total} sentences are quoted by a rule.`)
}

/** Environments and windows have no `why`: what they say of themselves is theirs. */
function quotesIn({ files, rules }: Policy): string[] {
  const named = files.flatMap(({ environments, windows }) => [
    ...[...environments.values()].map(({ description }) => description),
    ...[...windows.values()].map(({ because }) => because),
  ])
  return [...rules.map(({ why }) => why), ...named].filter((said) => said !== undefined)
}
