import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { builtInCommands } from '../../src/core/commands.ts'
import { load } from '../builders/policy.ts'

const text = readFileSync('docs/commands.md', 'utf8')

it('docs/commands.md has every command', () => {
  const table = text.split('\n').filter((line) => line.startsWith('| `'))
  const told = table.flatMap((line) =>
    [...(line.split(' | ')[0] ?? '').matchAll(/`([a-z]+)/g)].map(([, name]) => name),
  )
  expect(told.toSorted()).toEqual([...builtInCommands].toSorted())
})

it('its examples have no mistakes', () => {
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example)
  expect(examples).toHaveLength(3)
  for (const example of examples)
    expect(load(example).problems.filter(({ level }) => level === 'error')).toEqual([])
})
