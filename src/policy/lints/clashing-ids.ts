import type { Linting } from './linting.ts'

/** An earlier id that another rule has, or had too: both would take over the same memory. */
export function clashingIds({ reader, rules }: Linting): void {
  const taken = new Map(rules.map((rule) => [rule.id, rule.id]))
  for (const rule of rules) {
    for (const [index, was] of rule.was.entries()) {
      const other = taken.get(was)
      taken.set(was, rule.id)
      if (other === undefined) continue
      reader.error(
        { path: ['rules', rule.id, 'was', index] },
        {
          code: 'clashing-id',
          message:
            other === was
              ? `\`${was}\` is the id of another rule.`
              : `\`${was}\` is an earlier id of \`${other}\` as well.`,
          why: 'What is remembered under an id belongs to one rule.',
          fix: 'Name ids here that this rule alone had.',
        },
      )
    }
  }
}
