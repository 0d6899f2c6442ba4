import type { Problem } from '../core/policy.ts'

/** Problems as SARIF 2.1.0, which GitHub's code scanning and editors show at their lines. */
export function toSarif(problems: readonly Problem[]) {
  const codes = [...new Set(problems.map((problem) => problem.code))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Reeve',
            rules: codes.map((code) => ({
              id: code,
              name: inPascalCase(code),
              shortDescription: { text: code.replaceAll('-', ' ') },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => resultOf(problem, codes)),
      },
    ],
  }
}

function resultOf({ code, level, message, why, fix, file, line, column }: Problem, codes: readonly string[]) {
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: `${message} ${why} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: addressOf(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }
}

/** A path as an address beside the file that is written: every letter that means something there is spelled out. */
function addressOf(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '').split('/').map(encodeURIComponent).join('/')
}

function inPascalCase(code: string): string {
  return code.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase())
}
