import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ruleKinds } from '../../src/rules/index.ts'
import { load } from '../builders/policy.ts'
import { awaitedKinds, processDocuments, sentencesOf } from './requirements.ts'

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples')
const text = (...path: string[]) => readFileSync(join(examples, ...path), 'utf8')

/** A line of a table: numbers of sentences, and what became of them. */
interface Row {
  numbers: string[]
  said: string
}

/** The lines under a heading of an example's README. */
function rowsUnder(readme: string, heading: string): Row[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| (.*?\d{3}-\d+.*?) \| (.*) \|$/gm)].map(([, first = '', said = '']) => ({
    numbers: first.match(/\b\d{3}-\d+\b/g) ?? [],
    said: said.trim(),
  }))
}

/** What the READMEs of some examples say of the sentences of a document. */
function accountOf(document: string, folders: readonly string[]) {
  const of = (heading: string) =>
    folders.flatMap((folder) =>
      rowsUnder(text(folder, 'README.md'), heading).flatMap(({ numbers, said }) =>
        numbers.filter((number) => number.startsWith(document)).map((number) => ({ number, said, folder })),
      ),
    )
  return {
    kept: of('Sentences that are kept'),
    waiting: of('Sentences that wait'),
    beyond: of('Sentences that no software on GitHub keeps'),
  }
}

/** Rules and environments of an example, by their names. */
function keepersOf(folder: string): readonly string[] {
  const { policy } = load(text(folder, 'policy.yml'))
  return policy ? [...policy.rules.map(({ id }) => id), ...policy.names.environments.keys()] : []
}

describe.each(Object.entries(processDocuments))('document %s', (document, { title, examples: folders }) => {
  const sentences = sentencesOf(document)
  const { kept, waiting, beyond } = accountOf(document, folders)
  const all = [...kept, ...waiting, ...beyond].map(({ number }) => number)

  test('each of its sentences is kept by a rule, waits for a kind of rule, or is nothing that software could keep', () => {
    console.info(
      `Document ${document} (${title}): of ${sentences.size} sentences ${kept.length} are kept, ` +
        `${waiting.length} wait for a kind of rule, ${beyond.length} cannot be kept.`,
    )
    expect([...sentences.keys()].filter((number) => !all.includes(number))).toEqual([])
    expect(all.filter((number, index) => all.indexOf(number) !== index || !sentences.has(number))).toEqual([])
  })

  test('what keeps a sentence is a rule or an environment of the example', () => {
    const keepers = new Map(folders.map((folder) => [folder, keepersOf(folder)]))
    const without = kept.filter(({ said, folder }) => {
      const named = [...said.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
      return !named.some((name) => keepers.get(folder)?.includes(name))
    })
    expect(without).toEqual([])
  })

  test('what a sentence waits for is one kind that is not built yet', () => {
    const built: readonly string[] = ruleKinds.map(({ name }) => name)
    expect(awaitedKinds.filter((kind) => built.includes(kind))).toEqual([])
    const isAwaited = (said: string) => awaitedKinds.some((kind) => said === `\`${kind}\``)
    expect(waiting.filter(({ said }) => !isAwaited(said))).toEqual([])
  })

  test('only what can neither be enforced nor reminded of is given up, with a reason', () => {
    const canBeKept = (number: string) => /[EM]/.test(sentences.get(number) ?? 'E')
    expect(beyond.filter(({ number, said }) => canBeKept(number) || said.split(' ').length < 4)).toEqual([])
  })
})
