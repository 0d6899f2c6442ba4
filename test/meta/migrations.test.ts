import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../src/store/migrations')

test('steps of the schema are counted one by one: two that were made at the same time would share a number', () => {
  const numbers = readdirSync(folder).map((file) => file.slice(0, 4))
  expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')))
})
