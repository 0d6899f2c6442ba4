import { z } from 'zod'
import { type Login, sameName } from '../../core/item.ts'
import type { Making } from './making.ts'
import { pagesOf } from './pages.ts'

const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
})

export function markerOf(key: string): string {
  return `<!-- reeve:${key} -->`
}

/** Carries its marker whoever wrote the text. */
export function marked(body: string, key: string): string {
  const marker = markerOf(key)
  return body.includes(marker) ? body : `${body}\n\n${marker}`
}

/** The comment of ours that carries a marker. Anybody can write a marker; it counts only in what our app wrote (D21). */
export async function findComment(
  { github, options, owner, repo, number }: Pick<Making, 'github' | 'options' | 'owner' | 'repo' | 'number'>,
  key: string,
): Promise<number | undefined> {
  const listing = github.rest.issues.listComments.endpoint({
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  })
  for await (const page of pagesOf(github, listing, Comment)) {
    const found = page.find((each) => isOurs(each, options.app) && each.body?.includes(markerOf(key)))
    if (found) return found.id
  }
  return undefined
}

function isOurs({ user }: z.infer<typeof Comment>, app: Login): boolean {
  return user !== null && user !== undefined && sameName(user.login, app)
}
