import type { Command } from 'commander'
import { policyJsonSchema } from '../policy/json-schema.ts'
import { ruleKinds } from '../rules/index.ts'
import type { Shell, Status } from './shell.ts'

/** `reeve schema`: the JSON Schema that editors check and complete a policy with. */
export function addSchema(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('schema')
    .description('print the JSON Schema of a policy, for editors')
    .action(() => {
      shell.say(schemaText())
      end(0)
    })
}

/** What `schema/reeve.schema.json` holds, without its last line end. */
export function schemaText(): string {
  return JSON.stringify(policyJsonSchema(ruleKinds), null, 2)
}
