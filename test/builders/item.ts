import type { Item } from '../../src/core/item.ts'

const created = Date.parse('2026-01-05T09:00:00Z')

/** An open issue of acme/app that nothing is special about. */
export function anItem(difference: Partial<Item> = {}): Item {
  const item: Item = {
    repo: 'acme/app',
    number: 7,
    title: 'The page stays empty',
    body: 'Nothing is shown after signing in.',
    author: 'ann',
    createdAt: created,
    state: 'open',
    labels: [],
    assignees: [],
    locked: false,
    url: 'https://github.com/acme/app/issues/7',
  }
  return { ...item, ...difference }
}

/** An open pull request from `fix` to `main`. */
export function aPullItem(
  difference: Partial<Item> = {},
  pull: Partial<NonNullable<Item['pull']>> = {},
): Item {
  return anItem({
    number: 12,
    url: 'https://github.com/acme/app/pull/12',
    pull: {
      base: 'main',
      head: 'fix',
      sha: 'a'.repeat(40),
      headRepo: 'acme/app',
      draft: false,
      merged: false,
      ...pull,
    },
    ...difference,
  })
}
