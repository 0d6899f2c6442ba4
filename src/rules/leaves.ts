import { z } from 'zod'

/** What a name in a policy can stand for. */
export type Named =
  | 'calendar'
  | 'window'
  | 'people'
  | 'everyone'
  | 'login'
  | 'label'
  | 'environment'
  | 'rule'
  | 'check'
  | 'path'
  | 'state'
  /** A qualifier of a query that a lint has to know of, such as `updated`. */
  | 'qualifier'

/** What people are named for that needs somebody in particular. */
export type InPerson = 'mentioned' | 'assigned'

/** Somewhere a value names something. */
export interface Reference {
  to: Named
  name: string
  /** Where the name begins in the value's text, counted from 0. */
  column: number
  /** It is about a related item: `linked:(label:x)`. */
  ofRelated?: boolean
  /** People who are mentioned there, or assigned: they have to be somebody in particular. */
  inPerson?: InPerson
}

/** Something about a value that its author should know, though it can be read. */
export interface Remark {
  code: string
  what: string
  why: string
  fix: string
  column: number
}

/** A kind of text in a policy, such as a query: what it names and what there is to remark. */
export interface Leaf {
  is: 'name' | 'people' | 'query' | 'goal' | 'text' | 'action'
  references(text: string): readonly Reference[]
  remarks?(text: string): readonly Remark[]
}

/** Which schemas hold names: the loader finds every name by walking schema and value together, and knows no kind. */
export const leaves = z.registry<Leaf>()

/** Why a text cannot be read; `column` counts from 0 within it. */
export interface Refusal {
  code: string
  what: string
  why: string
  fix: string
  column?: number
}

/** A text that is parsed where it stands: what cannot be read becomes an issue that says what, why and fix. */
export function parsed<T>(
  parse: (text: string) => { value: T } | { refusals: readonly Refusal[] },
  leaf?: Leaf,
) {
  const schema = texts().transform((text, context): T => {
    const result = parse(text)
    if ('value' in result) return result.value
    for (const { what, ...params } of result.refusals)
      context.addIssue({ code: 'custom', message: what, params })
    return z.NEVER
  })
  if (leaf) leaves.add(schema, leaf)
  return schema
}

/** Any text that is not empty. What asks several keys at once is not asked where one of them is. */
function texts() {
  return z.string().min(1, { error: 'There is nothing here.', abort: true })
}

/** A text that is used as it is. Editors take one without quotes, such as `2024`, for a number, which is fine too. */
export function words() {
  return texts().meta({ type: ['string', 'number'] })
}
