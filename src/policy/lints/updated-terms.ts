import type { Linting } from './linting.ts'

/** `updated:` in a rule that writes: its own writing is an update too. */
export function updatedTerms({ reader, rules }: Linting): void {
  for (const { to, name, place } of reader.found) {
    if (to !== 'qualifier' || name !== 'updated' || place.path[0] !== 'rules') continue
    const rule = rules.find((other) => other.id === place.path[1])
    // Rules that only watch write nothing. One that could not be read counts as writing.
    if (rule?.mode === 'off' || rule?.mode === 'observe') continue
    reader.error(place, {
      code: 'updated-in-writing-rule',
      message: '`updated:` stands in a rule that writes.',
      why: 'What Reeve writes updates the issue too, so the rule would answer to itself.',
      fix: 'Use `active:`, the last thing a person did.',
    })
  }
}
