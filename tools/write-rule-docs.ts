/**
 * Writes what of the rules' pages follows from the schemas: the table of keys in each kind's README, the index in
 * docs/rules.md.
 *
 *   npx node tools/write-rule-docs.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { ruleKinds } from '../src/rules/index.ts'
import { commonTable, indexTable, optionsTable, withPart } from './rule-docs.ts'

function rewrite(file: string, part: string, text: string): void {
  const page = withPart(readFileSync(file, 'utf8'), part, text)
  if (page === undefined) throw new Error(`${file} has no place for ${part}`)
  writeFileSync(file, page)
}

for (const kind of ruleKinds) rewrite(`src/rules/${kind.name}/README.md`, 'options', optionsTable(kind))
rewrite('docs/rules.md', 'kinds', indexTable(ruleKinds))
rewrite('docs/rules.md', 'common keys', commonTable())
