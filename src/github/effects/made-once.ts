import type { Made } from './making.ts'

/**
 * Makes something that must not be made twice. The first time nothing is looked for; when a try is known to have begun,
 * or nothing is known, what may have come of it is looked for before it is made.
 */
export async function madeOnce(
  made: Made | undefined,
  key: string,
  { find, make }: { find: () => Promise<number | undefined>; make: () => Promise<number> },
): Promise<{ id: number; before: boolean }> {
  const known = made ? await made.get(key) : 'trying'
  const id = known === 'trying' ? await find() : toId(known)
  if (id !== undefined) {
    if (known === 'trying') await made?.set(key, String(id))
    return { id, before: true }
  }
  await made?.set(key, 'trying')
  const created = await make()
  await made?.set(key, String(created))
  return { id: created, before: false }
}

function toId(known: string | undefined): number | undefined {
  return known === undefined ? undefined : Number(known)
}
