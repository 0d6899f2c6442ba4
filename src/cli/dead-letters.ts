import type { StoreConfig } from '../config.ts'
import { formatInstant } from '../core/instant.ts'
import type { SqlStore } from '../store/store.ts'
import { onStore } from './on-store.ts'
import type { Shell, Status } from './shell.ts'

/** What the command is asked for. */
export interface DeadLettersOptions {
  store: StoreConfig
  /** Absent: only listed. True: all of them are taken in once more; else those with these ids. */
  rerun?: true | readonly string[]
}

/** A webhook that could not be read, or the changes of a subject that GitHub did not take. */
interface Letter {
  id: string
  what: 'webhook' | 'change'
  at: number
  about: string
  why: string
}

const most = 10_000

/** Lists what was put aside, or has it taken in once more. Nothing is asked of GitHub here: the server does that. */
export function deadLetters({ store, rerun }: DeadLettersOptions, shell: Shell): Promise<Status> {
  return onStore(store, shell, (opened) => tendDeadLetters(opened, rerun, shell))
}

/** The same on a store that is open. */
export async function tendDeadLetters(
  store: SqlStore,
  wanted: DeadLettersOptions['rerun'],
  shell: Shell,
): Promise<Status> {
  return wanted === undefined ? list(await lettersIn(store), shell) : rerun(store, wanted, shell)
}

async function lettersIn(store: SqlStore): Promise<Letter[]> {
  const webhooks = await store.deadLetters(most)
  const changes = await store.outbox.dead()
  return [
    ...webhooks.map(
      ({ id, receivedAt, event, subject, field, why }): Letter => ({
        id,
        what: 'webhook',
        at: receivedAt,
        about: `${event} ${subject}`,
        why: field === '' ? why : `${field}: ${why}`,
      }),
    ),
    ...changes.map(({ id, at, subject, why }): Letter => ({ id, what: 'change', at, about: subject, why })),
  ]
}

function list(letters: readonly Letter[], shell: Shell): Status {
  for (const { at, what, id, about, why } of letters)
    shell.say([formatInstant(at), what, id, about, why].join('  '))
  shell.complain(
    letters.length === 0
      ? 'There are no dead letters.'
      : `${counted(letters.length)}. \`reeve dead-letters --rerun\` has all of them taken in once more, \`--rerun <id>\` one.`,
  )
  return 0
}

async function rerun(store: SqlStore, wanted: true | readonly string[], shell: Shell): Promise<Status> {
  const letters = await lettersIn(store)
  const chosen = wanted === true ? letters : letters.filter(({ id }) => wanted.includes(id))
  const unknown = wanted === true ? [] : wanted.filter((id) => !letters.some((letter) => letter.id === id))
  const idsOf = (what: Letter['what']) =>
    chosen.flatMap((letter) => (letter.what === what ? [letter.id] : []))
  const webhooks = idsOf('webhook')
  const changes = idsOf('change')
  if (webhooks.length > 0) await store.rerun(webhooks)
  if (changes.length > 0) await store.outbox.redrive(changes)
  for (const id of unknown) shell.complain(`There is no dead letter ${id}.`)
  if (chosen.length > 0) shell.complain(`${counted(chosen.length)} will be taken in once more by the server.`)
  else if (unknown.length === 0) shell.complain('There are no dead letters.')
  return unknown.length === 0 ? 0 : 1
}

function counted(letters: number): string {
  return letters === 1 ? '1 dead letter' : `${letters} dead letters`
}
