import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { runScenario } from '../../src/cli/test-scenarios/run-scenario.ts'
import { readScenarios } from '../../src/cli/test-scenarios/scenario.ts'
import { ruleKinds } from '../../src/rules/index.ts'
import { commonTable, indexTable, optionsTable, withPart } from '../../tools/rule-docs.ts'
import { load } from '../builders/policy.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const page = (path: string) => readFileSync(join(root, path), 'utf8')
const readme = (kind: string) => page(`src/rules/${kind}/README.md`)

const requiredHeadings = ['When to use it', 'When not to use it', 'Options', 'Good to know', 'Examples']
const names = ruleKinds.map(({ name }) => name)

interface Example {
  line: number
  text: string
  isScenario: boolean
}

/** The fenced blocks of YAML on a page. */
function examples(markdown: string): Example[] {
  return fromMarkdown(markdown).children.flatMap((node) =>
    node.type === 'code' && node.lang === 'yaml'
      ? [{ line: node.position?.start.line ?? 0, text: node.value, isScenario: node.meta === 'scenario' }]
      : [],
  )
}

function headings(markdown: string): string[] {
  return fromMarkdown(markdown).children.flatMap((node) =>
    node.type === 'heading' && node.depth === 2
      ? node.children.flatMap((child) => (child.type === 'text' ? [child.value] : []))
      : [],
  )
}

test('every kind has a folder and every folder is a kind', () => {
  const folders = readdirSync(join(root, 'src/rules'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  expect(folders.map(({ name }) => name).sort()).toEqual([...names].sort())
  for (const name of names) {
    for (const file of ['rule.ts', 'messages.ts', 'rule.test.ts', 'README.md']) {
      expect(existsSync(join(root, 'src/rules', name, file)), `src/rules/${name}/${file}`).toBe(true)
    }
  }
})

describe.each(ruleKinds.map((kind) => [kind.name, kind] as const))('the page of %s', (name, kind) => {
  test('begins with what the kind is for, and has every heading', () => {
    expect(readme(name)).toMatch(new RegExp(`^# ${name}\n`))
    expect(headings(readme(name))).toEqual(requiredHeadings)
  })

  test('has the table of keys as the schema says it: npx node tools/write-rule-docs.ts', () => {
    expect(withPart(readme(name), 'options', optionsTable(kind))).toBe(readme(name))
  })

  test('has examples of the kind, and one that runs', () => {
    const found = examples(readme(name))
    expect(found.filter(({ isScenario }) => isScenario).length).toBeGreaterThan(0)
    const policies = found.filter(({ isScenario }) => !isScenario).map(({ text }) => load(text).policy)
    expect(policies.every((policy) => policy?.rules.some((rule) => rule.kind.name === name))).toBe(true)
  })
})

const pages = [
  ...names.map((name) => `src/rules/${name}/README.md`),
  'docs/writing-policies.md',
  'docs/environments.md',
  'README.md',
]

describe.each(pages)('%s', (path) => {
  const found = examples(page(path))

  test.each(found.filter(({ isScenario }) => !isScenario).map((example) => [example.line, example] as const))(
    'the policy in line %i has no problem',
    (_, { text }) => {
      expect(load(text).problems).toEqual([])
    },
  )

  const scenarios = found.flatMap((example, index) => {
    if (!example.isScenario) return []
    // A scenario is about the policy above it, unless it has one of its own.
    const policy = found.slice(0, index).findLast(({ isScenario }) => !isScenario)?.text ?? ''
    const read = readScenarios(example.text)
    if (!read.ok)
      throw new Error(
        read.problems.map(({ line, message }) => `${path}:${example.line + line}: ${message}`).join('\n'),
      )
    return read.scenarios.map((scenario) => {
      const own = scenario.policy && 'text' in scenario.policy ? scenario.policy.text : policy
      return [scenario.name, scenario, own] as const
    })
  })

  test.each(scenarios)('%s', async (_, scenario, text) => {
    const { policy } = load(text)
    expect(policy && (await runScenario(scenario, policy))).toEqual({ ok: true })
  })
})

test('docs/rules.md lists every kind: npx node tools/write-rule-docs.ts', () => {
  const index = page('docs/rules.md')
  expect(withPart(index, 'kinds', indexTable(ruleKinds))).toBe(index)
  expect(withPart(index, 'common keys', commonTable())).toBe(index)
})
