import { defineConfig } from 'vitest/config'

/** Reeve as a whole, with servers, databases and processes: each file in a process of its own. */
const whole = ['test/stories/**', 'test/demo/**', 'test/smoke/**', 'src/store/**']

export default defineConfig({
  // As Node itself resolves it: graphql must not be there twice, once for us and once for what compares schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        // Files share what they load: loading it for each anew took two thirds of the time.
        test: {
          name: 'parts',
          isolate: false,
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...whole, 'test/postgres/**'],
        },
      },
      { extends: true, test: { name: 'whole', include: whole.map((folder) => `${folder}/*.test.ts`) } },
    ],
  },
})
