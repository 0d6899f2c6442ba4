import { z } from 'zod'
import type { GitHub } from '../client.ts'
import { ask, placeOf } from './ask.ts'

const Repository = z.object({ full_name: z.string() })

/** A repository's name as it is now; undefined where it cannot be seen. Old names lead to the new one. */
export async function currentName(github: GitHub, repo: string): Promise<string | undefined> {
  const request = github.rest.repos.get.endpoint({ ...placeOf(repo) })
  const answer = await ask(github, request, Repository, { what: repo, needs: 'metadata=read' })
  return answer.ok ? answer.value.full_name : undefined
}

export async function isVisible(github: GitHub, repo: string): Promise<boolean> {
  return (await currentName(github, repo)) !== undefined
}
