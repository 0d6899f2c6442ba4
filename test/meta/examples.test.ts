import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runReeve } from '../../src/cli/run-reeve.ts'
import { processShell } from '../../src/cli/shell.ts'
import { readScenarios } from '../../src/cli/test-scenarios/scenario.ts'
import { load } from '../builders/policy.ts'

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples')
const folders = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
const text = (...path: string[]) => readFileSync(join(examples, ...path), 'utf8')

async function reeve(...words: string[]) {
  const said: string[] = []
  const status = await runReeve(words, {
    ...processShell(),
    say: (line) => said.push(line),
    complain: () => {},
  })
  return { status, said: said.join('\n') }
}

describe.each(folders)('examples/%s', (folder) => {
  test('has no problem, its quotations of the handbook included', async () => {
    expect(await reeve('check', join(examples, folder, 'policy.yml'))).toEqual({ status: 0, said: '' })
  })

  test('its scenarios go as expected', { timeout: 120_000 }, async () => {
    expect(await reeve('test', join(examples, folder))).toEqual({ status: 0, said: '' })
  })

  test('every rule is in a scenario and in the README', () => {
    const rules = load(text(folder, 'policy.yml')).policy?.rules.map(({ id }) => id) ?? []
    const played = new Set(
      readdirSync(join(examples, folder, 'scenarios')).flatMap((file) => {
        const read = readScenarios(text(folder, 'scenarios', file))
        return read.ok ? read.scenarios.flatMap((scenario) => scenario.rules ?? []) : []
      }),
    )
    expect(rules.filter((rule) => !played.has(rule))).toEqual([])
    expect(rules.filter((rule) => !text(folder, 'README.md').includes(`\`${rule}\``))).toEqual([])
  })
})
