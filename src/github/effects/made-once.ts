import type { Ended, Made, Making } from './making.ts'

/**
 * Makes something that must not be made twice. The first time nothing is looked for; when a try is known to have begun,
 * or nothing is known, what may have come of it is looked for before it is made. Undefined: it is being made for another
 * item at this moment, as where one issue is opened for all that came on a day.
 */
export async function madeOnce(
  made: Made | undefined,
  key: string,
  { find, make }: { find: () => Promise<number | undefined>; make: () => Promise<number> },
): Promise<{ id: number; before: boolean } | undefined> {
  const known = made ? await made.get(key) : 'trying'
  if (known !== undefined && known !== 'trying') return { id: Number(known), before: true }
  if (made && !(await made.claim(key))) return undefined
  const found = known === 'trying' ? await find() : undefined
  if (found !== undefined) {
    await made?.set(key, String(found))
    return { id: found, before: true }
  }
  const created = await make()
  await made?.set(key, String(created))
  return { id: created, before: false }
}

const momentMilliseconds = 60_000

/** Soon it is known what came of it. */
export function underWay({ options }: Pick<Making, 'options'>): Ended {
  const after = options.clock.now() + momentMilliseconds
  return { outcome: 'retry', after, why: 'It is being made for another item at this moment' }
}
