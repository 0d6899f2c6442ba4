import { filters, Liquid, LiquidError } from 'liquidjs'
import { parseInstant } from '../core/instant.ts'
import { formatLocal } from '../time/local.ts'

/** What filling in one text may take, in signs and milliseconds: a loop in one policy must not keep everybody waiting. */
const limits = { memoryLimit: 1_000_000, renderLimit: 1000 }

// Own properties only, and no way to other files: a policy's text reaches nothing beside the names it is given.
const liquid = new Liquid({
  ownPropertyOnly: true,
  strictVariables: false,
  outputDelimiterLeft: '{{',
  ...limits,
})
liquid.registerFilter(
  'local',
  function (this: { context: { get(path: string[]): unknown } }, value: unknown) {
    const at = typeof value === 'string' ? parseInstant(value) : undefined
    const zone = this.context.get(['timezone'])
    return at === undefined || typeof zone !== 'string' ? value : formatLocal(at, zone)
  },
)

type Impl = { context: { get(path: string[]): unknown } }
type DateFilter = (this: unknown, value: unknown, ...args: unknown[]) => unknown

// Liquid's `now` is the clock of the machine and its zone that of the server; texts know the instant that is judged, and the rule's zone.
for (const name of ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string']) {
  const plain = (filters as unknown as Readonly<Record<string, DateFilter>>)[name]
  if (!plain) continue
  liquid.registerFilter(name, function (this: Impl, value: unknown, ...args: unknown[]) {
    const at = value === 'now' || value === 'today' ? this.context.get(['date']) : value
    const [format, zone = this.context.get(['timezone'])] = args
    return name === 'date' ? plain.call(this, at, format, zone) : plain.call(this, at, ...args)
  })
}

/** What takes too long to fill in is said instead: the rest of what is to be done is done all the same. */
export function filledIn(text: string, facts: object): string {
  try {
    return String(liquid.parseAndRenderSync(text, facts))
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error
    return `(A text of the policy could not be filled in: ${error.message.split(', line:')[0]}.)`
  }
}
