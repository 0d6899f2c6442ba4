import { defineConfig } from 'vitest/config'

export default defineConfig({
  // As Node itself resolves it: graphql must not be there twice, once for us and once for what compares schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/postgres/**/*.test.ts'],
    pool: 'forks',
    // Files share what they load: loading it for each anew took two thirds of the time. Nothing here keeps state in a module.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
