import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

test('each migration has a number of its own, without a gap: it is what the database knows it by', () => {
  const files = readdirSync(new URL('../../src/store/migrations', import.meta.url)).sort()
  expect(files.map((file) => Number(/^(\d{4})-[\w-]+\.sql$/.exec(file)?.[1]))).toEqual(
    files.map((_, index) => index + 1),
  )
})
