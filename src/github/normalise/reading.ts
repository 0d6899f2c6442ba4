import { z } from 'zod'
import type { News } from '../../core/event.ts'
import { type Instant, parseInstant, wholeSecond } from '../../core/instant.ts'
import { isBot, type Login } from '../../core/item.ts'
import type { Label, MaybeAccount } from './payload.ts'

/** What is known about a delivery besides its payload. */
export interface Circumstances {
  /** Whole seconds: GitHub's histories know nothing finer. */
  at: Instant
  /** Who did it; absent where nobody is known. */
  actor?: Login
  /** X-GitHub-Delivery */
  delivery?: string
  /** The slug of Reeve's own app, `reeve`, where it is known. */
  app?: string
}

/** What a payload says, or why it says nothing that Reeve listens to. */
export type Heard = readonly News[] | { ignored: string }

/** How a payload was read. `field` is the way to what is wrong, `issue.number`. */
type Reading = { ok: true; heard: Heard } | { ok: false; field: string; why: string }

export type Reader = (payload: unknown, circumstances: Circumstances) => Reading

/** Reads one event's payloads: the schema first, then what it says. */
export function reader<Schema extends z.ZodType>(
  schema: Schema,
  hear: (payload: z.output<Schema>, circumstances: Circumstances) => Heard,
): Reader {
  return (payload, circumstances) => {
    const parsed = schema.safeParse(payload)
    if (parsed.success) return { ok: true, heard: hear(parsed.data, circumstances) }
    return { ok: false, ...problem(parsed.error) }
  }
}

/** The first thing that is wrong, as far into a union's alternatives as it can be told. */
function problem(error: z.ZodError): { field: string; why: string } {
  const [issue] = error.issues
  if (!issue) return { field: '', why: 'is not what GitHub describes' }
  return { field: issue.path.map(String).join('.'), why: issue.message }
}

const Sender = z.object({
  sender: z.object({ login: z.string(), type: z.string().nullish().catch(undefined) }),
})

/** Who did it: the sender, unless that account is gone. */
export function senderOf(payload: unknown): Login | undefined {
  const parsed = Sender.safeParse(payload)
  return parsed.success ? writerOf(parsed.data.sender) : undefined
}

/** `ghost` stands for every account that was deleted: nobody known. */
export function loginOf(account: MaybeAccount): Login | undefined {
  if (!account || account.login === '' || account.login === 'ghost') return undefined
  return account.login
}

/** Who did or wrote something. Some bots are shown without the `[bot]` by which they are known: GitHub's own `Copilot`. */
export function writerOf(account: MaybeAccount): Login | undefined {
  const login = loginOf(account)
  return login !== undefined && account?.type === 'Bot' && !isBot(login) ? `${login}[bot]` : login
}

export function labelName(label: Label): string {
  return typeof label === 'string' ? label : label.name
}

/** A time of a payload; undefined where it has none or it cannot be read. */
export function timeOf(text: string | null | undefined): Instant | undefined {
  const at = text ? parseInstant(text) : undefined
  return at === undefined ? undefined : wholeSecond(at)
}

/** Leaves out what is undefined, so that absent stays absent. */
export function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> }
export function present(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
